"""xls (BIFF) read by xlrd: rows stay ragged and strings shared, so a hostile corner cell costs nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator

import xlrd
from xlrd.biffh import XLRDError

from quizapp.kit.i18n import N_

from .celltext import Mark, cell_text, format_kind
from .limits import Box, Limits
from .problem import BrokenFile, FileRefused, PasswordProtected, TooLarge, UnknownFormat
from .table import Table, build_table
from .xlsx_scan import Merge


def read_xls(data: bytes, limits: Limits) -> list[Table]:
    """The tables of an Excel 97-2003 workbook. Raises ``FileRefused``."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise PasswordProtected
    if "WordDocument".encode("utf-16-le") in data:
        raise UnknownFormat(N_("这是旧版 Word 文档（doc），请另存为 docx 或 xlsx 再上传"))
    try:
        with xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        ) as book:
            if book.nsheets > limits.sheets:
                raise TooLarge(N_("工作表超过 %(sheets)d 个，请拆分后上传"), sheets=limits.sheets)
            return list(_tables(book, limits))
    except FileRefused:
        raise
    except XLRDError as refused:
        if "ncrypt" in str(refused):
            raise PasswordProtected from refused
        raise BrokenFile from refused
    except Exception as broken:  # xlrd trusts the file: damage surfaces as IndexError, struct.error, AssertionError ...
        raise BrokenFile from broken


def _tables(book: xlrd.book.Book, limits: Limits) -> Iterator[Table]:
    kinds = [format_kind(book.format_map[xf.format_key].format_str) for xf in book.xf_list]
    box = Box(limits)
    for index in range(book.nsheets):
        box.rows = box.columns = 0
        sheet = book.sheet_by_index(index)
        yield _table(book, sheet, kinds, box)
        book.unload_sheet(index)


def _table(book: xlrd.book.Book, sheet: xlrd.sheet.Sheet, kinds: list[str], box: Box) -> Table:
    marks: dict[tuple[int, int], Mark] = {}
    rows: list[tuple[int, list[str]]] = []
    for row in range(sheet.nrows):
        cells: list[str] = []
        for column, cell in enumerate(sheet.row(row)):
            xf = cell.xf_index
            kind = kinds[xf] if xf is not None and xf < len(kinds) else ""
            text, mark = cell_text(_value(book, cell), kind)
            if mark:
                marks[row + 1, column] = mark
            if text:
                box.include(row + 1, column + 1)
                box.spend(len(text))
            cells.append(text)
        rows.append((row + 1, cells))
    merges = [Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    return build_table(sheet.name, rows, marks=marks, merges=merges, is_hidden=sheet.visibility != 0)


def _value(book: xlrd.book.Book, cell: xlrd.sheet.Cell) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate.xldate_as_datetime(float(cell.value), book.datemode)
        except (ValueError, OverflowError, xlrd.XLDateError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER):
        return cell.value
    return None
