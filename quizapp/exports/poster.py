"""Posters for walls and doors: what it is, one large code, a way in for those who cannot scan, three steps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from quizapp.exports.display import clean
from quizapp.exports.document import Align
from quizapp.exports.paper import INK, MM, PAPER, QUIET, TEAL, Look, Paper
from quizapp.exports.result import Written
from quizapp.exports.typesetting import fitting_size

_TINT, _EDGE = "#e4f1f0", "#c3dcdb"
_SOFT_WHITE = "#d5ebea"


class PosterSize(StrEnum):
    A4 = "A4"
    A3 = "A3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of the steps: a few words, and a line that explains them."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """All texts of one poster, in the reader's language. Three steps fit best.

    ``url`` is what the code holds; ``shown_url`` is what people type (default: ``url`` without its scheme).
    """

    title: str
    headline: str  # what scanning does: 扫码参加安全知识竞赛
    url: str
    steps: tuple[Step, ...]
    host: str
    theme: str = ""
    shown_url: str = ""
    url_label: str = "不方便扫码？用手机浏览器打开"
    code: str = ""
    code_label: str = "活动码"
    footer: str = ""
    size: PosterSize = PosterSize.A4
    watermark: str = ""  # a word across the page: 演练
    language: str = "zh-CN"


_PAGES = {PosterSize.A4: (210 * MM, 297 * MM), PosterSize.A3: (297 * MM, 420 * MM)}


def write_poster(poster: Poster, stream: BinaryIO) -> Written:
    """A one-page PDF, full bleed at the top; printers may leave a white edge there."""
    width, height = _PAGES[poster.size]
    paper = Paper(width, height, margin=width * 0.075, bottom=0, watermark=clean(poster.watermark))
    _Drawing(paper, poster).draw()
    paper.save(stream, title=clean(poster.title), author=clean(poster.host), language=poster.language)
    return Written(format="pdf", pages=1, missing=tuple(sorted(paper.missing)))


class _Drawing:
    """Draws one poster; lengths are thousandths of the page's width, so A3 is A4 enlarged."""

    def __init__(self, paper: Paper, poster: Poster) -> None:
        self.paper, self.poster = paper, poster
        self.unit = paper.width / 1000

    def draw(self) -> None:
        self._band()
        self._headline()
        self._code()
        self._way_in()
        self._steps()
        self._footer()

    def _band(self) -> None:
        """The coloured head with title and theme, both shrunk until they fit."""
        height = 330
        self.paper.box(0, 0, self.paper.width, height * self.unit, fill=TEAL, stroke="")
        self.paper.box(0, height * self.unit, self.paper.width, 8 * self.unit, fill=_EDGE, stroke="")
        title, theme = self.poster.title, self.poster.theme
        look = self._fitted(title, 850, 84, 30, lines=2, bold=True, color=PAPER)
        rows = self.paper.title_lines(clean(title), 850 * self.unit, look)
        tall = len(rows) * look.line_height
        below = self._fitted(theme, 850, 36, 10, bold=False, color=_SOFT_WHITE)
        whole = tall + (below.line_height + 18 * self.unit if theme else 0)
        y = (height * self.unit - whole) / 2
        for row in rows:
            self._centered(row, y, look)
            y += look.line_height
        if theme:
            self._centered(clean(theme), y + 18 * self.unit, below)

    def _headline(self) -> None:
        look = self._fitted(self.poster.headline, 850, 52, 12, bold=True, color=TEAL)
        self._centered(clean(self.poster.headline), 375 * self.unit, look)

    def _code(self) -> None:
        """The code on white inside a tinted frame; the frame keeps the quiet zone free."""
        size, edge = 400, 22
        left, top = (1000 - size) / 2, 470
        frame = (left - edge, top - edge, size + 2 * edge, size + 2 * edge)
        x, y, width, height = (value * self.unit for value in frame)
        self.paper.box(x, y, width, height, fill=PAPER, stroke=TEAL, thickness=5 * self.unit, radius=22 * self.unit)
        self.paper.qr(self.poster.url, left * self.unit, top * self.unit, size * self.unit)

    def _way_in(self) -> None:
        """For those who cannot scan: the address to type and, where there is one, the short code."""
        poster = self.poster
        address = poster.shown_url or poster.url.split("://", 1)[-1].rstrip("/")
        y, unit = 915, self.unit
        self._centered(clean(poster.url_label), y * unit, Look(size=22 * unit, color=QUIET))
        if not poster.code:
            self._centered(address, (y + 36) * unit, self._fitted(address, 850, 36, 8, bold=True, color=INK))
            return
        self._centered(address, (y + 34) * unit, self._fitted(address, 850, 30, 8, bold=True, color=INK))
        text = f"{clean(poster.code_label)}  {clean(poster.code)}"
        look = self._fitted(text, 620, 44, 12, bold=True, color=TEAL)
        self.paper.box(170 * unit, (y + 88) * unit, 660 * unit, 76 * unit, fill=_TINT, stroke="", radius=16 * unit)
        self._centered(text, (y + 126) * unit - look.line_height / 2, look)

    def _steps(self) -> None:
        steps = self.poster.steps
        share = 850 / max(len(steps), 1)
        for number, step in enumerate(steps, 1):
            left = 75 + (number - 1) * share
            self._step(number, step, left, share - 20)

    def _step(self, number: int, step: Step, left: float, width: float) -> None:
        unit, top, radius = self.unit, 1120, 28
        middle = left + width / 2
        x, y, diameter = (middle - radius) * unit, top * unit, 2 * radius * unit
        self.paper.box(x, y, diameter, diameter, fill=TEAL, stroke="", radius=radius * unit)
        numeral = Look(size=32 * unit, bold=True, color=PAPER, leading=1.2)
        self.paper.line(str(number), x, y + diameter / 2 - numeral.line_height / 2, numeral, Align.CENTER, diameter)
        title = self._fitted(step.title, width, 32, 14, lines=2, bold=True, color=INK)
        y += diameter + 10 * unit
        y += self.paper.text(clean(step.title), left * unit, y, width * unit, title, Align.CENTER)
        text = self._fitted(step.text, width, 21, 10, lines=3, bold=False, color=QUIET)
        self.paper.text(clean(step.text), left * unit, y + 4 * unit, width * unit, text, Align.CENTER)

    def _footer(self) -> None:
        unit = self.unit
        self.paper.rule(75 * unit, 1330 * unit, 850 * unit, color=_EDGE, thickness=2 * unit)
        host, note = clean(self.poster.host), clean(self.poster.footer)
        self._centered(host, 1342 * unit, self._fitted(host, 850, 24, 8, bold=True, color=INK))
        self._centered(note, 1376 * unit, self._fitted(note, 850, 18, 8, bold=False, color=QUIET))

    def _centered(self, text: str, y: float, look: Look) -> None:
        self.paper.line(text, 0, y, look, Align.CENTER, self.paper.width)

    def _fitted(
        self, text: str, width: float, largest: float, smallest: float, *, lines: int = 1, bold: bool, color: str
    ) -> Look:
        shown, unit = self.paper.shown(clean(text)), self.unit
        size = fitting_size(shown, width * unit, largest * unit, smallest * unit, lines)
        return Look(size=size, bold=bold, color=color, leading=1.25)
