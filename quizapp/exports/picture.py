"""The marks of a page as a PNG: what a PDF canvas is told is painted on pixels, so that both look the same.

Every glyph stands where the PDF has it; one layout serves both.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from PIL import Image, ImageDraw, ImageFont

from quizapp.exports.fonts import advance
from quizapp.exports.paper import Mark
from quizapp.kit.later import later

if TYPE_CHECKING:
    from reportlab.pdfbase import pdfmetrics
else:
    pdfmetrics = later("reportlab.pdfbase.pdfmetrics")

_FINER = 2  # painted so much larger and reduced: edges become smooth
_KEPT_FONTS = 2  # each holds a copy of the font's ten megabytes
_COLORS = 96
#: A picture takes fifty megabytes while it is painted: one at a time, whatever the crowd.
_LOCK = Lock()

Pixels = tuple[int, int, int]
Point = tuple[float, float]


def paint_png(marks: Iterable[Mark], size: tuple[float, float], stream: BinaryIO, *, width: int) -> None:
    """Paint ``marks`` of a page of ``size`` points; the PNG is ``width`` pixels wide. Pictures in marks are not painted."""
    with _LOCK:
        canvas = _PictureCanvas(size, width * _FINER)
        for mark in marks:
            mark(cast(Any, canvas), size[1])
        small = canvas.image.reduce(_FINER)
        small.quantize(_COLORS, dither=Image.Dither.NONE).save(stream, "PNG")  # optimize=True: three times as long


class _Path:
    """Lists of points, as a PDF path is told them."""

    def __init__(self) -> None:
        self.lines: list[list[Point]] = []

    def moveTo(self, x: float, y: float) -> None:  # noqa: N802 - reportlab's name
        self.lines.append([(x, y)])

    def lineTo(self, x: float, y: float) -> None:  # noqa: N802
        self.lines[-1].append((x, y))

    def close(self) -> None:
        self.lines[-1].append(self.lines[-1][0])

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        self.lines.append([(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)])


@dataclass(slots=True)
class _Text:
    """Parts of a line, each with font and size, from one baseline point."""

    x: float
    y: float
    color: Pixels = (0, 0, 0)
    is_bold: bool = False
    font: tuple[str, float] = ("", 0)
    parts: list[tuple[str, float, str]] = field(default_factory=list)

    def setFillColor(self, color: Any) -> None:  # noqa: N802 - reportlab's names
        self.color = color.bitmap_rgb()

    def setStrokeColor(self, _color: Any) -> None:  # noqa: N802
        """Bold text is stroked in its own colour."""

    def setTextRenderMode(self, mode: int) -> None:  # noqa: N802
        self.is_bold = self.is_bold or mode == 2

    def setFont(self, name: str, size: float) -> None:  # noqa: N802
        self.font = (name, size)

    def textOut(self, text: str) -> None:  # noqa: N802
        self.parts.append((*self.font, text))


class _PictureCanvas:
    """As much of reportlab's canvas as marks of `Paper` speak to; positions are points from the bottom left."""

    def __init__(self, size: tuple[float, float], width: int) -> None:
        self.scale = width / size[0]
        self.height = size[1]
        self.image = Image.new("RGB", (width, round(size[1] * self.scale)), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.fonts: dict[tuple[str, float], ImageFont.FreeTypeFont] = {}
        self.fill: Pixels = (0, 0, 0)
        self.stroke: Pixels = (0, 0, 0)
        self.line_width = 1.0
        self.dash: list[float] = []

    def setLineWidth(self, width: float) -> None:  # noqa: N802 - reportlab's names
        self.line_width = width

    def setDash(self, pattern: list[float]) -> None:  # noqa: N802
        self.dash = pattern

    def setFillColor(self, color: Any) -> None:  # noqa: N802
        self.fill = color.bitmap_rgb()

    def setStrokeColor(self, color: Any) -> None:  # noqa: N802
        self.stroke = color.bitmap_rgb()

    def roundRect(  # noqa: N802
        self, x: float, y: float, width: float, height: float, radius: float, stroke: int = 1, fill: int = 0
    ) -> None:
        left, top = self._at(x, y + height)
        box = (left, top, left + width * self.scale, top + height * self.scale)
        if fill:
            self.draw.rounded_rectangle(box, radius * self.scale, fill=self.fill)
        if stroke and self.dash:
            self._dashes([(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)])
        elif stroke:
            half = self._pixels // 2
            outer = (box[0] - half, box[1] - half, box[2] + half, box[3] + half)
            self.draw.rounded_rectangle(outer, radius * self.scale, outline=self.stroke, width=self._pixels)

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.draw.line([self._at(x1, y1), self._at(x2, y2)], self.stroke, self._pixels)

    def beginPath(self) -> _Path:  # noqa: N802
        return _Path()

    def drawPath(self, path: _Path, stroke: int = 1, fill: int = 0) -> None:  # noqa: N802
        for line in path.lines:
            points = [self._at(x, y) for x, y in line]
            if fill:
                self.draw.polygon(points, fill=self.fill)
            if stroke and self.dash:
                self._dashes(line)
            elif stroke:
                self.draw.line(points, self.stroke, self._pixels, joint="curve")

    def beginText(self, x: float, y: float) -> _Text:  # noqa: N802
        return _Text(x, y)

    def drawText(self, text: _Text) -> None:  # noqa: N802
        x = text.x
        for name, size, part in text.parts:
            font = self._font(name, size)
            stroke = self.line_width * self.scale / 2 if text.is_bold else 0
            for character in part:
                self.draw.text(self._at(x, text.y), character, text.color, font, anchor="ls", stroke_width=stroke)
                x += advance(character) * size

    def _font(self, name: str, size: float) -> ImageFont.FreeTypeFont:
        if (name, size) not in self.fonts:
            if len(self.fonts) >= _KEPT_FONTS:
                self.fonts.pop(next(iter(self.fonts)))
            face: Any = cast(Any, pdfmetrics.getFont(name)).face
            content = io.BytesIO(face._ttf_data)
            layout = ImageFont.Layout.BASIC
            self.fonts[name, size] = ImageFont.truetype(content, size * self.scale, layout_engine=layout)
        return self.fonts[name, size]

    def _dashes(self, corners: list[Point]) -> None:
        """Lines that go across or up and down; all there are."""
        on, off = self.dash
        for (x1, y1), (x2, y2) in pairwise(corners):
            length = abs(x2 - x1) + abs(y2 - y1)
            at = 0.0
            while at < length:
                start, end = at / length, min(at + on, length) / length
                one = (x1 + (x2 - x1) * start, y1 + (y2 - y1) * start)
                two = (x1 + (x2 - x1) * end, y1 + (y2 - y1) * end)
                self.draw.line([self._at(*one), self._at(*two)], self.stroke, self._pixels)
                at += on + off

    def _at(self, x: float, y: float) -> Point:
        return x * self.scale, (self.height - y) * self.scale

    @property
    def _pixels(self) -> int:
        return max(1, round(self.line_width * self.scale))
