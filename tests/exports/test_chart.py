"""The line chart of documents: a picture with every line in it, told apart by dashes too."""

from __future__ import annotations

import io
import itertools

from PIL import Image

from quizapp.exports import ChartLine, LineChart, line_chart_png

MAIN, OTHER = (11, 85, 99), (180, 84, 10)


def drawn(*lines: ChartLine) -> Image.Image:
    chart = LineChart(lines=lines, x_ticks=[(0, "0:00"), (1, "1:00")], y_ticks=[(0, "0%"), (1, "100%")])
    return Image.open(io.BytesIO(line_chart_png(chart))).convert("RGB")


def near(picture: Image.Image, color: tuple[int, int, int], row: int) -> list[bool]:
    """Which pixels of a row have about this colour."""
    pixels = [picture.getpixel((x, row)) for x in range(picture.width)]
    return [
        isinstance(each, tuple) and sum(abs(a - b) for a, b in zip(each, color, strict=True)) < 60 for each in pixels
    ]


def test_it_works() -> None:
    whole = ChartLine(name="全场", points=[(0, 0), (0.5, 0), (0.5, 1), (1, 1)])
    part = ChartLine(name="食堂", points=[(0, 0.5), (1, 0.5)])
    picture = drawn(whole, part)
    assert picture.width == 1440
    solid = [near(picture, MAIN, row) for row in range(25, 36)]
    longest = max(sum(row) for row in solid)
    assert longest > 500, "the second half of the line of everybody lies at 100 %"
    dashes = max((near(picture, OTHER, row) for row in range(310, 321)), key=sum)
    changes = sum(one != other for one, other in itertools.pairwise(dashes))
    assert changes > 40, "the second line is broken into dashes"
    assert drawn(whole).height <= picture.height


def test_no_lines_and_long_names_are_no_trouble() -> None:
    assert drawn().width == 1440
    assert drawn(ChartLine(name="很长的区域名称" * 20, points=[(0, 0), (1, 1)])).width == 1440
