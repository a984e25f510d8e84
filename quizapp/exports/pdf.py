"""pdf with embedded Chinese fonts: what the docx says, for printing and archives."""

from __future__ import annotations

from typing import BinaryIO

from quizapp.exports.display import clean, pair_words, words
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
)
from quizapp.exports.metrics import share_out
from quizapp.exports.paper import MM, QUIET, Look, Paper
from quizapp.exports.pdf_table import lay_table
from quizapp.exports.result import Written
from quizapp.exports.typesetting import fitting_size, text_advance

_SIZES = {Page.A4_PORTRAIT: (210 * MM, 297 * MM), Page.A4_LANDSCAPE: (297 * MM, 210 * MM)}
_MARGIN, _FOOTER = 18 * MM, 18 * MM
_TABLE_SIZE = 9.5
_SMALL, _NOTE = Look(size=9.5, color=QUIET), Look(size=8.5, color=QUIET)
_GAP = 5.0
_BLANK = 6.0  # ems of room to write a value by hand


def write_pdf(document: Document, stream: BinaryIO) -> Written:
    """A PDF; the result names the pages and the characters that no font has."""
    width, height = _SIZES[document.page]
    paper = Paper(width, height, _MARGIN, _FOOTER, watermark=clean(document.watermark))
    _front(paper, document)
    for block in document.blocks:
        _lay(paper, block, document)
    number_pages(paper, document)
    paper.save(stream, title=clean(document.title), author=clean(document.author), language=document.language)
    return Written(format="pdf", pages=len(paper.pages), missing=tuple(sorted(paper.missing)))


def number_pages(paper: Paper, document: Document) -> None:
    """The footer of every page: the note, then page and pages."""
    marks = paper.pages
    for number, page in enumerate(marks, 1):
        paper.pages = [page]
        y = paper.height - _FOOTER + 3 * MM
        text = document.wording.page % {"page": number, "pages": len(marks)}
        if document.footer_note:
            paper.line(_one_line(paper, document.footer_note), paper.margin, y, _NOTE, Align.CENTER, paper.inner_width)
        paper.line(text, paper.margin, y + 13, _NOTE, Align.CENTER, paper.inner_width)
    paper.pages = marks


def _one_line(paper: Paper, text: str) -> str:
    return paper.lines(clean(text).replace("\n", " "), paper.inner_width, _NOTE)[0]


def _front(paper: Paper, document: Document) -> None:
    if document.annex:
        _write(paper, document.annex, Look(size=12, bold=True))
    title = clean(document.title)
    look = Look(size=fitting_size(paper.shown(title), paper.inner_width, 18, 14), bold=True)
    paper.y += paper.text(title, paper.margin, paper.y, paper.inner_width, look, Align.CENTER)
    for text in (document.subtitle, *document.meta):
        if text:
            _write(paper, text, _SMALL, Align.CENTER)
    paper.y += _GAP


def _write(paper: Paper, text: str, look: Look, align: Align = Align.LEFT) -> None:
    """Lines across the page, going on to the next page where needed."""
    for line in paper.lines(clean(text), paper.inner_width, look):
        paper.need(look.line_height)
        paper.line(line, paper.margin, paper.y, look, align, paper.inner_width)
        paper.y += look.line_height


def _lay(paper: Paper, block: Block, document: Document) -> None:
    match block:
        case Heading():
            look = Look(size=14 if block.level == 1 else 12, bold=True)
            paper.need(look.line_height * 3)  # a heading does not stand alone at the foot
            paper.y += _GAP
            _write(paper, block.text, look, block.align)
        case Paragraph():
            look = Look(size=10.5, bold=block.bold)
            _write(paper, words(block.value, document.wording), look, block.align)
        case KeyValues():
            _lay_pairs(paper, block, document)
        case Table():
            _lay_table(paper, block, document)
        case SignatureBlock():
            _lay_signature(paper, block)
        case Image():
            pixels = int.from_bytes(block.png[16:20]), int.from_bytes(block.png[20:24])
            width = min(block.width_mm * MM, paper.inner_width)
            height = width * pixels[1] / pixels[0]
            paper.need(height + 20)
            paper.image(block.png, paper.margin, paper.y, width, height)
            _caption(paper, block.caption, height)
        case Qr():
            paper.need(block.size_mm * MM + 20)
            paper.qr(block.text, paper.margin, paper.y, block.size_mm * MM)
            _caption(paper, block.caption, block.size_mm * MM)
        case PageBreak():
            paper.new_page()


def _caption(paper: Paper, caption: str, height: float) -> None:
    paper.y += height + 2
    if caption:
        _write(paper, caption, _SMALL)
    paper.y += _GAP


def _lay_pairs(paper: Paper, block: KeyValues, document: Document) -> None:
    texts = ["".join(pair_words(pair, document.wording)) for pair in block.pairs]
    blanks = [0 if pair.value else _BLANK for pair in block.pairs]
    natural = [text_advance(paper.shown(text), 1) + blank for text, blank in zip(texts, blanks, strict=True)]
    gaps = len(texts) * 1.0  # an em between two pairs
    look = Look(size=max(min(10.5, paper.inner_width / (sum(natural) + gaps)), 8.5))
    needed = [(width + 1.0) * look.size for width in natural]
    widths = share_out(paper.inner_width, needed, [pair.share for pair in block.pairs])
    paper.need(look.line_height * 2)
    x, tallest = paper.margin, 0.0
    for text, width in zip(texts, widths, strict=True):
        tallest = max(tallest, paper.text(text, x, paper.y, width - look.size * 0.5, look))
        x += width
    paper.y += tallest + 3


def _lay_table(paper: Paper, table: Table, document: Document) -> None:
    if table.caption:
        paper.need(60)
        _write(paper, table.caption, Look(size=11, bold=True))
        paper.y += 2
    lay_table(paper, table, document.wording, size=_TABLE_SIZE)
    paper.y += 4
    notes = [cell.note for row in table.rows for cell in row if cell.note]
    wording = document.wording
    for number, note in enumerate(notes, 1):
        _write(paper, f"{wording.note}{number}{wording.colon}{note}", _NOTE)
    paper.y += _GAP


def _lay_signature(paper: Paper, block: SignatureBlock) -> None:
    look, step, box = Look(size=11), 24.0, 38 * MM
    height = max(len(block.lines) * step, box if block.seal else 0) + _GAP
    paper.need(height)
    for number, line in enumerate(block.lines):
        paper.line(clean(line), paper.margin, paper.y + _GAP + number * step, look)
    if block.seal:
        lay_seal(paper, paper.width - paper.margin - box, paper.y + _GAP, box, block.seal)
    paper.y += height


def lay_seal(paper: Paper, x: float, y: float, size: float, words_: str) -> None:
    """A dashed square for the stamp, its name at the bottom."""
    paper.box(x, y, size, size, stroke=QUIET, dashed=True, radius=2)
    text = clean(words_)
    look = Look(size=fitting_size(paper.shown(text), size - 8, 10, 6), color=QUIET)
    paper.line(text, x, y + size - 18, look, Align.CENTER, size)
