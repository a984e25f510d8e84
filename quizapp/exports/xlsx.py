"""xlsx as a clerk prints it: title over the table, thin grid, A4, header repeated, pages numbered; no formulas."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, BinaryIO

from quizapp.exports.display import cell_words, clean, file_date, pair_words, words
from quizapp.exports.document import (
    Cell,
    Document,
    Heading,
    Image,
    KeyValues,
    Page,
    PageBreak,
    Paragraph,
    Qr,
    SignatureBlock,
    Table,
)
from quizapp.exports.grid import Placed, place
from quizapp.exports.metrics import line_count, text_width
from quizapp.exports.qr import qr_png
from quizapp.exports.result import Written
from quizapp.exports.xlsx_cells import WORKBOOK_OPTIONS, Formats, write_value
from quizapp.kit.later import later

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet
else:
    xlsxwriter = later("xlsxwriter")

#: Letters that fit across A4 at 100 % in the workbook's font; the columns share them.
_LINE_WIDTH = {Page.A4_PORTRAIT: 88, Page.A4_LANDSCAPE: 132}
_LINE_HEIGHT = 14.5  # points of a line at 11
_MAX_HEIGHT = 409  # points; Excel's own limit for one row
_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_PX_PER_MM = 96 / 25.4


def write_xlsx(document: Document, stream: BinaryIO) -> Written:
    """One sheet as the document prints, and a second one with ``document.data`` when there is any."""
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as book:
        book.set_properties(_properties(document))
        formats = Formats(book, document.wording)
        truncated = _SheetWriter(document, book.add_worksheet(sheet_name(document.title)), formats).write()
        if document.data is not None:
            truncated += _write_data(document, book.add_worksheet(sheet_name(document.wording.data_sheet)), formats)
    return Written(format="xlsx", truncated=truncated)


def write_xlsx_book(sheets: Sequence[tuple[str, Document]], stream: BinaryIO) -> Written:
    """One workbook with a sheet for each (name, document), as they print; their ``data`` is left out."""
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as book:
        book.set_properties(_properties(sheets[0][1]))
        formats, used, truncated = Formats(book, sheets[0][1].wording), set[str](), 0
        for title, document in sheets:
            name = _free_name(sheet_name(title), used)
            truncated += _SheetWriter(document, book.add_worksheet(name), formats).write()
    return Written(format="xlsx", truncated=truncated)


def _free_name(name: str, used: set[str]) -> str:
    """``name``, or with a number behind it: two villages may be called alike, and Excel forgets about case."""
    found, number = name, 1
    while found.casefold() in used:
        number += 1
        found = f"{name[:26]}({number})"
    used.add(found.casefold())
    return found


def sheet_name(title: str) -> str:
    """A name that Excel accepts: no []:*?/\\', 1 to 31 characters."""
    return _SHEET_NAME.sub(" ", clean(title).replace("\n", " ")).strip()[:31].strip() or "Sheet1"


def set_up_print(sheet: Worksheet, page: Page, page_words: str, footer_note: str = "", watermark: str = "") -> None:
    """A4, fitted to one page wide, page numbers and the note in the footer, the word across the top of every page."""
    sheet.set_paper(9)
    if page is Page.A4_LANDSCAPE:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
    sheet.center_horizontally()
    numbers = page_words % {"page": "&P", "pages": "&N"}
    note = clean(footer_note).replace("\n", " ").replace("&", "&&")[:150]
    if word := clean(watermark).replace("&", "&&")[:60]:
        sheet.set_header(f'&C&"SimHei"&22&K7F7F7F{word}')
    sheet.set_footer(f"&L&8{note}&R&9{numbers}" if note else f"&C&9{numbers}")


