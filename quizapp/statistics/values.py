"""Answers as people type them, as they are stored and as they read. Pure."""

from __future__ import annotations

from datetime import date

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.statistics.form import Field, FieldType

#: No figure of a unit is larger than the country's people times ten.
LARGEST = 15_000_000_000
_ANSWERS = {"是": "1", "1": "1", "true": "1", "yes": "1", "否": "0", "0": "0", "false": "0", "no": "0"}
_ABOUT = ("余", "多", "+")
#: Full-width digits and signs as halves: phones and WPS write both.
_HALF = str.maketrans("０１２３４５６７８９，＋", "0123456789,+")


def parse_value(field: Field, typed: str) -> tuple[str, bool]:
    """A typed answer as stored, and whether it is approximate: "160余" -> ("160", True), "是" -> ("1", False).

    Raises `Invalid` naming the field.
    """
    text = clean_line(typed, limit=200)
    match field.type:
        case FieldType.BOOL:
            return _answer(field, text), False
        case FieldType.COUNT | FieldType.PERSONS:
            return _number(field, text.translate(_HALF))
        case FieldType.DATE:
            return _day(field, text), False
        case FieldType.TEXT:
            return _text(field, text), False


def _answer(field: Field, text: str) -> str:
    if text.lower() not in _ANSWERS:
        raise Invalid(N_("“%(label)s”请选“是”或“否”"), field="value", label=field.label)
    return _ANSWERS[text.lower()]


def _number(field: Field, text: str) -> tuple[str, bool]:
    is_approximate = text.endswith(_ABOUT)
    digits = text.rstrip("".join(_ABOUT)).replace(",", "").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 12 or int(digits) > LARGEST:
        raise Invalid(
            N_("“%(label)s”请填 0 以上的整数（大约数写成“160余”），现在是“%(text)s”"),
            field="value", label=field.label, text=text[:20],
        )  # fmt: skip
    return str(int(digits)), is_approximate


def _day(field: Field, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Invalid(N_("“%(label)s”请填日期，例如 2026-06-16"), field="value", label=field.label) from None


def _text(field: Field, text: str) -> str:
    if not text:
        raise Invalid(N_("“%(label)s”还没有填"), field="value", label=field.label)
    return text


def stored_value(field: Field, value: str | None) -> int | str | None:
    """A stored answer as the report holds it: figures and yes/no as int."""
    if value is None or field.type in (FieldType.TEXT, FieldType.DATE):
        return value
    return int(value)


def read_aloud(field: Field, value: int | str | None) -> str:
    """An answer as it reads in a sentence of ours: 是, 否, 1280."""
    if field.type is FieldType.BOOL and value is not None:
        return "是" if int(value) else "否"
    return "" if value is None else str(value)
