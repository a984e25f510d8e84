"""Keys that stand at the end of a paper: ``1-5 ABCDE``, ``1.A 2.BC``, ``1.对 2.错``, ``1.【答案】A 【解析】...``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LETTERS = r"A-Ha-hＡ-Ｈ"
_TRUTHS = r"√×✓✔✗✘对错"
_RANGE = re.compile(
    rf"(\d{{1,4}})\s*[-~～—–至到]+\s*(\d{{1,4}})\s*(?:题)?\s*[:：.、．]?\s*"
    rf"((?:正确|错误|[{_LETTERS}{_TRUTHS}TF])(?:[\s,，、;；]*(?:正确|错误|[{_LETTERS}{_TRUTHS}TF]))*)"
)
_SINGLE = re.compile(
    rf"(\d{{1,4}})\s*[.、．:：)）\s]?\s*((?:正确|错误)|[{_TRUTHS}]|[{_LETTERS}TF](?:[、,，]?[{_LETTERS}])*)(?=[\s,，;；、。.|]|\d|$)"
)
_EXPLAINED = re.compile(
    rf"^\s*(\d{{1,4}})\s*[.、．:：]?\s*(?:[【\[(（]?(?:正确|参考)?答案[】\])）]?\s*[:：]?)?\s*((?:正确|错误)|[{_TRUTHS}]|[{_LETTERS}](?:[、,，\s]?[{_LETTERS}])*)"
    r"\s*[。.;；]?\s*[【\[(（]?(?:答案)?(?:解析|详解|分析|依据)[】\])）]?\s*[:：]?\s*(.*)$"
)
_TOKEN = re.compile(rf"正确|错误|[{_TRUTHS}]|[{_LETTERS}TF]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The key of the question with this number."""

    number: int
    key: str
    explanation: str = ""


def read_answers(text: str) -> list[Answer] | None:
    """All answers on a line; None when the line is not made of answers alone."""
    explained = _EXPLAINED.match(text)
    if explained:
        return [Answer(number=int(explained[1]), key=explained[2], explanation=explained[3].strip())]
    return _consume(text)


def is_range_line(text: str) -> bool:
    """Whether the line is made of ranges like ``1-5 ABCDE``, which no question looks like."""
    return _RANGE.match(text.strip()) is not None and _consume(text) is not None


def _consume(text: str) -> list[Answer] | None:
    answers: list[Answer] = []
    position = 0
    while position < len(text):
        blank = re.compile(r"[\s,，;；、。.|]*").match(text, position)
        position = blank.end() if blank else position
        if position >= len(text):
            break
        found = _RANGE.match(text, position) or _SINGLE.match(text, position)
        if found is None:
            return None
        answers.extend(_of(found))
        position = found.end()
    return answers or None


def _of(found: re.Match[str]) -> Iterator[Answer]:
    groups = found.groups()
    if len(groups) == 2:
        yield Answer(number=int(groups[0]), key=groups[1])
        return
    first, last = int(groups[0]), int(groups[1])
    keys = _TOKEN.findall(groups[2])
    wanted = last - first + 1
    if len(keys) != wanted:
        # Letters run together: one for each number, or nobody can tell.
        keys = [letter for key in keys for letter in (key if key.isalpha() and key.isascii() else [key])]
    if wanted < 1 or len(keys) != wanted:
        # The count does not fit: an empty key reports each of them as missing.
        keys = [""] * max(min(wanted, 200), 0)
    for number, key in enumerate(keys, start=first):
        yield Answer(number=number, key=key)
