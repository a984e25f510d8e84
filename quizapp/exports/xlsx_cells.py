"""Single cells of a workbook: a type and a format for each value, and text that Excel can only read as text."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from quizapp.exports.display import alignment, cell_words
from quizapp.exports.document import Cell, Column, Style, Wording

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

#: Nothing typed by a person may become a formula, a link or a number.
WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
FONT = "宋体"
_TEXT_LIMIT = 32_767  # UTF-16 units in one cell
_EXACT_LIMIT = 1_000_000_000_000_000
_EXACT_DIGITS = 15  # a cell's number is a double; longer ones would lose their last digits
FIRST_DAY = date(1900, 3, 1)  # earlier days differ between spreadsheet programs

_LINES: dict[str, dict[str, Any]] = {
    "annex": {"font_name": "黑体", "font_size": 14},
    "title": {"bold": True, "font_size": 18, "align": "center"},
    "meta": {"align": "center", "font_size": 10},
    "heading": {"bold": True, "font_size": 13},
    "bold": {"bold": True},
    "line": {},
    "note": {"font_size": 9, "font_color": "#555555"},
}
_STYLES: dict[Style, dict[str, Any]] = {
    Style.HEAD: {"bold": True},
    Style.TOTAL: {"bold": True},
    Style.WARN: {"bg_color": "#FFF1E0", "font_color": "#8A3B00"},
    Style.MUTED: {"font_color": "#666666"},
}


class Formats:
    """The workbook's formats, each made once."""

    def __init__(self, book: Workbook, wording: Wording) -> None:
        self._book, self._wording = book, wording
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._plain: dict[str, Any] = {}

    def line(self, style: str) -> Any:
        """For a line across the sheet (title, annex, note ...)."""
        return self._format({**_LINES[style], "text_wrap": True, "valign": "vcenter", "num_format": "@"})

    def cell(self, cell: Cell, column: Column) -> Any:
        """For a table's cell: a thin black grid, the style's look, the value's number format."""
        look = {"border": 1, "text_wrap": True, "valign": "vcenter", "align": str(alignment(cell, column))}
        return self._format({**look, **_STYLES.get(cell.style, {}), "num_format": self._number_format(cell)})

    def plain(self, cell: Cell) -> Any:
        """For bulk rows: the number format alone."""
        number_format = self._number_format(cell)
        if number_format not in self._plain:
            self._plain[number_format] = self._format({"num_format": number_format})
        return self._plain[number_format]

    def header(self) -> Any:
        """For the header of bulk rows."""
        return self._format({"bold": True, "bottom": 1, "num_format": "@", "text_wrap": True, "valign": "vcenter"})

    def _number_format(self, cell: Cell) -> str:
        value = cell.value
        if isinstance(value, str):
            return "@"
        if is_exact_number(value):
            number = "0" if isinstance(value, int) else "0." + "0" * max(-_exponent(value), 0)
            pattern = self._wording.approximate % {"number": "\0"} if cell.approximate else "\0"
            return "".join(number if part == "\0" else f'"{part}"' for part in _parts(pattern)).removesuffix(".")
        if isinstance(value, datetime):
            return "yyyy-mm-dd hh:mm"
        return "yyyy-mm-dd" if isinstance(value, date) and value >= FIRST_DAY else "@"

    def _format(self, properties: dict[str, Any]) -> Any:
        properties = {"font_name": FONT, "font_size": 11, **properties}
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


def write_value(sheet: Worksheet, row: int, column: int, cell: Cell, form: Any, wording: Wording) -> bool:
    """Write one cell by its own type; whether its text had to be cut to what a cell can hold."""
    value = cell.value
    if is_exact_number(value):
        sheet.write_number(row, column, value, form)
        return False
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    if isinstance(value, date) and date(value.year, value.month, value.day) >= FIRST_DAY:
        sheet.write_datetime(row, column, value, form)
        return False
    text = cell_words(cell, wording)
    kept = fitting(text, wording)
    if kept:
        sheet.write_string(row, column, kept, form)
    else:
        sheet.write_blank(row, column, None, form)
    return kept != text


def is_exact_number(value: object) -> bool:
    """Whether a spreadsheet can hold the number without losing a digit."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    if isinstance(value, int):
        return -_EXACT_LIMIT < value < _EXACT_LIMIT
    return Decimal(value).is_finite() and len(Decimal(value).as_tuple().digits) <= _EXACT_DIGITS


def _exponent(value: object) -> int:
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return exponent if isinstance(exponent, int) else 0


def _parts(pattern: str) -> list[str]:
    before, mark, after = pattern.partition("\0")
    return [part for part in (before, mark, after) if part]


def fitting(text: str, wording: Wording) -> str:
    """``text``, or its beginning with a remark when a cell cannot hold it all."""
    if len(text) <= _TEXT_LIMIT // 2 or len(text.encode("utf-16-le")) // 2 <= _TEXT_LIMIT:
        return text
    remark = wording.truncated % {"count": len(text)}
    room = (_TEXT_LIMIT - len(remark)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + remark
