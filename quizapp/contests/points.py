"""Points as stored (whole hundredths) and as people read and type them."""

from __future__ import annotations

from decimal import Decimal

_HUNDRED = Decimal(100)


def show_points(hundredths: int | None) -> str:
    """``8250`` -> ``82.5``, ``8000`` -> ``80``; empty for None."""
    if hundredths is None:
        return ""
    text = f"{Decimal(hundredths) / _HUNDRED:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_points(points: Decimal) -> int:
    """Whole hundredths of what was typed; more than two decimals are rounded."""
    return round(points * _HUNDRED)
