"""A line chart as a PNG for documents: steps over time with ticks, names and a key. Told apart without colour too."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.exports.document import Align
from quizapp.exports.paper import QUIET, Look, Paper
from quizapp.exports.picture import paint_png
from quizapp.kit.later import later

if TYPE_CHECKING:
    from reportlab.lib import colors
    from reportlab.pdfgen.canvas import Canvas
else:
    colors = later("reportlab.lib.colors")

_WIDTH, _LEFT, _TOP, _RIGHT, _PLOT = 480.0, 44.0, 10.0, 14.0, 190.0
_KEY_LINE, _PIXELS = 16.0, 1440
_LOOKS = (
    ("#0b5563", 2.4, ()), ("#b4540a", 1.5, (6, 3)), ("#3b5bdb", 1.5, (2, 2)), ("#2b8a3e", 1.5, (10, 3)),
    ("#862e9c", 1.5, (4, 4)), ("#495057", 1.5, (1, 3)), ("#c2255c", 1.5, (8, 2)),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLine:
    """One line. ``points`` are (x, y), both from 0 to 1, x rising."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """Lines on one grid; the first line is the main one. Ticks are (place from 0 to 1, text)."""

    lines: Sequence[ChartLine]
    x_ticks: Sequence[tuple[float, str]]
    y_ticks: Sequence[tuple[float, str]]


def line_chart_png(chart: LineChart) -> bytes:
    """The chart on white, 3 to 2 or so; the key stands below."""
    rows = -(-len(chart.lines) // 3)
    height = _TOP + _PLOT + 22 + rows * _KEY_LINE + 6
    paper = Paper(_WIDTH, height, 0, 0)
    _grid(paper, chart)
    for number, line in enumerate(chart.lines):
        placed = [(_LEFT + x * _inner(), _TOP + (1 - y) * _PLOT) for x, y in line.points]
        _line(paper, placed, number)
    _key(paper, chart.lines)
    stream = io.BytesIO()
    paint_png(paper.pages[0], (_WIDTH, height), stream, width=_PIXELS)
    return stream.getvalue()


def _inner() -> float:
    return _WIDTH - _LEFT - _RIGHT


def _grid(paper: Paper, chart: LineChart) -> None:
    small = Look(size=8.5, color=QUIET)
    for y, text in chart.y_ticks:
        at = _TOP + (1 - y) * _PLOT
        paper.rule(_LEFT, at, _inner(), color="#d0d5d9")
        paper.line(text, 0, at - small.line_height / 2, small, Align.RIGHT, _LEFT - 6)
    for x, text in chart.x_ticks:
        at = _LEFT + x * _inner()
        paper.box(at, _TOP, 0, _PLOT, stroke="#e3e7ea")
        paper.line(text, at - 30, _TOP + _PLOT + 4, small, Align.CENTER, 60)


def _line(paper: Paper, points: Sequence[tuple[float, float]], number: int) -> None:
    color, thickness, dash = _LOOKS[number % len(_LOOKS)]

    def draw(canvas: Canvas, page: float) -> None:
        canvas.setLineWidth(thickness)
        canvas.setDash(list(dash))
        canvas.setStrokeColor(colors.HexColor(color))
        path: Any = canvas.beginPath()
        path.moveTo(points[0][0], page - points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, page - y)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.setDash([])

    if points:
        paper.mark(draw)


def _key(paper: Paper, lines: Sequence[ChartLine]) -> None:
    look, column = Look(size=9), _inner() / 3
    for number, line in enumerate(lines):
        x, y = _LEFT + number % 3 * column, _TOP + _PLOT + 22 + number // 3 * _KEY_LINE
        _line(paper, [(x, y + look.line_height / 2), (x + 26, y + look.line_height / 2)], number)
        fitting = paper.lines(line.name, column - 40, look)[:1]
        paper.line(fitting[0] if fitting else "", x + 32, y, look)
