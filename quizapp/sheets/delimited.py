"""Comma, tab and semicolon separated text as rows: the delimiter is found by trying."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .limits import Box

_DELIMITERS = ("\t", ",", ";", "|", "，")
_SAMPLE_LINES = 60
#: A quote that is never closed swallows the rest of the file into one cell; real cells have fewer lines.
_LINES_IN_A_CELL = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Delimited:
    """Rows with the line each begins on, and whether quotes had to be taken literally."""

    rows: list[tuple[int, list[str]]]
    delimiter: str
    quotes_ignored: bool = False


def read_delimited(text: str, box: Box) -> Delimited:
    """The rows of ``text``. A text without any delimiter has one column."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    declared = ""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) == 5:
        declared, lines[0] = lines[0][4], ""
    delimiter = declared or find_delimiter(lines)
    rows = list(_rows(lines, delimiter, box, quoted=True))
    longest = max((cell.count("\n") for _, cells in rows for cell in cells), default=0)
    if longest <= _LINES_IN_A_CELL:
        return Delimited(rows=rows, delimiter=delimiter)
    box.characters = 0
    return Delimited(rows=list(_rows(lines, delimiter, box, quoted=False)), delimiter=delimiter, quotes_ignored=True)


def find_delimiter(lines: list[str]) -> str:
    """The delimiter that splits most of the first lines into the same number (two or more) of cells."""
    sample = [line for line in lines[: _SAMPLE_LINES * 3] if line.strip()][:_SAMPLE_LINES]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter))
        width, agreeing = max(((width, n) for width, n in widths.items() if width > 1), default=(0, 0), key=_rank)
        score = agreeing / max(len(sample), 1) * min(width, 4)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _rank(entry: tuple[int, int]) -> tuple[int, int]:
    return entry[1], entry[0]


def _rows(lines: list[str], delimiter: str, box: Box, *, quoted: bool) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(box.limits.characters)
    # Quoted cells keep their line breaks only if the reader sees them.
    ended = (line + "\n" for line in lines)
    reader = csv.reader(ended, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    started = 1
    for number, cells in enumerate(reader, start=1):
        if any(cells):
            box.include(number, len(cells))
            box.spend(sum(map(len, cells)))
        yield started, cells
        started = reader.line_num + 1
