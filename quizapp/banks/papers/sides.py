"""Lines of matching and ordering questions: two sides beside each other, one side, pairs, numbered steps."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizapp.banks.pairs import CIRCLED, split_pair

_NUMBER = rf"(?:[(（]\s?\d{{1,2}}\s?[)）]|\d{{1,2}}\s?(?:[、．)）]|\.(?!\d))|[{CIRCLED}])"
_LETTER = r"(?:[(（]\s?[A-Z]\s?[)）]|[A-Z]\s?[.、．)）:：])"
_BESIDE = re.compile(
    rf"^\s*({_NUMBER}\s*\S.{{0,300}}?)(?:\s*\t\s*|\s{{2,}}|\s(?={_LETTER}))\s*({_LETTER}\s*\S.{{0,300}})$"
)
_BESIDE_LETTERED = re.compile(
    rf"^\s*({_LETTER}\s*\S.{{0,300}}?)(?:\s*\t\s*|\s{{2,}}|\s(?={_NUMBER}))\s*({_NUMBER}\s*\S.{{0,300}})$"
)
_SIDE = re.compile(r"^\s*(?:[左右][列侧边]?|第[一二]列|[甲乙]列)\s?[:：]\s*")
_BRACKETED = rf"(?:[(（]\s?\d{{1,2}}\s?[)）]|[{CIRCLED}])"
_LABELS = re.compile(rf"(?:^|(?<=\s)|(?<=[;；，,、。])){_BRACKETED}|[{CIRCLED}]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sides:
    """Items of a line, with their labels."""

    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


def sides_of(text: str) -> Sides | None:
    """What a line of a matching question holds; None when it is something else (lettered options alone, for instance)."""
    bare = _SIDE.sub("", text)
    for pattern in (_BESIDE, _BESIDE_LETTERED):
        if found := pattern.match(bare):
            return Sides(left=(found[1].strip(),), right=(found[2].strip(),))
    if split_pair(bare):
        return Sides(right=(bare.strip(),))
    items = ordered_items(bare)
    return Sides(left=items) if items else None


def ordered_items(text: str) -> tuple[str, ...]:
    """Items labelled ① or (1) on one line, with their labels; nothing unless the line begins with one."""
    marks = list(_LABELS.finditer(text))[:30]
    if not marks or text[: marks[0].start()].strip():
        return ()
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    items = tuple(text[mark.start() : end].strip(" \t;；，,、") for mark, end in zip(marks, ends, strict=True))
    return items if all(len(item) > 1 for item in items) else ()
