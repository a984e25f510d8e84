"""Sample moments of plain lists; every division that has no meaning gives None, never NaN."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, sqrt


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean of at least one value."""
    return fsum(values) / len(values)


def variance(values: Sequence[float]) -> float | None:
    """Sum of squared deviations over n - 1; None below two values."""
    return covariance(values, values)


def covariance(one: Sequence[float], two: Sequence[float]) -> float | None:
    """Sum of products of deviations over n - 1; None below two values."""
    if len(one) < 2:
        return None
    centre_one, centre_two = mean(one), mean(two)
    return fsum((x - centre_one) * (y - centre_two) for x, y in zip(one, two, strict=True)) / (len(one) - 1)


def correlation(one: Sequence[float], two: Sequence[float]) -> float | None:
    """Pearson's coefficient, -1 to 1; None where one of both does not vary."""
    shared, spread_one, spread_two = covariance(one, two), variance(one), variance(two)
    if shared is None or not spread_one or not spread_two or min(spread_one, spread_two) < 1e-12:
        return None
    return shared / sqrt(spread_one * spread_two)


def central(values: Sequence[float], order: int) -> float:
    """The central moment of this order, divided by n."""
    centre = mean(values)
    return fsum((value - centre) ** order for value in values) / len(values)
