"""One cell's value as the text a person sees in it, or a mark where that text is no longer known."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum


class Mark(StrEnum):
    """Why a cell's text should be looked at."""

    #: A number too long for a spreadsheet: its last digits are gone.
    LOST_DIGITS = "lost_digits"
    #: The spreadsheet stored a date, perhaps out of something like 3-5.
    DATE = "date"


class CellFormat(StrEnum):
    """Number formats that change what a person reads."""

    PERCENT = "percent"
    #: ``0000``: leading zeros that the number itself does not have.
    ZEROS = "zeros"


#: Excel keeps 15 significant digits; from here on the tail of an integer is invented.
_EXACT_BELOW = 10**15
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.(\d+))?[eE]\+?(\d{1,3})")
_SPACES = str.maketrans({"\xa0": " ", "\u3000": " ", "\u2007": " ", "\u202f": " ", "\ufeff": "", "\x00": ""})
#: What has to be made plain; few cells hold any of it.
_ODD = re.compile("[\xa0\u3000\u2007\u202f\ufeff\x00]|_x000")
_ESCAPED_CONTROL = re.compile(r"_x000[0-9A-Fa-f]_")


def cell_text(value: object, number_format: str = "") -> tuple[str, Mark | None]:
    """The text of a cell's Python value and a mark if it is not sure; None and errors are empty.

    ``number_format`` is ``""``, ``"percent"`` or ``"zeros:N"``.
    """
    if isinstance(value, str):
        return text_of_string(value)
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), None
    if isinstance(value, int | float):
        return _text_of_number(value, number_format)
    if isinstance(value, datetime):
        return _text_of_moment(value), Mark.DATE
    if isinstance(value, date | time):
        return value.isoformat(), Mark.DATE
    if isinstance(value, timedelta):
        return _text_of_duration(value), Mark.DATE
    return "", None


def text_of_string(text: str) -> tuple[str, Mark | None]:
    """A text cell trimmed, odd spaces made plain; numbers in scientific notation written out or marked."""
    cleaned = text.strip()
    if _ODD.search(cleaned):
        cleaned = _ESCAPED_CONTROL.sub("", cleaned).translate(_SPACES).strip()
    if "e" not in cleaned and "E" not in cleaned:
        return cleaned, None
    scientific = _SCIENTIFIC.fullmatch(cleaned)
    if scientific is None:
        return cleaned, None
    decimals, exponent = len(scientific[1] or ""), int(scientific[2])
    if exponent < 8:
        return cleaned, None
    if decimals < exponent:
        return cleaned, Mark.LOST_DIGITS
    return _plain(Decimal(cleaned)), None


def _text_of_number(value: int | float, number_format: str) -> tuple[str, Mark | None]:
    if isinstance(value, float) and not value.is_integer():
        if value != value or value in (float("inf"), float("-inf")):
            return "", None
        scaled = Decimal(f"{value:.15g}") * (100 if number_format == CellFormat.PERCENT else 1)
        return _plain(scaled) + ("%" if number_format == CellFormat.PERCENT else ""), None
    whole = int(value)
    if number_format == CellFormat.PERCENT:
        return f"{whole * 100}%", None
    digits = int(number_format.partition(":")[2] or 0) if number_format else 0
    mark = Mark.LOST_DIGITS if abs(whole) >= _EXACT_BELOW else None
    return str(whole).zfill(digits), mark


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text_of_moment(moment: datetime) -> str:
    if moment.time() == time():
        return moment.date().isoformat()
    return moment.isoformat(sep=" ", timespec="seconds" if moment.second else "minutes")


def _text_of_duration(duration: timedelta) -> str:
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def format_kind(code: str) -> str:
    """The kind of a spreadsheet number format code: ``""``, ``"percent"`` or ``"zeros:N"``."""
    plain = code.split(";")[0].strip()
    if plain.endswith("%") and re.fullmatch(r"[0#.,]*%", plain):
        return CellFormat.PERCENT
    if re.fullmatch(r"0{2,18}", plain):
        return f"{CellFormat.ZEROS}:{len(plain)}"
    return ""
