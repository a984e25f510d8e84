"""A table as every importer sees it: rows of text with the file's own row numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .celltext import Mark
from .problem import Problem
from .xlsx_scan import Merge


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One sheet. All rows have the same width; trailing empty rows and columns are gone."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    #: ``row_numbers[i]`` is where ``rows[i]`` stands in the file, counted from 1.
    row_numbers: tuple[int, ...]
    #: (index into ``rows``, column) of cells whose text is not sure, both 0-based.
    marks: dict[tuple[int, int], Mark] = field(default_factory=dict)
    #: Vertical merges as (first index, last index, column), 0-based and inclusive.
    merges: tuple[tuple[int, int, int], ...] = ()
    is_hidden: bool = False

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Workbook:
    """Everything read from one file."""

    #: ``xlsx``, ``xls``, ``ods``, ``csv`` (any delimiter).
    format: str
    tables: tuple[Table, ...]
    #: Of text files; empty otherwise.
    encoding: str = ""
    #: Warnings about the file as a whole.
    problems: tuple[Problem, ...] = ()

    @property
    def visible(self) -> tuple[Table, ...]:
        """Tables with content that a person sees when opening the file."""
        return tuple(table for table in self.tables if table.rows and not table.is_hidden)


def build_table(
    name: str,
    rows: Iterable[tuple[int, list[str]]],
    *,
    marks: dict[tuple[int, int], Mark],
    merges: Iterable[Merge] = (),
    is_hidden: bool = False,
) -> Table:
    """A table of (row number, cells); ``marks`` are by (row number, 0-based column)."""
    kept = [(number, cells) for number, cells in rows]
    while kept and not any(kept[-1][1]):
        kept.pop()
    width = max((_used(cells) for _, cells in kept), default=0)
    index_of = {number: index for index, (number, _) in enumerate(kept)}
    return Table(
        name=name,
        rows=tuple(tuple(cells[:width]) + ("",) * (width - len(cells)) for _, cells in kept),
        row_numbers=tuple(number for number, _ in kept),
        marks={(index_of[row], column): mark for (row, column), mark in marks.items() if row in index_of},
        merges=tuple(_vertical(merges, index_of, width)),
        is_hidden=is_hidden,
    )


def make_table(name: str, rows: Iterable[tuple[int, list[str]]]) -> Table:
    """A table of (row number, texts), for rows that come from something else than a spreadsheet."""
    return build_table(name, rows, marks={})


def _used(cells: list[str]) -> int:
    return max((index for index, cell in enumerate(cells, start=1) if cell), default=0)


def _vertical(merges: Iterable[Merge], index_of: dict[int, int], width: int) -> Iterable[tuple[int, int, int]]:
    last = max(index_of, default=0)
    for merge in merges:
        bottom = min(merge.bottom, last)
        if merge.top < bottom and merge.left <= width and merge.top in index_of and bottom in index_of:
            yield index_of[merge.top], index_of[bottom], merge.left - 1
