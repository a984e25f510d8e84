"""Chinese numerals as laws use them: 第一百三十三条之一, 二十万元."""

from __future__ import annotations

import re

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NAMES = "零一二三四五六七八九"
NUMERAL = "[零〇一二两三四五六七八九十百千万亿]+"


def to_int(text: str) -> int | None:
    """133 for 一百三十三 or 133; None for anything else."""
    if re.fullmatch(r"[0-9０-９]{1,15}", text):
        return int(text)
    if not re.fullmatch(NUMERAL, text):
        return None
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            total = (total + section + digit) * (10_000 if character == "万" else 100_000_000)
            section = digit = 0
    return total + section + digit


def to_chinese(number: int) -> str:
    """一百三十三 for 133; from 0 to 9,999."""
    if number < 10:
        return _NAMES[number]
    if number < 20:
        return "十" + (_NAMES[number - 10] if number > 10 else "")
    unit, name = next((unit, name) for name, unit in reversed(_UNITS.items()) if number >= unit)
    head, rest = divmod(number, unit)
    text = _NAMES[head] + name
    if not rest:
        return text
    tail = to_chinese(rest)
    if rest * 10 < unit:
        return text + "零" + tail
    return text + ("一" + tail if tail.startswith("十") else tail)
