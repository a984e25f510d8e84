"""What stands behind the words of a certificate: frames, a rosette, a shield, drawn from numbers alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from quizapp.exports.paper import INK, MM, PAPER, TEAL, Paper
from quizapp.exports.svg_path import lines_of
from quizapp.kit.later import later

if TYPE_CHECKING:
    from reportlab.lib import colors
    from reportlab.pdfgen.canvas import Canvas
else:
    colors = later("reportlab.lib.colors")

Point = tuple[float, float]

_RED, _GOLD, _PALE_GOLD, _CREAM = "#9c2a22", "#b8893a", "#f5ead2", "#fffdf7"
_MIST, _PALE_TEAL, _ORANGE = "#eaf4f3", "#cfe3e2", "#d9822b"
#: In steps from the corner: the sides, the square's other two sides, the line inside.
_MEANDER: tuple[tuple[Point, ...], ...] = (
    ((0, 6.4), (0, 0), (6.4, 0)),
    ((0, 4.2), (4.2, 4.2), (4.2, 0)),
    ((3.1, 1.1), (1.1, 1.1), (1.1, 3.1), (3.1, 3.1), (3.1, 2.1), (2.1, 2.1)),
)
_SHIELD = "M100 12c27 18 50 25 78 26v58c0 46-31 74-78 92-47-18-78-46-78-92V38c28-1 51-8 78-26z"


class CertificateDesign(StrEnum):
    """The built-in designs."""

    #: Red frame and golden lines, as honours are framed.
    CLASSIC = "classic"
    #: A thin blue-green frame around white paper: little ink.
    PLAIN = "plain"
    #: Fields of colour in two corners and a shield.
    MODERN = "modern"


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignLook:
    """Colours of the words, and what is drawn behind them."""

    title: str
    name: str
    rule: str
    draw: Callable[[Paper], None]


def look_of(design: CertificateDesign) -> DesignLook:
    """How the design looks."""
    return _LOOKS[design]


def _classic(paper: Paper) -> None:
    width, height = paper.width, paper.height
    paper.box(0, 0, width, height, fill=_CREAM, stroke="")
    _rosette(paper, width / 2, height / 2, min(width, height) * 0.36, _PALE_GOLD)
    _frame(paper, 8 * MM, _RED, 2.4 * MM)
    _frame(paper, 11.4 * MM, _GOLD, 0.6)
    _frame(paper, 15 * MM, _GOLD, 1.2)
    for corner in _corners(paper, 11.4 * MM):
        _fret(paper, *corner, 3.6 * MM, _RED)


def _plain(paper: Paper) -> None:
    _rosette(paper, paper.width / 2, paper.height / 2, min(paper.width, paper.height) * 0.34, _MIST)
    _frame(paper, 9 * MM, TEAL, 1.1 * MM)
    _frame(paper, 12 * MM, TEAL, 0.5)
    for x, y, right, down in _corners(paper, 12 * MM):
        size = 11 * MM
        _shape(paper, [(x, y), (x + right * size, y), (x, y + down * size)], fill=TEAL)
        inner = [(x, y + down * size * 1.35), (x + right * size * 1.35, y)]
        _shape(paper, inner, stroke=TEAL, thickness=0.8, closed=False)


def _modern(paper: Paper) -> None:
    width, height = paper.width, paper.height
    wide, tall = width * 0.36, height * 0.36
    for left, top, right, down in ((0.0, 0.0, 1, 1), (width, height, -1, -1)):
        for share, color in ((1.0, _PALE_TEAL), (0.82, _ORANGE), (0.79, TEAL)):
            reach = [(left, top), (left + right * wide * share, top), (left, top + down * tall * share)]
            _shape(paper, reach, fill=color)
    inner = (13 * MM, 13 * MM, width - 26 * MM, height - 26 * MM)
    paper.box(*inner, fill=PAPER, stroke=_PALE_TEAL, thickness=0.8, radius=3 * MM)
    _emblem(paper, width / 2, height / 2, min(width, height) * 0.62)


_LOOKS = {
    CertificateDesign.CLASSIC: DesignLook(title=_RED, name=INK, rule=_GOLD, draw=_classic),
    CertificateDesign.PLAIN: DesignLook(title=TEAL, name=INK, rule=TEAL, draw=_plain),
    CertificateDesign.MODERN: DesignLook(title=TEAL, name=INK, rule=_ORANGE, draw=_modern),
}


def _frame(paper: Paper, inset: float, color: str, thickness: float) -> None:
    paper.box(
        inset, inset, paper.width - 2 * inset, paper.height - 2 * inset, stroke=color, thickness=thickness
    )  # fmt: skip


def _corners(paper: Paper, inset: float) -> Iterable[tuple[float, float, int, int]]:
    """(x, y, right, down) of each corner, with the direction of the page's middle."""
    left, top, right, bottom = inset, inset, paper.width - inset, paper.height - inset
    return ((left, top, 1, 1), (right, top, -1, 1), (left, bottom, 1, -1), (right, bottom, -1, -1))


def _fret(paper: Paper, x: float, y: float, right: int, down: int, step: float, color: str) -> None:
    """A corner of the meander that borders old bronze: a square with a line that winds into it."""
    side = 4.2 * step
    paper.box(min(x, x + right * side), min(y, y + down * side), side, side, fill=_CREAM, stroke="")
    for path in _MEANDER:
        points = [(x + right * across * step, y + down * along * step) for across, along in path]
        _shape(paper, points, stroke=color, thickness=step * 0.26, closed=False)


def _rosette(paper: Paper, x: float, y: float, radius: float, color: str) -> None:
    """The fine curves of a banknote: rings of waves that run through each other."""
    for ring in range(9):
        mean, wave, phase = radius * (0.34 + 0.075 * ring), radius * 0.085, ring * math.pi / 7
        for side in (1, -1):
            points = [
                _polar(x, y, mean + wave * math.sin(18 * angle * side + phase), angle)
                for angle in (math.tau * step / 360 for step in range(361))
            ]
            _shape(paper, points, stroke=color, thickness=0.55, closed=False)


def _polar(x: float, y: float, distance: float, angle: float) -> Point:
    return x + distance * math.cos(angle), y + distance * math.sin(angle)


def _emblem(paper: Paper, x: float, y: float, size: float) -> None:
    """Three shields in each other and a tick, pale enough to write upon."""
    (outline,) = lines_of("path", {"d": _SHIELD})
    for share in (1.0, 0.8, 0.6):
        scale = size / 200 * share
        points = [(x + (across - 100) * scale, y + (along - 100) * scale) for across, along in outline]
        _shape(paper, points, stroke=_MIST, thickness=2.2, closed=True)
    tick = [(x + across * size / 200, y + along * size / 200) for across, along in ((-24, 0), (-6, 18), (28, -18))]
    _shape(paper, tick, stroke=_MIST, thickness=8, closed=False)


def _shape(
    paper: Paper, points: list[Point], *, fill: str = "", stroke: str = "", thickness: float = 0.5, closed: bool = True
) -> None:
    def draw(canvas: Canvas, page: float) -> None:
        canvas.setDash([])
        canvas.setLineWidth(thickness)
        if stroke:
            canvas.setStrokeColor(colors.HexColor(stroke))
        if fill:
            canvas.setFillColor(colors.HexColor(fill))
        path = canvas.beginPath()
        path.moveTo(points[0][0], page - points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, page - y)
        if closed:
            path.close()
        canvas.drawPath(path, stroke=int(bool(stroke)), fill=int(bool(fill)))

    paper.mark(draw)
