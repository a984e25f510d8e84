"""docx in the manner of Chinese official documents: A4, 仿宋, title centred, thin grid, pages numbered."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from quizapp.exports.display import clean, file_date, pair_words, words
from quizapp.exports.document import (
    Align,
    Block,
    Document,
    Heading,
    Image,
    KeyValues,
    Page,
    PageBreak,
    Paragraph,
    Qr,
    SignatureBlock,
    Table,
    Wording,
)
from quizapp.exports.docx_file import save_docx
from quizapp.exports.docx_table import build_table, note_lines
from quizapp.exports.docx_xml import BODY, HEAD, TITLE, borders, element, field, lines, paragraph, run, watermark
from quizapp.exports.metrics import share_out, text_width
from quizapp.exports.qr import qr_png
from quizapp.exports.result import Written
from quizapp.kit.later import later

if TYPE_CHECKING:
    import docx
    from docx import shared
    from docx.enum import section as sections
else:
    docx = later("docx")
    shared = later("docx.shared")
    sections = later("docx.enum.section")

_SIZES = {Page.A4_PORTRAIT: (210, 297), Page.A4_LANDSCAPE: (297, 210)}
_SIDE_MM, _TOP_MM, _BOTTOM_MM = 20, 22, 20
_SIZE, _TABLE_SIZE, _NOTE_SIZE = 12, 10.5, 9


def write_docx(document: Document, stream: BinaryIO) -> Written:
    """A Word file that Word and WPS open for editing and printing."""
    file = docx.Document()
    set_up(file, document)
    body = file.element.body
    for node in _front(document):
        _append(body, node)
    for block in document.blocks:
        if isinstance(block, Image | Qr):
            _append_picture(file, block)
            continue
        for node in _block(block, document):
            _append(body, node)
    save_docx(file, stream)
    return Written(format="docx")


def _append(body: Any, node: Any) -> None:
    body.insert(len(body) - 1, node)  # the section's properties stay last


def set_up(file: Any, document: Document) -> None:
    """Page, margins, fonts, footer and properties of a new Word file."""
    section = file.sections[0]
    width, height = _SIZES[document.page]
    section.page_width, section.page_height = shared.Mm(width), shared.Mm(height)
    if width > height:
        section.orientation = sections.WD_ORIENT.LANDSCAPE
    section.left_margin = section.right_margin = shared.Mm(_SIDE_MM)
    section.top_margin, section.bottom_margin = shared.Mm(_TOP_MM), shared.Mm(_BOTTOM_MM)
    section.footer_distance = shared.Mm(10)
    fonts = file.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(docx.oxml.ns.qn(f"w:{name}"), BODY if name == "eastAsia" else "Times New Roman")
    _write_footer(section.footer, document)
    if document.watermark:
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0]._p.append(watermark(clean(document.watermark)))
    properties = file.core_properties
    properties.title, properties.author = clean(document.title)[:255], clean(document.author)[:255]
    properties.created = properties.modified = file_date(document)
    properties.language, properties.comments = document.language, ""


def _write_footer(footer: Any, document: Document) -> None:
    footer.is_linked_to_previous = False
    root = footer._element  # python-docx has no public way to add ready-made XML
    for old in list(root):
        root.remove(old)
    if document.footer_note:
        root.extend(lines(clean(document.footer_note), size=_NOTE_SIZE, align=Align.CENTER))
    before, middle, after = _page_words(document.wording)
    plain = partial(run, size=_NOTE_SIZE + 1)
    page, pages = field("PAGE", size=_NOTE_SIZE + 1), field("NUMPAGES", size=_NOTE_SIZE + 1)
    root.append(paragraph(plain(before), *page, plain(middle), *pages, plain(after), align=Align.CENTER))


def _page_words(wording: Wording) -> tuple[str, str, str]:
    """What stands before, between and after the two page numbers."""
    before, _, rest = (wording.page % {"page": "\0", "pages": "\1"}).partition("\0")
    middle, _, after = rest.partition("\1")
    return before, middle, after


def _front(document: Document) -> Iterator[Any]:
    if document.annex:
        yield from lines(clean(document.annex), font=HEAD, size=16, after=4)
    title = clean(document.title)
    fitting = _text_width(document) / 25.4 * 72 / max(text_width(title), 1) * 2
    size = max(min(22, int(fitting * 2) / 2), 16)
    yield from lines(title, font=TITLE, size=size, bold=True, align=Align.CENTER, before=4, after=6)
    for text in (document.subtitle, *document.meta):
        if text:
            yield from lines(clean(text), size=_TABLE_SIZE, align=Align.CENTER, after=2)


def _block(block: Block, document: Document) -> Iterator[Any]:
    wording = document.wording
    match block:
        case Heading():
            size = 15 if block.level == 1 else 13
            yield from lines(clean(block.text), font=HEAD, size=size, align=block.align, before=8, after=4, keep=True)
        case Paragraph():
            text = clean(words(block.value, wording))
            yield from lines(text, size=_SIZE, bold=block.bold, align=block.align, after=4)
        case KeyValues():
            yield _key_values(block, document)
            yield _parting()
        case Table():
            if block.caption:
                yield from lines(clean(block.caption), font=HEAD, size=_SIZE, before=6, after=3, keep=True)
            yield build_table(block, _text_width(document), wording, size=_TABLE_SIZE)
            yield from note_lines(block, wording, _NOTE_SIZE)
            yield _parting()
        case SignatureBlock():
            yield from _signature(block, document)
        case PageBreak():
            yield element("w:p", element("w:r", element("w:br", type="page")))
        case Image() | Qr():
            return


def _parting() -> Any:
    """A line of no height: Word makes one table of two that touch."""
    return paragraph(run("", size=1), line=2)


def _text_width(document: Document) -> float:
    return _SIZES[document.page][0] - 2 * _SIDE_MM


def _key_values(block: KeyValues, document: Document) -> Any:
    """A table without lines: the pairs share one line and never run into each other."""
    texts = ["".join(pair_words(pair, document.wording)) for pair in block.pairs]
    letters = [text_width(text) + (4 if pair.value else 12) for text, pair in zip(texts, block.pairs, strict=True)]
    width = _text_width(document)
    size = max(min(_TABLE_SIZE, int(width / 25.4 * 72 / sum(letters) * 4) / 2), _NOTE_SIZE)
    needed = [count * size / 2 / 72 * 25.4 for count in letters]
    node = _bare_table(share_out(width, needed, [pair.share for pair in block.pairs]))
    row = element("w:tr", element("w:trPr", element("w:cantSplit")))
    for text in texts:
        row.append(_bare_cell(lines(text, size=size, after=2)))
    node.append(row)
    return node


def _signature(block: SignatureBlock, document: Document) -> Iterator[Any]:
    signing = [node for line in block.lines for node in lines(clean(line), size=_SIZE, before=10, after=2)]
    yield paragraph(run("", size=4))
    if not block.seal:
        yield from signing
        return
    node = _bare_table([_text_width(document) - 50, 50])
    seal = lines(clean(block.seal), size=_SIZE, align=Align.CENTER)
    height = element("w:trHeight", val=2400, hRule="atLeast")
    cells = _bare_cell(signing), _bare_cell(seal, boxed=True)
    node.append(element("w:tr", element("w:trPr", element("w:cantSplit"), height), *cells))
    yield node
    yield paragraph(run("", size=4))


def _bare_table(widths_mm: list[float]) -> Any:
    columns = [round(shared.Mm(width).twips) for width in widths_mm]
    properties = element("w:tblPr", element("w:tblW", w=sum(columns), type="dxa"), element("w:jc", val="center"))
    properties.extend(
        (element("w:tblLayout", type="fixed"), element("w:tblCellMar", element("w:left", w=0, type="dxa")))
    )
    return element("w:tbl", properties, element("w:tblGrid", *(element("w:gridCol", w=width) for width in columns)))


def _bare_cell(content: list[Any], *, boxed: bool = False) -> Any:
    properties = element("w:tcPr")
    if boxed:
        properties.append(borders("w:tcBorders"))
    properties.append(element("w:vAlign", val="bottom"))
    return element("w:tc", properties, *content)


def _append_picture(file: Any, block: Image | Qr) -> None:
    png, width = (block.png, block.width_mm) if isinstance(block, Image) else (qr_png(block.text), block.size_mm)
    file.add_picture(io.BytesIO(png), width=shared.Mm(width))
    description = block.alt if isinstance(block, Image) else block.caption or block.text
    file.inline_shapes[-1]._inline.docPr.set("descr", clean(description))
    if block.caption:
        file.element.body.insert(len(file.element.body) - 1, lines(clean(block.caption), size=_NOTE_SIZE)[0])
