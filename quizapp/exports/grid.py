"""Tables with merged cells, laid on their grid: where each cell starts and which positions it covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.errors import Invalid
from quizapp.exports.document import Cell, Table
from quizapp.kit.i18n import N_


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell and its place, counted from 0. ``rows`` and ``cols`` say how many it covers."""

    row: int
    col: int
    rows: int
    cols: int
    cell: Cell


def place(table: Table) -> list[Placed]:
    """All cells, row by row, left to right. Raises `Invalid` when a row does not fill the columns exactly."""
    taken: set[tuple[int, int]] = set()
    return [placed for number in range(len(table.rows)) for placed in _place_row(table, number, taken)]


def _place_row(table: Table, number: int, taken: set[tuple[int, int]]) -> Iterator[Placed]:
    width, height, column = len(table.columns), len(table.rows), 0
    for cell in table.rows[number]:
        while (number, column) in taken:
            column += 1
        placed = Placed(number, column, min(cell.row_span, height - number), cell.col_span, cell)
        covered = set(covers(placed))
        if covered & taken or column + cell.col_span > width:
            raise _misfit(number)
        taken |= covered
        column += cell.col_span
        yield placed
    if any((number, position) not in taken for position in range(width)):
        raise _misfit(number)


def covers(placed: Placed) -> Iterator[tuple[int, int]]:
    """The positions under a cell."""
    for row in range(placed.row, placed.row + placed.rows):
        for col in range(placed.col, placed.col + placed.cols):
            yield row, col


def row_edges(table: Table, placed: list[Placed]) -> set[int]:
    """Row numbers at which the table may be cut without cutting through a merged cell."""
    inside = {row for item in placed for row in range(item.row + 1, item.row + item.rows)}
    return {row for row in range(len(table.rows) + 1) if row not in inside}


def _misfit(row: int) -> Invalid:
    return Invalid(N_("表格第 %(row)d 行的单元格与列数不符"), row=row + 1)
