"""Pages as lists of marks: everything is placed first and drawn when the number of pages is known.

Positions are points from the top left corner, downwards, as people read.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from quizapp.exports.document import Align
from quizapp.exports.fonts import drawable, runs
from quizapp.exports.qr import QUIET_ZONE, dark_runs, qr_matrix
from quizapp.exports.typesetting import balanced_lines, break_lines, text_advance
from quizapp.kit.later import later

if TYPE_CHECKING:
    from reportlab.lib import colors, utils
    from reportlab.pdfgen import canvas as canvases
    from reportlab.pdfgen.canvas import Canvas
else:
    utils = later("reportlab.lib.utils")
    colors = later("reportlab.lib.colors")
    canvases = later("reportlab.pdfgen.canvas")

MM = 72 / 25.4
INK, QUIET, TEAL, PAPER, WARN = "#1a1a1a", "#5b6770", "#0b6e6e", "#ffffff", "#8a3b00"
_FAINT, _TILT = "#e3e9ec", 28  # pale enough to read a table over it, and to sign on it
_BOLD_STROKE = 0.028  # of the size: one weight is shipped, headings are stroked
_SHIFT = {Align.LEFT: 0.0, Align.CENTER: 0.5, Align.RIGHT: 1.0}

#: Draws itself on a canvas whose page is so many points high.
Mark = Callable[["Canvas", float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a text is set; ``leading`` is the distance of lines as a part of the size."""

    size: float = 10.5
    bold: bool = False
    color: str = INK
    leading: float = 1.45

    @property
    def line_height(self) -> float:
        return self.size * self.leading


