"""Bulk rows straight to a stream, in memory that does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO

import xlsxwriter

from quizapp.exports.document import Cell, Column, Page, Scalar, Wording
from quizapp.exports.metrics import text_width
from quizapp.exports.result import Written
from quizapp.exports.xlsx import set_up_print
from quizapp.exports.xlsx_cells import WORKBOOK_OPTIONS, Formats, write_value

#: Rows that one sheet takes below its header; what comes after goes on in the next sheet.
SHEET_ROWS = 1_048_575


def write_xlsx_rows(
    columns: tuple[Column, ...], rows: Iterable[tuple[Scalar, ...]], stream: BinaryIO, *, sheet_rows: int = SHEET_ROWS
) -> Written:
    """A header that stays in sight and one line a row; rows wait in temporary files, not in memory."""
    wording, truncated = Wording(), 0
    remaining = iter(rows)
    with xlsxwriter.Workbook(stream, {**WORKBOOK_OPTIONS, "in_memory": False, "constant_memory": True}) as book:
        formats = Formats(book, wording)
        for number, part in enumerate(_parts(remaining, sheet_rows), 1):
            sheet = book.add_worksheet(f"{wording.data_sheet}{number}")
            set_up_print(sheet, Page.A4_LANDSCAPE, wording.page)
            _write_header(sheet, columns, formats)
            for line, row in enumerate(part, 1):
                for position, value in enumerate(row):
                    cell = Cell(value=value)
                    truncated += write_value(sheet, line, position, cell, formats.plain(cell), wording)
    return Written(format="xlsx", truncated=truncated)


def _parts(rows: Iterator[tuple[Scalar, ...]], size: int) -> Iterator[Iterator[tuple[Scalar, ...]]]:
    """Runs of at most ``size`` rows; one empty run when there are no rows, so that the header stands alone."""
    first: list[tuple[Scalar, ...]] = list(islice(rows, 1))
    yield chain(first, islice(rows, size - 1))
    while following := list(islice(rows, 1)):
        yield chain(following, islice(rows, size - 1))


def _write_header(sheet: xlsxwriter.worksheet.Worksheet, columns: tuple[Column, ...], formats: Formats) -> None:
    for number, column in enumerate(columns):
        sheet.set_column(number, number, max(column.width, text_width(column.title) + 2))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    for number, column in enumerate(columns):
        cell = Cell(value=column.title)
        write_value(sheet, 0, number, cell, formats.header(), Wording())
