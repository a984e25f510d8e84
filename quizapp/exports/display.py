"""How values read: one wording for all formats, so that screen, sheet and paper say the same."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from quizapp.exports.document import Align, Cell, Column, Document, Figure, KeyValue, Scalar, Style, Value, Wording

#: Controls, direction marks, zero-width and non-characters: invisible, refused by XML, or able to turn a
#: line around. Joiners (U+200C, U+200D) stay, some scripts are spelled with them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_CENTERED = {Style.HEAD, Style.LABEL}


def clean(text: str) -> str:
    """``text`` that every format can carry: nothing invisible, line breaks as newlines, markup untouched."""
    if text.isascii() and text.isprintable():  # most fields of bulk rows
        return text
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _LONE_SURROGATE.sub("\ufffd", _UNWANTED.sub("", unified))


def file_date(document: Document) -> datetime:
    """The date that the file carries inside."""
    return document.created_at or datetime(2000, 1, 1, tzinfo=UTC)


def words(value: Value, wording: Wording, *, approximate: bool = False) -> str:
    """The value as a reader sees it."""
    if isinstance(value, tuple):
        return "".join(part if isinstance(part, str) else _figure(part, wording) for part in value)
    return wording.approximate % {"number": _scalar(value, wording)} if approximate else _scalar(value, wording)


def pieces(cell: Cell, wording: Wording) -> list[tuple[str, bool]]:
    """A cell's text in pieces, and whether each is underlined; together they read as `cell_words`."""
    if not isinstance(cell.value, tuple):
        return [(cell_words(cell, wording), False)]
    return [
        (clean(part if isinstance(part, str) else _figure(part, wording)), _is_underlined(part)) for part in cell.value
    ]


def _is_underlined(part: str | Figure) -> bool:
    return not isinstance(part, str) and part.underlined and part.value is not None


def cell_words(cell: Cell, wording: Wording) -> str:
    """A cell's text, cleaned."""
    return clean(words(cell.value, wording, approximate=cell.approximate))


def pair_words(pair: KeyValue, wording: Wording) -> tuple[str, str]:
    """Label with its colon, and the value's text ("" when it is still to be written by hand)."""
    return clean(pair.label) + wording.colon, clean(words(pair.value, wording))


def alignment(cell: Cell, column: Column) -> Align:
    """Where the cell's text stands: its own wish, else its style's, else its column's."""
    if cell.align is not None:
        return cell.align
    if cell.style in _CENTERED:
        return Align.CENTER
    is_number = isinstance(cell.value, int | Decimal) and not isinstance(cell.value, bool)
    if cell.style is Style.NUMBER or (cell.style in {Style.TOTAL, Style.WARN} and is_number):
        return Align.RIGHT if column.align is Align.LEFT else column.align
    return column.align


def _figure(figure: Figure, wording: Wording) -> str:
    if figure.value is None:
        return "____" if figure.underlined else wording.blank
    return words(figure.value, wording, approximate=figure.approximate)


def _scalar(value: Scalar, wording: Wording) -> str:
    match value:
        case None:
            return ""
        case bool():
            return wording.yes if value else wording.no
        case str() | int():
            return str(value)
        case Decimal():
            return format(value, "f")
        case datetime():
            return f"{wording.date.format(value)} {value:%H:%M}"
        case date():
            return wording.date.format(value)
