"""Simple vector drawings as PNG for paper: shapes, paths, plain colours, translate, scale and rotate. No text, no styles."""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass, replace
from xml.parsers import expat

from PIL import Image, ImageChops, ImageColor, ImageDraw

from quizapp.exports.svg_path import Point, lines_of, numbers_in

_FINER = 3  # drawn so much larger and reduced: edges become smooth
_MAX_NODES, _MAX_POINTS = 5_000, 200_000
_TURN = re.compile(r"(translate|scale|rotate|matrix)\s*\(([^)]*)\)")

#: a b c d e f of SVG's matrix.
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    fill: str = "#000000"
    stroke: str = "none"
    stroke_width: float = 1.0
    matrix: Matrix = (1, 0, 0, 1, 0, 0)


def svg_png(svg: bytes, width: int = 600) -> bytes | None:
    """The drawing as PNG ``width`` pixels wide on white; None for what is not such a drawing."""
    shapes: list[tuple[str, dict[str, str], _Look]] = []
    looks: list[_Look] = [_Look()]
    box: list[float] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "svg" and not box:
            box.extend(numbers_in(attributes.get("viewBox", "")))
        looks.append(_inherit(looks[-1], attributes))
        if len(shapes) > _MAX_NODES:
            raise ValueError
        shapes.append((name, attributes, looks[-1]))

    def refuse(*_: object) -> None:
        raise ValueError

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, lambda _: looks.pop()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(svg, True)
        return _paint(shapes, box, width) if len(box) == 4 and 0 < box[2] < 1e5 and 0 < box[3] < 1e5 else None
    except (expat.ExpatError, ValueError, IndexError, OverflowError):
        return None


def _paint(shapes: list[tuple[str, dict[str, str], _Look]], box: list[float], width: int) -> bytes:
    scale = width * _FINER / box[2]
    size = (width * _FINER, max(1, round(box[3] * scale)))
    image = Image.new("RGB", size, "white")
    for name, attributes, look in shapes:
        lines = list(lines_of(name, attributes))
        placed = [[_place(point, look.matrix, box, scale) for point in line] for line in lines]
        if placed and sum(map(len, placed)) <= _MAX_POINTS:
            factor = math.sqrt(abs(look.matrix[0] * look.matrix[3] - look.matrix[1] * look.matrix[2])) * scale
            _fill(image, placed, look.fill)
            _stroke(image, placed, look.stroke, look.stroke_width * factor)
    stream = io.BytesIO()
    reduced = image.resize((width, max(1, size[1] // _FINER)), Image.Resampling.LANCZOS)
    reduced.quantize(128).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _fill(image: Image.Image, lines: list[list[Point]], color: str) -> None:
    if color == "none":
        return
    whole = [line for line in lines if len(line) > 2]
    if len(whole) == 1:
        ImageDraw.Draw(image).polygon(whole[0], fill=ImageColor.getrgb(color))
        return
    mask = Image.new("1", image.size)
    for line in whole:  # one outline inside another is a hole
        one = Image.new("1", image.size)
        ImageDraw.Draw(one).polygon(line, fill=1)
        mask = ImageChops.logical_xor(mask, one)
    image.paste(ImageColor.getrgb(color), mask=mask)


def _stroke(image: Image.Image, lines: list[list[Point]], color: str, width: float) -> None:
    if color == "none" or width <= 0:
        return
    draw, rgb = ImageDraw.Draw(image), ImageColor.getrgb(color)
    for line in lines:
        draw.line(line, fill=rgb, width=max(1, round(width)), joint="curve")
        for x, y in (line[0], line[-1]):  # round ends
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=rgb)


def _inherit(look: _Look, attributes: dict[str, str]) -> _Look:
    changed = {name: attributes[name] for name in ("fill", "stroke") if name in attributes}
    width = float(attributes.get("stroke-width", look.stroke_width))
    matrix = look.matrix
    for kind, values in _TURN.findall(attributes.get("transform", "")):
        matrix = _times(matrix, _matrix(kind, numbers_in(values)))
    return replace(look, stroke_width=width, matrix=matrix, **changed)


def _matrix(kind: str, values: list[float]) -> Matrix:
    if kind == "translate":
        return (1, 0, 0, 1, values[0], values[1] if len(values) > 1 else 0)
    if kind == "scale":
        return (values[0], 0, 0, values[-1], 0, 0)
    if kind == "rotate":
        sine, cosine = math.sin(math.radians(values[0])), math.cos(math.radians(values[0]))
        turned: Matrix = (cosine, sine, -sine, cosine, 0, 0)
        if len(values) < 3:
            return turned
        return _times(_times((1, 0, 0, 1, values[1], values[2]), turned), (1, 0, 0, 1, -values[1], -values[2]))
    a, b, c, d, e, f = values
    return (a, b, c, d, e, f)


def _times(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return (a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f)


def _place(point: Point, matrix: Matrix, box: list[float], scale: float) -> Point:
    a, b, c, d, e, f = matrix
    x, y = point
    return ((a * x + c * y + e - box[0]) * scale, (b * x + d * y + f - box[1]) * scale)