class _SheetWriter:
    """Writes the blocks from top to bottom; all tables share the widest table's columns."""

    def __init__(self, document: Document, sheet: Worksheet, formats: Formats) -> None:
        self.document, self.sheet, self.formats = document, sheet, formats
        self.row = 0
        self.truncated = 0
        tables = [block for block in document.blocks if isinstance(block, Table)]
        self.columns = max((table.columns for table in tables), key=len, default=())
        total = sum(column.width for column in self.columns) or 1
        line = _LINE_WIDTH[document.page]
        self.widths = [max(column.width / total * line, 3) for column in self.columns] or [line]
        self.breaks: list[int] = []
        self.header: tuple[int, int] | None = None

    def write(self) -> int:
        """The number of cells that had to be cut."""
        document, sheet = self.document, self.sheet
        for number, width in enumerate(self.widths):
            sheet.set_column(number, number, width)
        self._line(document.annex, "annex")
        self._line(document.title, "title", extra=10)
        for text in (document.subtitle, *document.meta):
            self._line(text, "meta")
        for block in document.blocks:
            self._block(block)
        self._finish()
        return self.truncated

    def _finish(self) -> None:
        set_up_print(
            self.sheet,
            self.document.page,
            self.document.wording.page,
            self.document.footer_note,
            self.document.watermark,
        )
        self.sheet.hide_gridlines(2)
        if self.header:
            self.sheet.repeat_rows(*self.header)
        if self.breaks:
            self.sheet.set_h_pagebreaks(self.breaks)

    def _block(self, block: object) -> None:
        match block:
            case Table():
                self._table(block)
            case KeyValues():
                pairs = (pair_words(pair, self.document.wording) for pair in block.pairs)
                self._line("    ".join(name + (value or " " * 12) for name, value in pairs), "line")
            case Heading():
                self._line(block.text, "heading", extra=4)
            case Paragraph():
                self._line(words(block.value, self.document.wording), "bold" if block.bold else "line")
            case SignatureBlock():
                for line in (*block.lines, block.seal):
                    self._line(line, "line", extra=8)
            case Image():
                self._picture(block.png, block.width_mm, block.caption)
            case Qr():
                self._picture(qr_png(block.text), block.size_mm, block.caption)
            case PageBreak():
                self.breaks.append(self.row)

    def _line(self, text: str, style: str, *, extra: float = 0) -> None:
        """One line across all columns; nothing for an empty text."""
        if not text:
            return
        text, form = clean(text), self.formats.line(style)
        last = len(self.widths) - 1
        if last:
            self.sheet.merge_range(self.row, 0, self.row, last, "", form)
        self._text(self.row, 0, text, form)
        scale = 2 if style == "title" else 1
        lines = line_count(text, sum(self.widths) / scale)
        self.sheet.set_row(self.row, min(lines * _LINE_HEIGHT * (1.4 if scale == 2 else 1) + extra + 3, _MAX_HEIGHT))
        self.row += 1

    def _text(self, row: int, column: int, text: str, form: Any) -> None:
        self.truncated += write_value(self.sheet, row, column, Cell(value=text), form, self.document.wording)

    def _table(self, table: Table) -> None:
        self._line(table.caption, "bold")
        top = self.row
        placed = place(table)
        heights = self._heights(table, placed)
        for number, height in enumerate(heights):
            self.sheet.set_row(top + number, min(height, _MAX_HEIGHT))
        for item in placed:
            self._cell(table, item, top)
        if self.header is None and table.header_rows:
            self.header = (top, top + table.header_rows - 1)
        self.row += len(table.rows)
        self._notes(placed)

    def _cell(self, table: Table, item: Placed, top: int) -> None:
        row, form = top + item.row, self.formats.cell(item.cell, table.columns[item.col])
        if item.rows > 1 or item.cols > 1:
            self.sheet.merge_range(row, item.col, row + item.rows - 1, item.col + item.cols - 1, "", form)
        self.truncated += write_value(self.sheet, row, item.col, item.cell, form, self.document.wording)
        if item.cell.note:
            self.sheet.write_comment(row, item.col, clean(item.cell.note)[:2000], {"x_scale": 1.6})

    def _notes(self, placed: list[Placed]) -> None:
        wording = self.document.wording
        notes = [item.cell.note for item in placed if item.cell.note]
        for number, note in enumerate(notes, 1):
            self._line(f"{wording.note}{number}{wording.colon}{note}", "note")

    def _heights(self, table: Table, placed: list[Placed]) -> list[float]:
        """Excel does not grow rows with merged cells, so every height is worked out here."""
        heights = [22.0] * len(table.rows)
        for item in sorted(placed, key=attrgetter("rows")):
            width = sum(self.widths[item.col : item.col + item.cols])
            needed = line_count(cell_words(item.cell, self.document.wording), width) * _LINE_HEIGHT + 7
            own = slice(item.row, item.row + item.rows)
            short = needed - sum(heights[own])
            if short > 0:
                heights[own] = [height + short / item.rows for height in heights[own]]
        return heights

    def _picture(self, png: bytes, width_mm: float, caption: str) -> None:
        options = {"object_position": 1, "x_offset": 4, "y_offset": 4, "description": clean(caption)}
        pixels = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])  # a PNG's header: width, height
        scale = width_mm * _PX_PER_MM / pixels[0]
        options |= {"image_data": io.BytesIO(png), "x_scale": scale, "y_scale": scale}
        self.sheet.set_row(self.row, min(pixels[1] * scale * 0.75 + 8, _MAX_HEIGHT))
        self.sheet.insert_image(self.row, 0, "picture.png", options)
        self.row += 1
        self._line(caption, "meta")


def _write_data(document: Document, sheet: Worksheet, formats: Formats) -> int:
    table, truncated = document.data, 0
    if table is None:
        return 0
    placed = place(table)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, max(column.width, text_width(column.title) + 2))
    for _, row in groupby(placed, key=attrgetter("row")):
        for item in row:
            form = formats.cell(item.cell, table.columns[item.col])
            truncated += write_value(sheet, item.row, item.col, item.cell, form, document.wording)
    sheet.freeze_panes(table.header_rows, 0)
    if table.header_rows and len(table.rows) > table.header_rows:
        sheet.autofilter(table.header_rows - 1, 0, len(table.rows) - 1, len(table.columns) - 1)
    sheet.repeat_rows(0, max(table.header_rows - 1, 0))
    set_up_print(sheet, Page.A4_LANDSCAPE, document.wording.page, document.footer_note, document.watermark)
    return truncated


def _properties(document: Document) -> dict[str, Any]:
    return {
        "title": clean(document.title)[:255],
        "author": clean(document.author),
        "created": file_date(document).replace(tzinfo=None),
    }
