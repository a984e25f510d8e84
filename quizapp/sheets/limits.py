"""How much of a file we are willing to read: generous for real rosters, small for a server's memory."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.kit.i18n import N_

from .problem import TooLarge


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Upper bounds for one upload."""

    file_bytes: int = 20 * 1024 * 1024
    #: All parts of a zip container together, unpacked.
    inflated_bytes: int = 256 * 1024 * 1024
    #: Above this size a part must not have shrunk by more than ``ratio``.
    ratio_from_bytes: int = 8 * 1024 * 1024
    ratio: int = 200
    zip_entries: int = 2_000
    sheets: int = 60
    rows: int = 200_000
    columns: int = 300
    #: Rows times columns of the box around all content: the reader allocates every cell of it.
    cells: int = 4_000_000
    #: Characters of all cells, shared strings counted each time they are used.
    characters: int = 64_000_000


DEFAULT_LIMITS = Limits()


class Box:
    """Grows around the cells seen and raises ``TooLarge`` as soon as it passes the limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.rows = 0
        self.columns = 0
        self.characters = 0

    def include(self, row: int, column: int) -> None:
        """Take in the cell at 1-based ``row`` and ``column``."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column)
        if self.rows > self.limits.rows or self.columns > self.limits.columns:
            message = N_("表格太大：最多 %(rows)d 行、%(columns)d 列，请拆分后分批上传")
            raise TooLarge(message, rows=self.limits.rows, columns=self.limits.columns)
        if self.rows * self.columns > self.limits.cells:
            raise TooLarge(N_("表格超过 %(cells)d 个单元格，请删去多余的列或拆分后上传"), cells=self.limits.cells)

    def spend(self, characters: int) -> None:
        """Count text."""
        self.characters += characters
        if self.characters > self.limits.characters:
            raise TooLarge(N_("表格文字总量过大，请拆分后分批上传"))
