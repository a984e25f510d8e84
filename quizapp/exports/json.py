"""json for programs: the whole document with typed values, text exactly as it was stored."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import msgspec

from quizapp.exports.document import Block, Cell, Document, Figure, Image, Table, Value
from quizapp.exports.result import Written

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DEFAULT = Cell()
_KEPT = (Decimal, datetime, date)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def write_json(document: Document, stream: BinaryIO) -> Written:
    """``{"title", "meta", "blocks": [{"type", ...}], "figures": {key: {"value", "approximate"}}, "data"}``."""
    content = {
        "schema": "quizapp.document/1",
        "title": document.title,
        "subtitle": document.subtitle,
        "annex": document.annex,
        "meta": document.meta,
        "language": document.language,
        "footer_note": document.footer_note,
        "created_at": document.created_at,
        "figures": {key: figure for block in document.blocks for key, figure in _figures(block)},
        "blocks": [_block(block) for block in document.blocks],
        "data": None if document.data is None else _block(document.data),
    }
    stream.write(_ENCODER.encode(_sound(content)) + b"\n")
    return Written(format="json")


def _block(block: Block) -> dict[str, Any]:
    kind = type(block).__name__
    if isinstance(block, Table):
        return {
            "type": kind,
            "caption": block.caption,
            "columns": [{"title": each.title, "width": each.width, "align": each.align} for each in block.columns],
            "header_rows": block.header_rows,
            "rows": [[_cell(cell) for cell in row] for row in block.rows],
        }
    if isinstance(block, Image):
        return {"type": kind, "alt": block.alt, "caption": block.caption}
    return {"type": kind, **_fields(block)}


def _fields(block: Block) -> dict[str, Any]:
    return {name: getattr(block, name) for name in block.__slots__}


def _cell(cell: Cell) -> dict[str, Any]:
    """The value and whatever differs from a plain cell."""
    names = ("style", "align", "row_span", "col_span", "approximate", "note", "key")
    extra = {name: getattr(cell, name) for name in names if getattr(cell, name) != getattr(_DEFAULT, name)}
    return {"value": cell.value, **extra}


def _figures(block: Block) -> list[tuple[str, dict[str, Any]]]:
    if not isinstance(block, Table):
        return []
    return [found for row in block.rows for cell in row for found in _cell_figures(cell)]


def _cell_figures(cell: Cell) -> list[tuple[str, dict[str, Any]]]:
    parts: tuple[str | Figure, ...] = cell.value if isinstance(cell.value, tuple) else ()
    inside = [part for part in parts if isinstance(part, Figure) and part.key]
    own = [(cell.key, _figure(cell.value, cell.approximate))] if cell.key else []
    return own + [(part.key, _figure(part.value, part.approximate)) for part in inside]


def _figure(value: Value, approximate: bool) -> dict[str, Any]:
    return {"value": value, "approximate": approximate}


def _sound(value: Any) -> Any:  # any tree of dataclasses, tuples and scalars
    """Plain containers without lone surrogates, which UTF-8 cannot carry."""
    return _mended(msgspec.to_builtins(value, builtin_types=_KEPT))


def _mended(value: Any) -> Any:
    match value:
        case str():
            return _LONE_SURROGATE.sub("\ufffd", value)
        case dict():
            return {key: _mended(item) for key, item in value.items()}
        case list() | tuple():
            return [_mended(item) for item in value]
        case _:
            return value
