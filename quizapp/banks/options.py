"""Options that stand together in one text: ``A.甲 B.乙``, ``甲|乙``, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .words import LETTERS

_STOPS = r"[.、．:：)）\]】,，]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Consecutive options A, B, C ... found in a text."""

    #: Where the first marker begins; what stands before it is not an option.
    start: int
    texts: tuple[str, ...]


def split_options(cell: str) -> list[str]:
    """The options in one cell, without their letters; a text that holds no list is one option."""
    text = cell.strip()
    if not text:
        return []
    run = find_run(text)
    if run is not None and run.start == 0:
        return list(run.texts)
    for separator in ("\n", "|", "｜", "§", "##", "$;$", "；", ";"):
        parts = [part.strip() for part in text.split(separator)]
        if len([part for part in parts if part]) > 1:
            while parts and not parts[-1]:
                parts.pop()
            return parts
    return [text]


def find_run(text: str, first: str = "A") -> Run | None:
    """Options marked with consecutive letters from ``first``, at least two and none empty; else None.

    A marker is a letter with a stop or bracket after it, not glued to another letter or digit. Letters
    alone, divided by spaces (``A 甲 B 乙``), count only where every marker looks like that.
    """
    if _FORMS[first].isdisjoint(text):
        return None
    return _run(text, first, spaced=False) or _run(text, first, spaced=True)


def option_text(text: str, letter: str) -> str | None:
    """What stands after the marker of ``letter`` at the beginning of a line; None when it does not begin so."""
    found = _MARKERS[False, letter].match(text) or _MARKERS[True, letter].match(text)
    return text[found.end() :].strip() or None if found else None


def _run(text: str, first: str, *, spaced: bool) -> Run | None:
    marks = list(_marks(text, first, spaced=spaced))
    if len(marks) < 2:
        return None
    ends = [start for start, _ in marks[1:]] + [len(text)]
    texts = tuple(text[end:stop].strip() for (_, end), stop in zip(marks, ends, strict=False))
    return Run(start=marks[0][0], texts=texts) if all(texts) else None


def _marks(text: str, first: str, *, spaced: bool) -> Iterator[tuple[int, int]]:
    position = 0
    for letter in LETTERS[LETTERS.index(first) :]:
        found = _MARKERS[spaced, letter].search(text, position)
        if found is None:
            return
        yield found.start(), found.end()
        position = found.end()


def _marker(letter: str, *, spaced: bool) -> str:
    if spaced:
        return rf"(?:(?<=\s)|^){letter}\s+(?=\S)"
    wide = chr(ord(letter) + 0xFEE0)
    # Options glued together (A.110B.119) end in a digit; before A a digit means a current (10A、).
    glued = "A-Za-z0-9Ａ-Ｚ&/" if letter == "A" else "A-Za-zＡ-Ｚ&/"
    return rf"(?<![{glued}])[(（\[【]?\s*[{letter}{wide}{letter.lower()}]\s*{_STOPS}\s*"


_MARKERS = {
    (spaced, letter): re.compile(_marker(letter, spaced=spaced), re.MULTILINE)
    for letter in LETTERS
    for spaced in (False, True)
}
#: How a letter may be written; a text without any of them holds no run.
_FORMS = {letter: frozenset((letter, letter.lower(), chr(ord(letter) + 0xFEE0))) for letter in LETTERS}
