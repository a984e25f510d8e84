"""What a clerk types from a paper sheet, read strictly: row numbers in ranges, names in empty rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line

_BETWEEN = re.compile(r"[,，、;；\s]+")
_RANGE = re.compile(r"(\d{1,5})(?:[-~—–－至到](\d{1,5}))?")
_NAMED = re.compile(r"(\d{1,5})\s*[.．、:：]?\s*(\S.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenName:
    """Somebody who wrote himself into an empty row."""

    row: int
    name: str
    #: As written on the paper; empty when nothing was.
    unit: str = ""


def read_rows(text: str, last: int) -> tuple[int, ...]:
    """Row numbers that ``1-17,19,22-40`` means, ascending, each once.

    Full-width digits and Chinese punctuation are understood. Raises `Invalid` naming the part that is no range, lies
    outside of 1 to ``last``, or runs backwards.
    """
    found: set[int] = set()
    for part in filter(None, _BETWEEN.split(_narrow(text).strip())):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise Invalid(N_("看不懂“%(part)s”：行号请写成 1-17,19,22-40 这样"), field="rows", part=part[:20])
        first, end = int(match[1]), int(match[2] or match[1])
        if first > end:
            raise Invalid(N_("“%(part)s”前面的行号比后面的大，请核对"), field="rows", part=part)
        if first < 1 or end > last:
            raise Invalid(N_("“%(part)s”超出了这张表的行号（1 到 %(last)s）"), field="rows", part=part, last=last)
        found.update(range(first, end + 1))
    return tuple(sorted(found))


def show_rows(rows: Iterable[int]) -> str:
    """Rows as ranges: the shortest text that `read_rows` reads back."""
    parts: list[list[int]] = []
    for row in sorted(rows):
        if parts and row == parts[-1][1] + 1:
            parts[-1][1] = row
        else:
            parts.append([row, row])
    return ",".join(str(first) if first == end else f"{first}-{end}" for first, end in parts)


def read_names(text: str, listed: int, last: int) -> tuple[WrittenName, ...]:
    """Names in empty rows, one a line: ``41 王五 红星村`` (row, name, unit if there is one).

    Raises `Invalid` naming the line when it has no row number, names a printed row, or a row twice.
    """
    found: dict[int, WrittenName] = {}
    for number, each in enumerate(text.splitlines(), 1):
        words = clean_line(each)
        if not words:
            continue
        match = _NAMED.fullmatch(_narrow(words))
        if match is None:
            raise Invalid(N_("第 %(line)d 行缺行号或姓名：请写成“41 王五 红星村”"), field="names", line=number)
        found[_free_row(int(match[1]), number, listed, last, found)] = _written(int(match[1]), match[2])
    return tuple(found[row] for row in sorted(found))


def _free_row(row: int, line: int, listed: int, last: int, found: dict[int, WrittenName]) -> int:
    if not listed < row <= last:
        message = N_("第 %(line)d 行：%(row)d 不是空白行（空白行是 %(first)d 到 %(last)d），已印姓名的请填在行号里")
        raise Invalid(message, field="names", line=line, row=row, first=listed + 1, last=last)
    if row in found:
        raise Invalid(N_("第 %(line)d 行：%(row)d 写了两次"), field="names", line=line, row=row)
    return row


def _written(row: int, words: str) -> WrittenName:
    name, _, unit = words.partition(" ")
    return WrittenName(row=row, name=name[:40], unit=unit.strip()[:60])


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
