"""Pinyin for searching: 单红星 is found by ``shanhongxing`` and by ``shx``."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from quizapp.kit.later import later
from quizapp.kit.text import fold_key

if TYPE_CHECKING:
    import pypinyin
else:
    pypinyin = later("pypinyin")

#: Surnames whose reading differs from the everyday one.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "翟": "zhai", "尉": "yu",
    "朴": "piao", "盖": "ge", "覃": "qin", "任": "ren", "华": "hua", "纪": "ji", "葛": "ge", "洗": "xian",
    "员": "yun", "种": "chong", "秘": "bi", "重": "chong", "折": "she", "乐": "yue", "缪": "miao", "召": "shao",
    "长孙": "zhangsun", "尉迟": "yuchi", "万俟": "moqi", "澹台": "tantai", "单于": "chanyu",
}  # fmt: skip


@lru_cache(maxsize=4096)
def _syllables(text: str) -> tuple[str, ...]:
    """Syllables of a name, the surname read as a surname."""
    for length in (2, 1):
        reading = _SURNAMES.get(text[:length])
        if reading and len(text) > length:
            return (reading, *pypinyin.lazy_pinyin(text[length:], style=pypinyin.Style.NORMAL, errors="default"))
    return tuple(pypinyin.lazy_pinyin(text, style=pypinyin.Style.NORMAL, errors="default"))


def full(text: str) -> str:
    """Lower-case pinyin without tones or spaces; other letters and digits are kept."""
    return fold_key("".join(_syllables(clean)) if (clean := fold_key(text)) else "")


def initials(text: str) -> str:
    """First letters of the syllables: 东明镇 -> dmz."""
    return "".join(part[0] for part in _syllables(fold_key(text)) if part)
