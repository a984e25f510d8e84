"""Bulk rows a block at a time: what comes again is converted once, what all rows share is written once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from operator import attrgetter
from types import NoneType
from typing import Any

from quizapp.exports.document import Scalar

#: Rows converted together: enough to meet the same values again, few enough to forget.
BLOCK = 1_000
#: Longer texts seldom come twice and are dear to compare.
_LONG = 500
_ALIKE = {str, int, bool, date}
Row = tuple[Scalar, ...]
Convert = Callable[[Any], str]


def blocks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """The rows, so many together; all of a block are equally wide."""
    while block := list(islice(rows, BLOCK)):
        if len(set(map(len, block))) == 1:
            yield block
        else:
            yield from ([row] for row in block)


def each(values: Sequence[Scalar], writers: Mapping[type, Convert], default: Convert) -> str | Iterable[str]:
    """The text of each value, by the writer of its type; one text when all have the same."""
    kinds = set(map(type, values))
    convert = writers.get(next(iter(kinds)), default) if len(kinds) == 1 else _by_type(writers, default)
    if not _interchangeable(values, kinds):
        return map(convert, values)
    different = set(values)
    if len(different) == 1:
        return convert(values[0])
    if len(different) * 2 > len(values):
        return map(convert, values)
    return map({value: convert(value) for value in different}.__getitem__, values)


def _by_type(writers: Mapping[type, Convert], default: Convert) -> Convert:
    return lambda value: writers.get(type(value), default)(value)


def _interchangeable(values: Sequence[Any], kinds: set[type]) -> bool:
    """Whether equal values read the same: 1, True and Decimal("1.0") are equal, and so is one moment in two zones."""
    proper = kinds - {NoneType}
    if proper == {datetime}:
        return NoneType not in kinds and len(set(map(attrgetter("tzinfo"), values))) == 1
    if proper == {str}:
        return max(map(len, filter(None, values)), default=0) <= _LONG
    return len(proper) <= 1 and proper <= _ALIKE


class Pattern:
    """A line with gaps, filled for all rows of a block at once."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._gaps: list[Iterable[str]] = []

    def add(self, part: str | Iterable[str]) -> None:
        """A text that stands in every row, or each row's own."""
        if isinstance(part, str):
            self._text.append(part.replace("%", "%%"))
        else:
            self._text.append("%s")
            self._gaps.append(part)

    def fill(self, count: int) -> str:
        """``count`` lines, one after the other."""
        text = "".join(self._text)
        return "".join(map(text.__mod__, zip(*self._gaps, strict=True))) if self._gaps else text % () * count
