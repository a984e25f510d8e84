"""What must be known about an ods before its cells are read: repeated rows and columns multiply."""

from __future__ import annotations

from quizapp.kit.i18n import N_

from .limits import Box, Limits
from .problem import BrokenFile, TooLarge
from .xlsx_scan import Merge, SheetFacts
from .xml_events import Quiet, local


class OdsScan(Quiet):
    """Extent, text, percent cells and vertical merges of every table of ``content.xml``, in order."""

    def __init__(self, limits: Limits) -> None:
        self.facts: list[SheetFacts] = []
        self._limits = limits
        self._box = Box(limits)
        self._row = self._column = 0
        self._row_times = self._cell_times = 1
        self._in_cell = False
        self._has_content = False
        self._percent = False
        self._rows_spanned = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Tables, rows and cells; a paragraph or a value means content."""
        if name == "table" and "table:name" in attributes:
            self._open_table()
        elif name == "table-row":
            self._row_times, self._column = _times(attributes, "number-rows-repeated"), 0
        elif name in ("table-cell", "covered-table-cell"):
            self._open_cell(attributes)

    def end(self, name: str) -> None:
        """The end of a cell or row moves on by its repetitions."""
        if name in ("table-cell", "covered-table-cell"):
            self._close_cell()
        elif name == "table-row":
            self._row += self._row_times

    def text(self, text: str) -> None:
        """Text of a cell counts once for each repetition."""
        if self._in_cell and text.strip():
            self._has_content = True
            self._box.spend(len(text) * self._cell_times * self._row_times)

    def _open_table(self) -> None:
        if len(self.facts) >= self._limits.sheets:
            raise TooLarge(N_("工作表超过 %(sheets)d 个，请拆分后上传"), sheets=self._limits.sheets)
        self.facts.append(SheetFacts())
        self._row = 0
        self._box.rows = self._box.columns = 0

    def _open_cell(self, attributes: dict[str, str]) -> None:
        kind = local(attributes, "value-type")
        self._cell_times = _times(attributes, "number-columns-repeated")
        self._rows_spanned = _times(attributes, "number-rows-spanned")
        self._in_cell, self._has_content, self._percent = True, bool(kind), kind == "percentage"

    def _close_cell(self) -> None:
        first, self._column = self._column + 1, self._column + self._cell_times
        self._in_cell = False
        if not self._has_content:
            return
        self._box.include(self._row + self._row_times, self._column)
        if self._percent and self.facts:
            for row in range(self._row + 1, self._row + self._row_times + 1):
                for column in range(first, self._column + 1):
                    self.facts[-1].formats[row, column] = "percent"
        if self._rows_spanned > 1 and self.facts:
            bottom = min(self._row + self._rows_spanned, self._limits.rows)
            self.facts[-1].merges.append(Merge(self._row + 1, first, bottom, first))


def _times(attributes: dict[str, str], name: str) -> int:
    text = local(attributes, name, "1")
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 10):
        raise BrokenFile
    return max(int(text), 1)
