"""Tables on paper: measured, cut between rows into pages, header and merged labels repeated after each cut."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate

from quizapp.exports.display import alignment, pieces
from quizapp.exports.document import Align, Cell, Style, Table, Wording
from quizapp.exports.grid import Placed, place
from quizapp.exports.paper import QUIET, WARN, Look, Paper

_PAD_X, _PAD_Y = 3.5, 3.0
_MIN_ROW = 20.0
_GRID = 0.5
_LEAST_PART = 80.0  # a tall row is not begun in less room than this
_FILLS = {Style.WARN: "#fff1e0"}


class _Line(str):
    """A broken line that knows which of its characters are underlined: (first, end) pairs."""

    spans: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class _Item:
    """A placed cell with its broken lines; ``row`` and ``rows`` move when a tall row is cut.

    ``drawn`` counts the lines that are on paper: a merged cell's text goes on behind a page break.
    """

    placed: Placed
    lines: list[str]
    look: Look
    align: Align
    row: int
    rows: int
    drawn: int = 0

    @property
    def height(self) -> float:
        """What the text needs; a merged text also the line that may not fit at the foot of a page."""
        spare = self.look.line_height + 2 * _PAD_Y if self.rows > 1 and not self.is_label else 0
        return len(self.lines) * self.look.line_height + 2 * _PAD_Y + spare

    @property
    def is_label(self) -> bool:
        return self.placed.cell.style in {Style.LABEL, Style.HEAD}

    def take_lines(self, room: float, *, is_last: bool) -> list[str]:
        """The lines for the next piece of the cell; a label that was shown whole is shown again."""
        left = self.lines[self.drawn :]
        if not left and self.is_label:
            left, self.drawn = self.lines, 0
        fitting = len(left) if is_last else max(int((room - 2 * _PAD_Y + 0.01) / self.look.line_height), 0)
        self.drawn += len(left[:fitting])
        return left[:fitting]


def lay_table(paper: Paper, table: Table, wording: Wording, *, size: float) -> None:
    """Put the table on the paper from ``paper.y`` on, over as many pages as it takes."""
    layout = _Layout(paper, table, wording, size)
    paper.need(layout.first_piece())
    start = layout.header
    while True:
        end = layout.fill_page(start)
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
        self.by_row = self._index()

    def first_piece(self) -> float:
        """The least height worth starting a page's rest with: the header and a row, or a part of a tall one."""
        first = self.heights[self.header] if self.header < len(self.heights) else 0
        return sum(self.heights[: self.header]) + (_LEAST_PART if first > self._limit else first)

    def fill_page(self, start: int) -> int:
        """The row before which the page ends. A row that no page can hold is cut where this page is full."""
        room = self.paper.room - sum(self.heights[: self.header]) + 0.01
        end = start
        while end < len(self.heights) and self.heights[end] <= room:
            room -= self.heights[end]
            end += 1
        if end < len(self.heights) and (self.heights[end] > self._limit or end == start) and room >= _LEAST_PART:
            self._split_row(end, room - 0.01)
            end += 1
        return max(end, min(start + 1, len(self.heights)))

    @property
    def _limit(self) -> float:
        return self.paper.page_room - sum(self.heights[: self.header])

    def draw(self, start: int, end: int) -> None:
        """The header and the rows of one page; a merged cell that was cut is drawn again with its text."""
        top = self.paper.y
        for first, last in ((0, self.header), (start, end)):
            edges = list(accumulate(self.heights[first:last], initial=top))
            for row in range(first, last):
                for item in self.by_row[row]:
                    if row == max(item.row, first):
                        finish = min(item.row + item.rows, last)
                        is_last = finish == item.row + item.rows
                        self._draw_item(item, edges[row - first], edges[finish - first], is_last=is_last)
            top = edges[-1]
        self.paper.y = top

    def _draw_item(self, item: _Item, top: float, bottom: float, *, is_last: bool) -> None:
        placed, paper = item.placed, self.paper
        left, right = self.left[placed.col], self.left[placed.col + placed.cols]
        fill = _FILLS.get(placed.cell.style, "")
        paper.box(left, top, right - left, bottom - top, fill=fill, thickness=_GRID)
        if item.row < self.header:
            item.drawn = 0  # printed anew on every page
        lines = item.take_lines(bottom - top, is_last=is_last)
        y = top + (bottom - top - len(lines) * item.look.line_height) / 2
        for number, line in enumerate(lines):
            place_y = y + number * item.look.line_height
            width = right - left - 2 * _PAD_X
            paper.line(line, left + _PAD_X, place_y, item.look, item.align, width)
            if isinstance(line, _Line):
                paper.underline(line, line.spans, left + _PAD_X, place_y, item.look, item.align, width)

    def _measure(self, table: Table, placed: Placed, wording: Wording, size: float, noted: list[int]) -> _Item:
        cell = placed.cell
        look = _look(cell, size)
        width = self.left[placed.col + placed.cols] - self.left[placed.col] - 2 * _PAD_X
        mark = f"[{wording.note}{noted.index(id(cell)) + 1}]" if cell.note else ""
        breaking = self.paper.title_lines if cell.style in {Style.HEAD, Style.LABEL} else self.paper.lines
        found = [*pieces(cell, wording), (mark, False)]
        lines = breaking("".join(text for text, _ in found), width, look)
        if any(is_underlined for _, is_underlined in found):
            lines = _underlined(lines, [(self.paper.shown(text), line) for text, line in found])
        return _Item(placed, lines, look, alignment(cell, table.columns[placed.col]), placed.row, placed.rows)

    def _index(self) -> dict[int, list[_Item]]:
        """The items over each row, in the order of the columns."""
        index: dict[int, list[_Item]] = defaultdict(list)
        for item in sorted(self.items, key=lambda item: item.placed.col):
            for row in range(item.row, item.row + item.rows):
                index[row].append(item)
        return index

    def _grow_rows(self) -> None:
        for item in sorted(self.items, key=lambda item: item.rows):
            own = slice(item.row, item.row + item.rows)
            short = item.height - sum(self.heights[own])
            if short > 0:
                self.heights[own] = [height + short / item.rows for height in self.heights[own]]

    def _split_row(self, row: int, limit: float) -> None:
        """Make two rows of one, the first ``limit`` high; its cells' lines go on in the second."""
        rest: list[_Item | None] = []
        for item in self.items:
            if item.row > row:
                item.row += 1
            elif item.row + item.rows - 1 > row or (item.row < row and item.row + item.rows > row):
                item.rows += 1
            elif item.row + item.rows - 1 == row:
                rest.append(self._split_item(item, row, limit))
        below = [item for item in rest if item is not None]
        self.items += below
        spanned = self.heights[row] - limit
        self.heights[row : row + 1] = [limit, max([spanned, _MIN_ROW, *(item.height for item in below)])]
        self.by_row = self._index()

    def _split_item(self, item: _Item, row: int, limit: float) -> _Item | None:
        if item.is_label or item.rows > 1:
            item.rows += 1  # a label names both parts
            return None
        fitting = max(int((limit - 2 * _PAD_Y) / item.look.line_height), 1)
        rest = item.lines[fitting:]
        item.lines = item.lines[:fitting]
        return _Item(item.placed, rest, item.look, item.align, row + 1, 1)


def _underlined(lines: list[str], found: list[tuple[str, bool]]) -> list[str]:
    """The broken lines, each knowing what of it is underlined; breaking left out nothing but spaces and line ends."""
    text = "".join(piece for piece, _ in found)
    flags = [is_underlined for piece, is_underlined in found for _ in piece]
    marked: list[str] = []
    at = 0
    for line in lines:
        at = text.index(line, at) if line else at
        known = _Line(line)
        known.spans = tuple((place, place + 1) for place in range(len(line)) if flags[at + place])
        marked.append(known)
        at += len(line)
    return marked


def _look(cell: Cell, size: float) -> Look:
    color = {Style.WARN: WARN, Style.MUTED: QUIET}.get(cell.style)
    bold = cell.style in {Style.HEAD, Style.TOTAL}
    return Look(size=size, bold=bold, color=color) if color else Look(size=size, bold=bold)
