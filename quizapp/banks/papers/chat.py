"""Lines that a chat program puts around pasted questions: who wrote when, and what others only nod at."""

from __future__ import annotations

import re

_DATE = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}月\d{1,2}日|\d{1,2}[-/]\d{1,2}|昨天|今天|(?:星期|周)[一二三四五六日天])"
_TIME = rf"(?:{_DATE}\s{{0,3}})?(?:凌晨|早上|上午|中午|下午|晚上)?\s?\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?"
_STOPS = r"\s.、．:：，,。？?！!；;“”《》=_＿"
#: No option letter, no number, no key and no words that lead up to a time in a sentence.
_NAME = (
    r"(?![A-Za-zＡ-Ｚ]\s|第\s?\d)(?!\S{0,20}(?:答案|解析|时间|日期|凌晨|早上|上午|中午|下午|晚上|[于在是为到至从约]\s))"
    rf"[^{_STOPS}\d()（）\[\]【】][^{_STOPS}]{{1,19}}(?: [^{_STOPS}\d]{{1,20}})?"
)
_HEADER = re.compile(rf"{_NAME}\s{{1,4}}{_TIME}\s?[:：]?|[\[【(（]?{_TIME}[\]】)）]?\s{{1,4}}{_NAME}\s?[:：]?")
_BRACKETED_TIME = re.compile(rf"{_NAME}\s{{0,4}}[\[【(（]{_TIME}[\]】)）]\s?[:：]?")
#: Hands, faces and roses; ✅ and ❌ are keys.
_SIGN = (
    "[\U0001f44a-\U0001f450\U0001f3fb-\U0001f3ff\U0001f4aa\U0001f600-\U0001f64f\U0001f91d\U0001f339\u2764\ufe0f\u200d]"
)
_REACTION = re.compile(
    rf"(?:(?:收到|好的|谢谢|辛苦了|OK)[\s，,。.！!~～]{{0,4}}|{_SIGN}\s?|\[(?:强|赞|OK|握手|抱拳|玫瑰|合十|鼓掌|微笑)\]\s?)+",
    re.IGNORECASE,
)
_LONGEST = 60


def is_chat(text: str) -> bool:
    """Whether the line is a chat's own: ``李四 2026/5/20 09:15``, ``[09:15] 李四``, ``收到👍``."""
    bare = text.strip()
    if not bare or len(bare) > _LONGEST:
        return False
    return any(pattern.fullmatch(bare) for pattern in (_HEADER, _BRACKETED_TIME, _REACTION))
