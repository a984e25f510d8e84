"""Files made on the spot, as the programs of real organizers write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import xlsxwriter
import xlwt


def xlsx(*sheets: Sequence[Sequence[Any]], names: Sequence[str] = (), hidden: Sequence[int] = ()) -> bytes:
    """An xlsx with one sheet for each list of rows; values keep their types."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "remove_timezone": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for index, rows in enumerate(sheets):
            sheet = book.add_worksheet(names[index] if names else None)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    if value is None:
                        continue
                    if hasattr(value, "isoformat"):
                        sheet.write_datetime(row, column, value, day)
                    else:
                        sheet.write(row, column, value)
            if index in hidden:
                sheet.hide()
    return stream.getvalue()


def xls(*sheets: Sequence[Sequence[Any]]) -> bytes:
    """An Excel 97-2003 file."""
    book = xlwt.Workbook(encoding="utf-8")
    for index, rows in enumerate(sheets):
        sheet = book.add_sheet(f"Sheet{index + 1}")
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if value is not None:
                    sheet.write(row, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_bytes(rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A plain delimited file."""
    return "\r\n".join(delimiter.join(cells) for cells in rows).encode(encoding)


def repack(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The zip with parts replaced, added, or (None) removed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def sheet_xml(body: str) -> bytes:
    """A worksheet part around ``body``."""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{namespace}"><sheetData>{body}</sheetData></worksheet>'.encode()


def with_sheet(body: str) -> bytes:
    """An xlsx whose only sheet holds ``body``."""
    return repack(xlsx([["x"]]), {"xl/worksheets/sheet1.xml": sheet_xml(body)})
