"""Evacuation curves as lines on a grid: numbers for a drawing, the words stand in the table beside it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quizapp.drills.board import Board
from quizapp.drills.curves import Curve
from quizapp.drills.muster import MusterZone
from quizapp.exports import ChartLine, LineChart

#: The drawing's inner area in its own units.
WIDTH, HEIGHT = 560.0, 240.0
#: Curves beside the one of the whole; more cannot be told apart.
MOST_ZONES = 6
_STEPS_S = (10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One curve. ``points`` is what an SVG polyline takes; ``style`` tells curves apart without colour."""

    name: str
    points: str
    style: int
    is_total: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Curves and the ticks of the time axis as (place, seconds)."""

    lines: Sequence[Line]
    ticks: Sequence[tuple[float, int]]


def draw_curves(board: Board) -> Drawing | None:
    """The whole and its topmost zones; None while nobody has arrived or no alarm sounded."""
    alarm, steps = board.drill.alarm_at, board.total.curve.steps
    if alarm is None or not steps or not board.total.expected:
        return None
    span = max(int((steps[-1][0] - alarm).total_seconds()), 10)
    step = next((each for each in _STEPS_S if span / each <= 6), _STEPS_S[-1])
    end = -(-span // step) * step
    shown = [zone for zone in _told_apart(board.zones) if zone.expected][:MOST_ZONES]
    lines = [_line(zone, alarm, end, style) for style, zone in enumerate(shown, 1)]
    ticks = [(round(WIDTH * at / end, 1), at) for at in range(0, end + 1, step)]
    return Drawing(lines=[*lines, _line(board.total, alarm, end, 0)], ticks=ticks)


def chart_of(drawing: Drawing, whole: str) -> LineChart:
    """The same for paper; ``whole`` names the curve of everybody, which comes first."""
    lines = sorted(drawing.lines, key=lambda line: not line.is_total)
    shares, end = (0, 25, 50, 75, 90, 100), drawing.ticks[-1][1]
    return LineChart(
        lines=[ChartLine(name=line.name or whole, points=_placed(line.points)) for line in lines],
        x_ticks=[(at / WIDTH, _clock(seconds, end)) for at, seconds in drawing.ticks],
        y_ticks=[(share / 100, f"{share}%") for share in shares],
    )


def _placed(points: str) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in points.split())
    return [(float(x) / WIDTH, 1 - float(y) / HEIGHT) for x, y in pairs]


def _clock(seconds: int, end: int) -> str:
    if end >= 3600:
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{seconds // 60}:{seconds % 60:02d}"


def _told_apart(zones: Sequence[MusterZone]) -> Sequence[MusterZone]:
    """The topmost level that has several zones: a single building is drawn by its floors."""
    for depth in range(1 + max((zone.depth for zone in zones), default=0)):
        level = [zone for zone in zones if zone.depth == depth]
        if len(level) > 1:
            return level
    return []


def _line(zone: MusterZone, alarm: datetime, end: int, style: int) -> Line:
    return Line(name=zone.name, points=_points(zone.curve, alarm, end), style=style, is_total=style == 0)


def _points(curve: Curve, alarm: datetime, end: int) -> str:
    """Steps, not slopes: nobody is half out."""
    height, found = 0.0, [(0.0, 0.0)]
    for at, people in curve.steps:
        x = WIDTH * min(max((at - alarm).total_seconds(), 0.0), end) / end
        found.append((x, height))
        height = min(people / curve.expected, 1.0) if curve.expected else 0.0
        found.append((x, height))
    found.append((WIDTH, height))
    return " ".join(f"{x:.1f},{HEIGHT * (1 - share):.1f}" for x, share in found)
