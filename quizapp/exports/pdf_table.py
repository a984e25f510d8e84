"""Tables on paper: measured, cut between rows into pages, header and merged labels repeated after each cut."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.exports.display import alignment, cell_words
from quizapp.exports.document import Align, Cell, Style, Table, Wording
from quizapp.exports.grid import Placed, place
from quizapp.exports.paper import QUIET, WARN, Look, Paper

_PAD_X, _PAD_Y = 3.5, 3.0
_MIN_ROW = 20.0
_GRID = 0.5
_FILLS = {Style.WARN: "#fff1e0"}


@dataclass(slots=True)
class _Item:
    """A placed cell with its broken lines; ``row`` and ``rows`` move when the table is cut."""

    placed: Placed
    lines: list[str]
    look: Look
    align: Align
    row: int
    rows: int

    @property
    def height(self) -> float:
        return len(self.lines) * self.look.line_height + 2 * _PAD_Y


def lay_table(paper: Paper, table: Table, wording: Wording, *, size: float) -> None:
    """Put the table on the paper from ``paper.y`` on, over as many pages as it takes."""
    layout = _Layout(paper, table, wording, size)
    start, header = table.header_rows, table.header_rows
    if paper.room < sum(layout.heights[: header + 1]):
        paper.need(min(sum(layout.heights[: header + 1]), paper.page_room))
    while True:
        end = layout.last_fitting(start)
        layout.draw(start, end)
        start = end
        if start >= len(layout.heights):
            return
        paper.new_page()


class _Layout:
    """The measured table: columns, row heights, items."""

    def __init__(self, paper: Paper, table: Table, wording: Wording, size: float) -> None:
        self.paper, self.header = paper, table.header_rows
        total = sum(column.width for column in table.columns)
        widths = [column.width / total * paper.inner_width for column in table.columns]
        self.left = [paper.margin + sum(widths[:number]) for number in range(len(widths) + 1)]
        noted = [id(cell) for row in table.rows for cell in row if cell.note]
        self.items = [self._measure(table, item, wording, size, noted) for item in place(table)]
        self.heights = [_MIN_ROW] * len(table.rows)
        self._grow_rows()
        self._split_tall_rows()

    def last_fitting(self, start: int) -> int:
        """The row before which the page ends, at least one row further."""
        room = self.paper.room - sum(self.heights[: self.header]) + 0.01
        end = start
        while end < len(self.heights) and self.heights[end] <= room:
            room -= self.heights[end]
            end += 1
        return max(end, start + 1) if start < len(self.heights) else end

    def draw(self, start: int, end: int) -> None:
        """The header and the rows of one page; a merged cell that was cut is drawn again with its text."""
        top = self.paper.y
        for first, last in ((0, self.header), (start, end)):
            edges = [top + sum(self.heights[first:row]) for row in range(first, last + 1)]
            for item in self.items:
                begin, finish = max(item.row, first), min(item.row + item.rows, last)
                if begin < finish:
                    self._draw_item(item, edges[begin - first], edges[finish - first])
            top = edges[-1]
        self.paper.y = top

    def _draw_item(self, item: _Item, top: float, bottom: float) -> None:
        placed, paper = item.placed, self.paper
        left, right = self.left[placed.col], self.left[placed.col + placed.cols]
        fill = _FILLS.get(placed.cell.style, "")
        paper.box(left, top, right - left, bottom - top, fill=fill, thickness=_GRID)
        fitting = max(int((bottom - top - 2 * _PAD_Y + 0.01) / item.look.line_height), 1)
        lines = item.lines[:fitting]
        y = top + (bottom - top - len(lines) * item.look.line_height) / 2
        for number, line in enumerate(lines):
            place_y = y + number * item.look.line_height
            paper.line(line, left + _PAD_X, place_y, item.look, item.align, right - left - 2 * _PAD_X)

    def _measure(self, table: Table, placed: Placed, wording: Wording, size: float, noted: list[int]) -> _Item:
        cell = placed.cell
        look = _look(cell, size)
        width = self.left[placed.col + placed.cols] - self.left[placed.col] - 2 * _PAD_X
        mark = f"[{wording.note}{noted.index(id(cell)) + 1}]" if cell.note else ""
        breaking = self.paper.title_lines if cell.style in {Style.HEAD, Style.LABEL} else self.paper.lines
        lines = breaking(cell_words(cell, wording) + mark, width, look)
        return _Item(placed, lines, look, alignment(cell, table.columns[placed.col]), placed.row, placed.rows)

    def _grow_rows(self) -> None:
        for item in sorted(self.items, key=lambda item: item.rows):
            own = slice(item.row, item.row + item.rows)
            short = item.height - sum(self.heights[own])
            if short > 0:
                self.heights[own] = [height + short / item.rows for height in self.heights[own]]

    def _split_tall_rows(self) -> None:
        """Cut each row that no page can hold into several, its cells' lines with it."""
        limit = self.paper.page_room - sum(self.heights[: self.header])
        row = self.header
        while row < len(self.heights):
            if self.heights[row] > limit + 0.01:
                self._split_row(row, limit)
            row += 1

    def _split_row(self, row: int, limit: float) -> None:
        rest = []
        for item in self.items:
            if item.row > row:
                item.row += 1
            elif item.row + item.rows - 1 > row or (item.row < row and item.row + item.rows > row):
                item.rows += 1
            elif item.row + item.rows - 1 == row:
                rest.append(self._split_item(item, row, limit))
        self.items += [item for item in rest if item is not None]
        self.heights[row : row + 1] = [limit, max(self.heights[row] - limit + 2 * _PAD_Y, _MIN_ROW)]

    def _split_item(self, item: _Item, row: int, limit: float) -> _Item | None:
        if item.placed.cell.style is Style.LABEL or item.rows > 1:
            item.rows += 1  # a label names both parts
            return None
        fitting = max(int((limit - 2 * _PAD_Y) / item.look.line_height), 1)
        rest = item.lines[fitting:]
        item.lines = item.lines[:fitting]
        return _Item(item.placed, rest, item.look, item.align, row + 1, 1)


def _look(cell: Cell, size: float) -> Look:
    color = {Style.WARN: WARN, Style.MUTED: QUIET}.get(cell.style)
    bold = cell.style in {Style.HEAD, Style.TOTAL}
    return Look(size=size, bold=bold, color=color) if color else Look(size=size, bold=bold)
