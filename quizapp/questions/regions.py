"""Plane geometry of hotspot regions, in the picture's own units."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

from .question import Region

Point = tuple[float, float]


def holds_point(region: Region, point: Point, margin: float) -> bool:
    """Whether the point lies in the region or at most ``margin`` outside of it."""
    x, y = point
    if region.shape == "circle":
        cx, cy, radius = region.coords
        return hypot(x - cx, y - cy) <= radius + margin
    if region.shape == "rect":
        x1, y1, x2, y2 = region.coords
        return hypot(max(x1 - x, 0, x - x2), max(y1 - y, 0, y - y2)) <= margin
    corners = _corners(region)
    edges = [*pairwise(corners), (corners[-1], corners[0])]
    crossings = sum(_crosses(edge, point) for edge in edges)
    return crossings % 2 == 1 or min(_distance(edge, point) for edge in edges) <= margin


def centre(region: Region) -> Point:
    """A point inside the region: for a crooked polygon one that certainly is."""
    if region.shape == "circle":
        return region.coords[0], region.coords[1]
    if region.shape == "rect":
        x1, y1, x2, y2 = region.coords
        return (x1 + x2) / 2, (y1 + y2) / 2
    corners = _corners(region)
    mean = (sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners))
    return mean if holds_point(region, mean, 0.0) else corners[0]


def _corners(region: Region) -> list[Point]:
    return list(zip(region.coords[::2], region.coords[1::2], strict=True))


def _crosses(edge: tuple[Point, Point], point: Point) -> bool:
    (x1, y1), (x2, y2) = edge
    x, y = point
    return (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1


def _distance(edge: tuple[Point, Point], point: Point) -> float:
    (x1, y1), (x2, y2) = edge
    length2 = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = ((point[0] - x1) * (x2 - x1) + (point[1] - y1) * (y2 - y1)) / length2 if length2 else 0.0
    t = min(1.0, max(0.0, along))
    return hypot(point[0] - x1 - t * (x2 - x1), point[1] - y1 - t * (y2 - y1))
