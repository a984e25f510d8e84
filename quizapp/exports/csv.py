"""csv for Excel, WPS and programs: UTF-8 with a mark, one rectangular table where the document has one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO

from quizapp.exports.columns import Pattern, blocks, each
from quizapp.exports.display import cell_words, clean, pair_words, words
from quizapp.exports.document import (
    Cell,
    Column,
    Document,
    Heading,
    KeyValues,
    Paragraph,
    Qr,
    Scalar,
    SignatureBlock,
    Table,
    Wording,
)
from quizapp.exports.grid import place
from quizapp.exports.result import Written

if TYPE_CHECKING:
    from _csv import Writer

#: What makes Excel, WPS or LibreOffice read a text as a formula; the wide forms do so in East Asian locales.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")

#: What makes a field need quotes.
_SPECIAL = re.compile('[",\r\n]')
#: Texts up to this length come again and again (units, words); longer ones are not worth keeping.
_OFTEN = 32


def write_csv(document: Document, stream: BinaryIO) -> Written:
    """The document's flat table if it has one, else its lines and tables from top to bottom."""
    with _opened(stream) as writer:
        if document.data is not None:
            writer.writerows(_table_rows(document.data, document.wording))
        else:
            writer.writerows(_document_rows(document))
    return Written(format="csv")


def write_csv_rows(columns: tuple[Column, ...], rows: Iterable[tuple[Scalar, ...]], stream: BinaryIO) -> Written:
    """A header and one line a row, as they come."""
    with _opened(stream) as writer:
        writer.writerow([_defused(column.title) for column in columns])
    for block in blocks(iter(rows)):
        stream.write((_lines(block) if len(block[0]) > 1 else _narrow_lines(block)).encode())
    return Written(format="csv")


def _lines(block: list[tuple[Scalar, ...]]) -> str:
    """What `csv.writer` would write, column by column: in half the time."""
    pattern = Pattern()
    for number, values in enumerate(zip(*block, strict=True)):
        if number:
            pattern.add(",")
        pattern.add(each(values, _QUOTED, _rare_quoted))
    pattern.add("\r\n")
    return pattern.fill(len(block))


def _narrow_lines(block: list[tuple[Scalar, ...]]) -> str:
    """Rows of one field or none: an empty one is quoted, so that it stays a line."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_PLAIN.get(type(value), _rare)(value) for value in row] for row in block)
    return text.getvalue()


@contextmanager
def _opened(stream: BinaryIO) -> Iterator[Writer]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=False)
    try:
        yield csv.writer(text)
        text.flush()
    finally:
        text.detach()  # the stream belongs to the caller


def _document_rows(document: Document) -> Iterator[list[str]]:
    for line in (document.annex, document.title, document.subtitle, *document.meta):
        if line:
            yield [_defused(line)]
    for block in document.blocks:
        match block:
            case Table():
                yield from _table_rows(block, document.wording)
            case KeyValues():
                yield [_defused("".join(pair_words(pair, document.wording))) for pair in block.pairs]
            case Heading():
                yield [_defused(block.text)]
            case Paragraph():
                yield [_defused(words(block.value, document.wording))]
            case SignatureBlock():
                yield from ([_defused(line)] for line in block.lines)
            case Qr():
                yield [_defused(block.caption or block.text)]
            case _:
                continue


def _table_rows(table: Table, wording: Wording) -> Iterator[list[str]]:
    lines = [[""] * len(table.columns) for _ in table.rows]
    for placed in place(table):
        lines[placed.row][placed.col] = _cell_field(placed.cell, wording)
    if table.caption:
        yield [_defused(table.caption)]
    yield from lines


def _cell_field(cell: Cell, wording: Wording) -> str:
    if cell.approximate or isinstance(cell.value, tuple):
        return _defused(cell_words(cell, wording))
    return _field(cell.value, wording)


def _field(value: Scalar, wording: Wording) -> str:
    """Numbers and dates bare, so that programs read them; text guarded against being run."""
    match value:
        case bool() | None:
            return words(value, wording)
        case int():
            return str(value)
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case str():
            return _defused(value)


def _rare(value: Scalar) -> str:
    return _field(value, Wording())


def _text(value: str) -> str:
    return _often(value) if len(value) <= _OFTEN else _defused(value)


@lru_cache(maxsize=1_024)
def _often(text: str) -> str:
    return _defused(text)


def _defused(text: str) -> str:
    cleaned = clean(text)
    return f"'{cleaned}" if cleaned.startswith(_FORMULA_STARTS) else cleaned


def _quoted(field: str) -> str:
    return '"{}"'.format(field.replace('"', '""')) if _SPECIAL.search(field) else field


def _rare_quoted(value: Scalar) -> str:
    return _quoted(_rare(value))


#: The types that bulk rows are made of, without asking each value what it is.
_PLAIN: dict[type, Callable[[Any], str]] = {
    str: _text, int: str, Decimal: "{:f}".format, datetime: lambda value: value.isoformat(" ", "seconds")[:19],
}  # fmt: skip
#: The same as fields of a line; only texts can need quotes.
_QUOTED: dict[type, Callable[[Any], str]] = {**_PLAIN, str: lambda value: _quoted(_text(value)), date: date.isoformat}
