"""A PDF of any number of pages that leaves memory page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from quizapp.exports.paper import Mark
from quizapp.kit.later import later

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from quizapp.exports import pdf_stream
else:
    pdf_stream = later("quizapp.exports.pdf_stream")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedPage:
    """A page of ``size`` points: ``marks`` over what ``draw_backdrop`` gives, which is stored once for each ``backdrop``."""

    size: tuple[float, float]
    marks: list[Mark]
    backdrop: str
    draw_backdrop: Callable[[], list[Mark]]


def write_pages(pages: Iterable[BackedPage], stream: BinaryIO, *, title: str, author: str, language: str) -> int:
    """How many pages were written. Equal pages give equal bytes.

    ``pages`` is read as it comes; of a page that is written only its place in the file is kept.
    """
    canvas = pdf_stream.PlainCanvas(stream, invariant=1, lang=language, pageCompression=1)
    canvas._doc = document = pdf_stream.Streamed(stream, lang=language, compression=1, invariant=1)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator("quizapp")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    count = 0
    for page in pages:
        _draw(canvas, page)
        document.write_page()
        count += 1
    canvas.save()
    return count


def _draw(canvas: Canvas, page: BackedPage) -> None:
    canvas.setPageSize(page.size)
    if not canvas.hasForm(page.backdrop):
        canvas.beginForm(page.backdrop, 0, 0, *page.size)
        for mark in page.draw_backdrop():
            mark(canvas, page.size[1])
        canvas.endForm()
    canvas.doForm(page.backdrop)
    for mark in page.marks:
        mark(canvas, page.size[1])
    canvas.showPage()
