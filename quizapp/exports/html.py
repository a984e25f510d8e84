"""html: one page without scripts or styles of its own, everything escaped; for mail, archives and previews."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape
from itertools import groupby
from operator import attrgetter
from typing import BinaryIO

from quizapp.exports.display import alignment, clean, pair_words, pieces, words
from quizapp.exports.document import (
    Block,
    Document,
    Heading,
    Image,
    KeyValues,
    PageBreak,
    Paragraph,
    Qr,
    SignatureBlock,
    Table,
    Wording,
)
from quizapp.exports.grid import Placed, place
from quizapp.exports.qr import qr_svg
from quizapp.exports.result import Written


def write_html(document: Document, stream: BinaryIO) -> Written:
    """A whole page in UTF-8."""
    stream.write("\n".join(_page(document)).encode("utf-8"))
    return Written(format="html")


def _page(document: Document) -> Iterator[str]:
    title = _text(document.title)
    yield f'<!doctype html>\n<html lang="{_attribute(document.language)}">\n<head>\n<meta charset="utf-8">'
    yield f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n</head>\n<body>'
    if document.annex:
        yield f"<p>{_text(document.annex)}</p>"
    yield f"<h1>{title}</h1>"
    yield from (f"<p>{_text(line)}</p>" for line in (document.subtitle, *document.meta) if line)
    for block in document.blocks:
        yield from _block(block, document.wording)
    if document.footer_note:
        yield f"<footer>{_text(document.footer_note)}</footer>"
    yield "</body>\n</html>\n"


def _block(block: Block, wording: Wording) -> Iterator[str]:
    match block:
        case Heading():
            yield f"<h{block.level + 1}>{_text(block.text)}</h{block.level + 1}>"
        case Paragraph():
            yield f"<p>{_text(words(block.value, wording))}</p>"
        case KeyValues():
            pairs = (pair_words(pair, wording) for pair in block.pairs)
            yield f"<p>{' '.join(f'<b>{_text(name)}</b>{_text(value)}' for name, value in pairs)}</p>"
        case Table():
            yield from _table(block, wording)
        case SignatureBlock():
            yield from (f"<p>{_text(line)}</p>" for line in (*block.lines, block.seal) if line)
        case Image():
            source = f"data:image/png;base64,{b64encode(block.png).decode()}"
            yield f'<figure><img src="{source}" alt="{_attribute(block.alt)}"><figcaption>{_text(block.caption)}</figcaption></figure>'
        case Qr():
            yield f"<figure>{qr_svg(block.text, title=block.caption)}<figcaption>{_text(block.caption)}</figcaption></figure>"
        case PageBreak():
            yield "<hr>"


def _table(table: Table, wording: Wording) -> Iterator[str]:
    yield '<table border="1">'
    if table.caption:
        yield f"<caption>{_text(table.caption)}</caption>"
    for _, row in groupby(place(table), key=attrgetter("row")):
        yield "<tr>" + "".join(_cell(item, table, wording) for item in row) + "</tr>"
    yield "</table>"
    notes = [cell.note for row in table.rows for cell in row if cell.note]
    yield from (f"<p>{wording.note}{count}{wording.colon}{_text(note)}</p>" for count, note in enumerate(notes, 1))


def _cell(placed: Placed, table: Table, wording: Wording) -> str:
    cell = placed.cell
    name = "th" if placed.row < table.header_rows else "td"
    spans = f' rowspan="{placed.rows}"' * (placed.rows > 1) + f' colspan="{placed.cols}"' * (placed.cols > 1)
    title = f' title="{_attribute(cell.note)}"' if cell.note else ""
    align = alignment(cell, table.columns[placed.col])
    inside = "".join(f"<u>{_text(text)}</u>" if line else _text(text) for text, line in pieces(cell, wording))
    return f'<{name} class="{cell.style}"{spans}{title} align="{align}">{inside}</{name}>'


def _text(text: str) -> str:
    return _attribute(text).replace("\n", "<br>")


def _attribute(text: str) -> str:
    return escape(clean(text), quote=True)
