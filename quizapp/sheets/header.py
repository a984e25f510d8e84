"""Finding the header row of a table by the words people use for its columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SEARCHED_ROWS = 30
_REMARK = re.compile(r"[(\[{【<《].*?[)\]}】>》]|[*:：☆★●※#]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """Where the header stands and what its columns mean."""

    #: Index into the table's rows; data begin below it.
    index: int
    #: First column for each field found.
    columns: Mapping[str, int]
    #: Every column whose title means the field, in order, the first included.
    all_columns: Mapping[str, tuple[int, ...]]

    def cell(self, row: Sequence[str], field: str) -> str:
        """The cell of ``row`` for the field; empty when the table has no such column."""
        column = self.columns.get(field)
        return row[column] if column is not None and column < len(row) else ""


def find_header(
    rows: Sequence[Sequence[str]],
    synonyms: Mapping[str, Sequence[str]],
    *,
    required: Sequence[str] = (),
    least: int = 2,
) -> Header | None:
    """The row among the first 30 that names most fields, or None.

    ``synonyms`` maps a field to titles; width, case, spaces, colons, asterisks and remarks in brackets do
    not count. A row must name all of ``required`` and at least ``least`` fields. Of equals the first wins.
    """
    field_of = {fold_title(word): name for name, words in synonyms.items() for word in words}
    best: Header | None = None
    for index, row in enumerate(rows[:_SEARCHED_ROWS]):
        header = _read_header(index, row, field_of)
        if len(header.columns) < least or not set(required) <= header.columns.keys():
            continue
        if best is None or len(header.columns) > len(best.columns):
            best = header
    return best


def fold_title(title: str) -> str:
    """A column title without what does not matter: ``正确答案(只能输入ABCD)`` becomes ``正确答案``."""
    folded = unicodedata.normalize("NFKC", title)
    bare = re.sub(r"\s", "", _REMARK.sub("", folded)).casefold()
    return bare or re.sub(r"\s", "", folded).casefold()


def _read_header(index: int, row: Sequence[str], field_of: Mapping[str, str]) -> Header:
    found: dict[str, list[int]] = {}
    for column, title in enumerate(row):
        field = field_of.get(fold_title(title)) if 0 < len(title) <= 60 else None
        if field:
            found.setdefault(field, []).append(column)
    return Header(
        index=index,
        columns={field: columns[0] for field, columns in found.items()},
        all_columns={field: tuple(columns) for field, columns in found.items()},
    )
