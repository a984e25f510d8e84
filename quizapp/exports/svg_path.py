"""The outlines of vector shapes as lists of points: rectangles, circles, paths with curves and arcs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise

_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}

Point = tuple[float, float]


def lines_of(name: str, attributes: dict[str, str]) -> Iterator[list[Point]]:
    """The outlines of a shape as polygons and polylines, in its own units."""

    def number(key: str) -> float:
        return float(attributes.get(key, 0))

    if name == "rect":
        rx = min(number("rx"), number("width") / 2, number("height") / 2)
        yield list(_rounded(number("x"), number("y"), number("width"), number("height"), rx))
    elif name in ("circle", "ellipse"):
        rx, ry = (number("r"), number("r")) if name == "circle" else (number("rx"), number("ry"))
        yield list(_arc(number("cx"), number("cy"), rx, ry, 0, 0, 2 * math.pi))
    elif name == "path":
        yield from _path(attributes.get("d", ""))
    elif name in ("polygon", "polyline", "line"):
        values = numbers_in(attributes.get("points", "")) or [number(key) for key in ("x1", "y1", "x2", "y2")]
        points = list(zip(values[::2], values[1::2], strict=False))
        yield [*points, points[0]] if name == "polygon" else points


def _rounded(x: float, y: float, width: float, height: float, r: float) -> Iterator[Point]:
    corners = (
        (x + width - r, y + r, -90),
        (x + width - r, y + height - r, 0),
        (x + r, y + height - r, 90),
        (x + r, y + r, 180),
    )
    for cx, cy, start in corners:
        yield from _arc(cx, cy, r, r, 0, math.radians(start), math.pi / 2)
    yield (x + width - r, y)


def _arc(cx: float, cy: float, rx: float, ry: float, turn: float, start: float, sweep: float) -> Iterator[Point]:
    steps = max(2, round(abs(sweep) * 16))
    sine, cosine = math.sin(turn), math.cos(turn)
    for step in range(steps + 1):
        angle = start + sweep * step / steps
        x, y = rx * math.cos(angle), ry * math.sin(angle)
        yield (cx + x * cosine - y * sine, cy + x * sine + y * cosine)


def numbers_in(text: str) -> list[float]:
    """The numbers of an attribute."""
    return [float(token) for token in _TOKEN.findall(text) if not token.isalpha()]


def _path(text: str) -> Iterator[list[Point]]:
    tokens = _TOKEN.findall(text)
    line: list[Point] = []
    here: Point = (0.0, 0.0)
    control: Point | None = None
    place, command = 0, ""
    while place < len(tokens):
        if tokens[place].isalpha():
            command, place = tokens[place], place + 1
        count = _COUNTS[command.upper()]
        values = [float(token) for token in tokens[place : place + count]]
        place += count
        kind, points = command.upper(), _absolute(command, values, here)
        if kind == "M":
            if len(line) > 1:
                yield line
            line, command = [points[0]], "l" if command == "m" else "L"
        elif kind == "Z":
            line.append(line[0])
            yield line
            line = [line[0]]
            command = ""
        else:
            first = _mirror(control, here) if kind in ("S", "T") else None
            line += (
                _elliptic(here, points[-1], values)
                if kind == "A"
                else _curve(here, [first, *points] if first else points)
            )
        control = points[-2] if kind in ("C", "S", "Q") else None
        here = line[-1]
    if len(line) > 1:
        yield line


def _absolute(command: str, values: list[float], here: Point) -> list[Point]:
    x, y = here if command.islower() else (0.0, 0.0)
    kind = command.upper()
    if kind == "H":
        return [(values[0] + x, here[1])]
    if kind == "V":
        return [(here[0], values[0] + y)]
    pairs = values[5:] if kind == "A" else values
    return [(a + x, b + y) for a, b in zip(pairs[::2], pairs[1::2], strict=True)]


def _mirror(control: Point | None, here: Point) -> Point:
    return (2 * here[0] - control[0], 2 * here[1] - control[1]) if control else here


def _curve(start: Point, points: list[Point]) -> list[Point]:
    """A line or a Bézier curve of any degree from ``start`` over ``points``."""
    if len(points) == 1:
        return points
    found = []
    for step in range(1, 17):
        level, share = [start, *points], step / 16
        while len(level) > 1:
            level = [(p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share) for p, q in pairwise(level)]
        found.append(level[0])
    return found


def _elliptic(start: Point, end: Point, values: list[float]) -> list[Point]:
    """SVG's arc command: radii, turn, which of four arcs."""
    rx, ry, turn, is_large, is_clockwise = abs(values[0]), abs(values[1]), math.radians(values[2]), values[3], values[4]
    if start == end or not rx or not ry:
        return [end]
    sine, cosine = math.sin(turn), math.cos(turn)
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cosine * half_x + sine * half_y, cosine * half_y - sine * half_x
    grow = math.sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = rx * grow, ry * grow
    left = max(0.0, (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2) / ((rx * y) ** 2 + (ry * x) ** 2)
    root = math.sqrt(left) * (-1 if bool(is_large) == bool(is_clockwise) else 1)
    mid_x, mid_y = root * rx * y / ry, -root * ry * x / rx
    center_x = cosine * mid_x - sine * mid_y + (start[0] + end[0]) / 2
    center_y = sine * mid_x + cosine * mid_y + (start[1] + end[1]) / 2
    begin = math.atan2((y - mid_y) / ry, (x - mid_x) / rx)
    sweep = math.atan2((-y - mid_y) / ry, (-x - mid_x) / rx) - begin
    if is_clockwise and sweep < 0:
        sweep += 2 * math.pi
    elif not is_clockwise and sweep > 0:
        sweep -= 2 * math.pi
    return list(_arc(center_x, center_y, rx, ry, turn, begin, sweep))[1:]
