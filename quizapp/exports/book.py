"""Several documents in one file: a sheet each in xlsx, one after the other on paper with pages numbered through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from quizapp.errors import Invalid
from quizapp.exports.document import Align, Block, Document, Heading, PageBreak, Paragraph
from quizapp.exports.docx import write_docx
from quizapp.exports.pdf import write_pdf
from quizapp.exports.result import Written
from quizapp.exports.xlsx import write_xlsx_book
from quizapp.kit.i18n import N_

BOOK_FORMATS = ("xlsx", "docx", "pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A document of the book and its short name (the sheet's tab)."""

    name: str
    document: Document


def write_book(chapters: Sequence[Chapter], stream: BinaryIO, fmt: str) -> Written:
    """All ``chapters`` as one of `BOOK_FORMATS`; the first one's page, footer and language hold for the whole book."""
    if fmt == "xlsx":
        return write_xlsx_book([(chapter.name, chapter.document) for chapter in chapters], stream)
    if fmt == "docx":
        return write_docx(bind(chapters), stream)
    if fmt == "pdf":
        return write_pdf(bind(chapters), stream)
    raise Invalid(N_("没有“%(format)s”这种导出格式，可用：%(known)s"), format=fmt, known="、".join(BOOK_FORMATS))


def bind(chapters: Sequence[Chapter]) -> Document:
    """The chapters as one document, each on a new page."""
    first = chapters[0].document
    blocks: list[Block] = list(first.blocks)
    for chapter in chapters[1:]:
        blocks += [PageBreak(), *_front(chapter.document), *chapter.document.blocks]
    return replace(first, blocks=tuple(blocks), data=None)


def _front(document: Document) -> list[Block]:
    found: list[Block] = [Paragraph(value=document.annex, bold=True)] if document.annex else []
    found.append(Heading(text=document.title, align=Align.CENTER))
    lines = [line for line in (document.subtitle, *document.meta) if line]
    return [*found, *(Paragraph(value=line, align=Align.CENTER) for line in lines)]
