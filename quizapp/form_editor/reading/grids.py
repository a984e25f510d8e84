"""A table as it looks on paper: merged cells keep their text in every place they cover."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of a grid. Places covered by one merged cell are equal; ``row`` and ``column`` are of its first place."""

    text: str
    row: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table: rows of equal width, and the file's own number of each row."""

    rows: tuple[tuple[Spot, ...], ...]
    numbers: tuple[int, ...]

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A line of text outside tables."""

    text: str
    number: int


@dataclass(slots=True)
class Pages:
    """What a file holds, in its order: paragraphs and tables."""

    blocks: list[Grid | Paragraph] = field(default_factory=list)


def spread(cells: list[list[tuple[str, int, int]]], numbers: list[int]) -> Grid:
    """A grid from rows of (text, columns, rows) as HTML has them: covered places are not repeated."""
    taken: dict[tuple[int, int], Spot] = {}
    for row, line in enumerate(cells):
        column = 0
        for text, width, height in line:
            while (row, column) in taken:
                column += 1
            spot = Spot(text, row, column)
            for down in range(min(height, len(cells) - row)):
                for right in range(width):
                    taken[row + down, column + right] = spot
            column += width
    width = max((column for _, column in taken), default=-1) + 1
    rows = tuple(
        tuple(taken.get((row, column), Spot("", row, column)) for column in range(width)) for row in range(len(cells))
    )
    return Grid(rows=rows, numbers=tuple(numbers))