@dataclass(slots=True)
class Paper:
    """Pages of one size that are being filled from top to bottom; ``y`` is where the next block starts."""

    width: float
    height: float
    margin: float
    bottom: float  # kept free for the footer
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    missing: set[str] = field(default_factory=set)
    y: float = 0
    #: A word across every page, pale and under everything else; empty = none.
    watermark: str = ""

    def __post_init__(self) -> None:
        self.y = self.margin

    @property
    def inner_width(self) -> float:
        return self.width - 2 * self.margin

    @property
    def room(self) -> float:
        """Points left on this page."""
        return self.height - self.bottom - self.y

    @property
    def page_room(self) -> float:
        """Points that an empty page offers."""
        return self.height - self.bottom - self.margin

    def new_page(self) -> None:
        self.pages.append([])
        self.y = self.margin

    def need(self, points: float) -> None:
        """Go to a new page unless ``points`` fit here or the page is still empty."""
        if points > self.room and self.y > self.margin:
            self.new_page()

    def shown(self, text: str) -> str:
        """The text as the fonts can draw it; what they lack is remembered in ``missing``."""
        known, missing = drawable(text)
        self.missing |= missing
        return known

    def lines(self, text: str, width: float, look: Look) -> list[str]:
        """``text`` broken to ``width`` points."""
        return break_lines(self.shown(text), width, look.size)

    def title_lines(self, text: str, width: float, look: Look) -> list[str]:
        """As `lines`, but about equally long."""
        return balanced_lines(self.shown(text), width, look.size)

    def line(self, text: str, x: float, y: float, look: Look, align: Align = Align.LEFT, width: float = 0) -> None:
        """One line whose top is at ``y``, within ``width`` points from ``x``."""
        known = self.shown(text)
        start = x + (width - text_advance(known, look.size)) * _SHIFT[align]
        baseline = y + (look.line_height - look.size) / 2 + look.size * 0.86
        self.mark(lambda canvas, height: _draw_text(canvas, start, height - baseline, known, look))

    def underline(
        self, text: str, spans: Sequence[tuple[int, int]], x: float, y: float, look: Look, align: Align, width: float
    ) -> None:
        """Lines under parts of what `line` draws with the same arguments; ``text`` is drawable already."""
        start = x + (width - text_advance(text, look.size)) * _SHIFT[align]
        below = y + (look.line_height - look.size) / 2 + look.size * 1.02
        for first, end in spans:
            left = text_advance(text[:first], look.size)
            self.rule(start + left, below, text_advance(text[first:end], look.size), thickness=0.6)

    def text(self, text: str, x: float, y: float, width: float, look: Look, align: Align = Align.LEFT) -> float:
        """Broken text from ``y`` down, balanced when centred; the height that it took."""
        broken = self.title_lines(text, width, look) if align is Align.CENTER else self.lines(text, width, look)
        for number, line in enumerate(broken):
            self.line(line, x, y + number * look.line_height, look, align, width)
        return len(broken) * look.line_height

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str = "", stroke: str = INK,
        thickness: float = 0.5, radius: float = 0, dashed: bool = False,
    ) -> None:  # fmt: skip
        """A rectangle; an empty ``fill`` or ``stroke`` leaves it out."""

        def draw(canvas: Canvas, page: float) -> None:
            canvas.setLineWidth(thickness)
            canvas.setDash([3, 2] if dashed else [])
            if stroke:
                canvas.setStrokeColor(colors.HexColor(stroke))
            if fill:
                canvas.setFillColor(colors.HexColor(fill))
            place = (x, page - y - height, width, height)
            canvas.roundRect(*place, radius, stroke=int(bool(stroke)), fill=int(bool(fill)))

        self.mark(draw)

    def stroke(self, points: Sequence[tuple[float, float]], thickness: float) -> None:
        """A line through points, round at its ends; a single point is a dot."""

        def draw(canvas: Canvas, page: float) -> None:
            canvas.setLineWidth(thickness)
            canvas.setDash([])
            canvas.setLineCap(1)
            canvas.setStrokeColor(colors.HexColor(INK))
            path = canvas.beginPath()
            path.moveTo(points[0][0], page - points[0][1])
            for x, y in points[1:] or points:
                path.lineTo(x, page - y)
            canvas.drawPath(path, stroke=1, fill=0)
            canvas.setLineCap(0)

        self.mark(draw)

    def rule(self, x: float, y: float, width: float, *, color: str = INK, thickness: float = 0.5) -> None:
        """A horizontal line."""

        def draw(canvas: Canvas, page: float) -> None:
            canvas.setDash([])
            canvas.setLineWidth(thickness)
            canvas.setStrokeColor(colors.HexColor(color))
            canvas.line(x, page - y, x + width, page - y)

        self.mark(draw)

    def qr(self, text: str, x: float, y: float, size: float, *, quiet: bool = True) -> None:
        """A code with its quiet zone inside ``size``; without, when white paper surrounds it anyway."""
        matrix, zone = qr_matrix(text), QUIET_ZONE if quiet else 0
        module = size / (len(matrix) + 2 * zone)

        def draw(canvas: Canvas, page: float) -> None:
            path = canvas.beginPath()
            for column, row, length in dark_runs(matrix):
                left, top = x + (column + zone) * module, y + (row + zone) * module
                # A hair taller than a module, else screens show white seams between the rows.
                path.rect(left, page - top - module, length * module, module * 1.02)
            canvas.setFillColor(colors.HexColor("#000000"))
            canvas.drawPath(path, stroke=0, fill=1)

        self.mark(draw)

    def image(self, png: bytes, x: float, y: float, width: float, height: float) -> None:
        picture = utils.ImageReader(io.BytesIO(png))

        def draw(canvas: Canvas, page: float) -> None:
            canvas.drawImage(picture, x, page - y - height, width, height, mask="auto")

        self.mark(draw)

    def mark(self, mark: Mark) -> None:
        self.pages[-1].append(mark)

    def save(self, stream: BinaryIO, *, title: str, author: str, language: str) -> None:
        """Draw all pages into one PDF, without a date: equal content gives equal bytes."""
        canvas = canvases.Canvas(
            stream, pagesize=(self.width, self.height), invariant=1, lang=language, pageCompression=1
        )
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setCreator("quizapp")
        canvas.setViewerPreference("DisplayDocTitle", "true")
        for marks in self.pages:
            if self.watermark:
                _draw_watermark(canvas, self.width, self.height, self.shown(self.watermark))
            for mark in marks:
                mark(canvas, self.height)
            canvas.showPage()
        canvas.save()


def _draw_watermark(canvas: Canvas, width: float, height: float, word: str) -> None:
    """The word in staggered rows, tilted: whatever part of the page is copied has it."""
    look = Look(size=width / 11, bold=True, color=_FAINT)
    step = text_advance(word, look.size) + 1.6 * look.size
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(_TILT)
    reach = max(width, height) * 0.75
    rows = int(reach / (2.6 * look.size))
    for row in range(-rows, rows + 1):
        x = -reach - (step / 2 if row % 2 else 0)
        while x < reach:
            _draw_text(canvas, x, row * 2.6 * look.size, word, look)
            x += step
    canvas.restoreState()


def _draw_text(canvas: Canvas, x: float, y: float, text: str, look: Look) -> None:
    writer = canvas.beginText(x, y)
    writer.setFillColor(colors.HexColor(look.color))
    if look.bold:
        canvas.setLineWidth(look.size * _BOLD_STROKE)
        canvas.setDash([])
        writer.setStrokeColor(colors.HexColor(look.color))
        writer.setTextRenderMode(2)
    for name, part in runs(text):
        writer.setFont(name, look.size)
        writer.textOut(part)
    if look.bold:
        writer.setTextRenderMode(0)
    canvas.drawText(writer)
