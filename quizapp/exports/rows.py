"""Bulk rows straight to a stream, in memory that does not grow with their number.

The workbook around them (styles, header, print set-up) is made by XlsxWriter; the rows themselves are written into its
sheets as they come. Cell by cell through the library they would take five times as long.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from quizapp.exports.columns import blocks
from quizapp.exports.document import Cell, Column, Page, Scalar, Wording
from quizapp.exports.metrics import text_width
from quizapp.exports.result import Written
from quizapp.exports.rows_xml import PLACES, CellWriter, Styles
from quizapp.exports.xlsx import set_up_print
from quizapp.exports.xlsx_cells import WORKBOOK_OPTIONS, Formats, write_value
from quizapp.kit.later import later

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = later("xlsxwriter")

#: Rows that one sheet takes below its header; what comes after goes on in the next sheet.
SHEET_ROWS = 1_048_575
_SHEET = "xl/worksheets/sheet{}.xml"
_STYLE = re.compile(r'<c r="[A-Z]+2" s="(\d+)"')
#: One value of each look; their order is that of `Styles`.
_SAMPLES: tuple[Scalar, ...] = (
    "text", datetime.combine(date(2026, 6, 16), time(10)), date(2026, 6, 16), 1, *(Decimal(1).scaleb(-places) for places in range(1, PLACES + 1)),
)  # fmt: skip


def write_xlsx_rows(
    columns: tuple[Column, ...], rows: Iterable[tuple[Scalar, ...]], stream: BinaryIO, *, sheet_rows: int = SHEET_ROWS,
    watermark: str = "",
) -> Written:  # fmt: skip
    """A header that stays in sight and one line a row, written as it comes."""
    remaining = iter(rows)
    before, after = _frame(_skeleton(columns, 1, samples=False, watermark=watermark))
    cells = CellWriter(_styles(columns), len(columns))
    number = 0
    with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=4) as book:
        for number, part in enumerate(_parts(remaining, sheet_rows), 1):
            with book.open(_SHEET.format(number), "w", force_zip64=True) as sheet:
                sheet.write(before)
                line = 2
                for block in blocks(part):
                    sheet.write(cells.rows(line, block).encode())
                    line += len(block)
                sheet.write(after)
        _add_rest(book, _skeleton(columns, number, samples=False, watermark=watermark))
    return Written(format="xlsx", truncated=cells.truncated)


def _parts(rows: Iterator[tuple[Scalar, ...]], size: int) -> Iterator[Iterator[tuple[Scalar, ...]]]:
    """Runs of at most ``size`` rows; one empty run when there are no rows, so that the header stands alone."""
    first: list[tuple[Scalar, ...]] = list(islice(rows, 1))
    yield chain(first, islice(rows, size - 1))
    while following := list(islice(rows, 1)):
        yield chain(following, islice(rows, size - 1))


def _skeleton(columns: tuple[Column, ...], sheets: int, *, samples: bool, watermark: str = "") -> ZipFile:
    """A workbook of so many sheets that have nothing but the header, and on request one cell of each look."""
    wording, stream = Wording(), io.BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as book:
        formats = Formats(book, wording)
        header, looks = formats.header(), [(Cell(value=value), formats.plain(Cell(value=value))) for value in _SAMPLES]
        for form in (header, *(form for _, form in looks)):
            form._get_xf_index()  # numbered in this order whether or not a cell has the look
        for number in range(1, sheets + 1):
            sheet = book.add_worksheet(f"{wording.data_sheet}{number}")
            set_up_print(sheet, Page.A4_LANDSCAPE, wording.page, watermark=watermark)
            _write_header(sheet, columns, header)
            for position, (cell, form) in enumerate(looks if samples else ()):
                write_value(sheet, 1, position, cell, form, wording)
    return ZipFile(stream)


def _write_header(sheet: xlsxwriter.worksheet.Worksheet, columns: tuple[Column, ...], form: object) -> None:
    for number, column in enumerate(columns):
        sheet.set_column(number, number, max(column.width, text_width(column.title) + 2))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    for number, column in enumerate(columns):
        write_value(sheet, 0, number, Cell(value=column.title), form, Wording())


def _frame(skeleton: ZipFile) -> tuple[bytes, bytes]:
    """A sheet before and after its rows. Its shared header texts are found in the skeleton of any size."""
    before, end, after = skeleton.read(_SHEET.format(1)).partition(b"</sheetData>")
    # readers that trust it would stop after the header
    return re.sub(rb"<dimension [^>]*/>", b"", before), end + after


def _styles(columns: tuple[Column, ...]) -> Styles:
    text, moment, day, whole, *decimals = _STYLE.findall(
        _skeleton(columns, 1, samples=True).read(_SHEET.format(1)).decode()
    )
    return Styles(text=text, moment=moment, day=day, numbers=(whole, *decimals))


def _add_rest(book: ZipFile, skeleton: ZipFile) -> None:
    """Everything but the sheets: types, relations, styles, names."""
    written = set(book.namelist())
    for name in skeleton.namelist():
        if name not in written:
            book.writestr(name, skeleton.read(name))
