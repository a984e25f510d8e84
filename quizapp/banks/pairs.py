"""Pairs and orders as people write them: ``1-C 2-A``, ``红色——禁止``, ``②①④③``, ``B→A→C``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .words import LETTERS, plain

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
#: A left side, a stroke or arrow, a right side. A single hyphen or equals sign only between spaces or Han characters.
_PAIR = re.compile(
    r"^\s*(?P<left>\S[^\n]{0,400}?|)\s*(?:[—–－]{2,}|-{2,}>?|->|=+>|→|⇒|↔|={2,}|(?<=\s)[-=—](?=\s)|(?<=[\u3400-\u9fff）)])=(?=[\u3400-\u9fff（(]))\s*(?P<right>\S[^\n]{0,400}?)\s*$"
)
_NUMBER = rf"[(（]?\s?(?:\d{{1,2}}|[{CIRCLED}])\s?[)）]?"
_LINK = r"\s{0,4}(?:[-—–~:：=→.、．]|->|=>){0,3}\s{0,4}"
_NUMBER_FIRST = re.compile(rf"({_NUMBER}){_LINK}[(（]?([A-Z])[)）]?")
_LETTER_FIRST = re.compile(rf"[(（]?([A-Z])[)）]?{_LINK}({_NUMBER})")
_BETWEEN = re.compile(r"[\s,，;；、|。.]*")
_ORDER_MARKS = re.compile(r"[\s,，;；、|>→⇒\-—–()（）.。]+")


def split_pair(text: str) -> tuple[str, str] | None:
    """Left and right of ``红色——禁止`` or ``红色 -> 禁止``; the left is empty for an extra on the right."""
    found = _PAIR.match(text)
    return (found["left"].strip(), found["right"].strip()) if found else None


def read_matching(key: str, prompts: int) -> tuple[int, ...] | None:
    """Option index for each prompt; None when the key does not name every prompt once."""
    text = plain(key).upper().strip()
    letters = re.sub(r"[\s,;、|.]+", "", text)
    if re.fullmatch(r"[A-Z]+", letters):
        return tuple(LETTERS.index(letter) for letter in letters) if len(letters) == prompts else None
    pairs = _scan(text, _NUMBER_FIRST) or [(number, letter) for letter, number in _scan(text, _LETTER_FIRST) or []]
    chosen = {_number(number): LETTERS.index(letter) for number, letter in pairs}
    if len(pairs) != prompts or sorted(chosen) != list(range(1, prompts + 1)):
        return None
    return tuple(chosen[number] for number in range(1, prompts + 1))


def read_matching_by_letter(key: str, prompts: int) -> tuple[int, ...] | None:
    """The same where the left side bears letters and the right side numbers: ``A-3 B-1``."""
    text = plain(key).upper().strip()
    pairs = _scan(text, _LETTER_FIRST) or [(letter, number) for number, letter in _scan(text, _NUMBER_FIRST) or []]
    chosen = {LETTERS.index(letter): _number(number) - 1 for letter, number in pairs}
    if len(pairs) != prompts or sorted(chosen) != list(range(prompts)):
        return None
    return tuple(chosen[place] for place in range(prompts))


def read_order(key: str, options: Sequence[str]) -> tuple[int, ...] | None:
    """Option indexes in the right order, from letters, numbers (1 is the first option) or circled numbers."""
    text = _ORDER_MARKS.sub(" ", key if re.search(f"[{CIRCLED}]", key) else plain(key).upper()).strip()
    if re.fullmatch(rf"[{CIRCLED}\s]+", text):
        return tuple(CIRCLED.index(mark) for mark in text if mark != " ")
    if re.fullmatch(r"[A-Z\s]+", text):
        return tuple(LETTERS.index(letter) for letter in text if letter != " ")
    numbers = text.split()
    if len(numbers) == 1 and len(options) < 10:
        numbers = list(text)
    if numbers and all(number.isdecimal() and 0 < int(number) < 100 for number in numbers):
        return tuple(int(number) - 1 for number in numbers)
    return None


def _scan(text: str, pattern: re.Pattern[str]) -> list[tuple[str, str]] | None:
    """All pairs when the text is made of nothing else."""
    pairs: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        found = pattern.match(text, position)
        if found is None or len(pairs) > 40:
            return None
        pairs.append((found[1], found[2]))
        blank = _BETWEEN.match(text, found.end())
        position = blank.end() if blank else found.end()
    return pairs


def _number(text: str) -> int:
    bare = text.strip("()（） ")
    return CIRCLED.index(bare) + 1 if bare in CIRCLED else int(bare)
