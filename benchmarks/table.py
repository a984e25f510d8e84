"""Results as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One thing measured. Ratios stand on the baselines' rows and say what share of their speed we reach."""

    benchmark: str
    variant: str
    #: Requests, rows or reports a second.
    per_second: float
    #: CPU of the server's processes for one of them, microseconds.
    cpu_us: float | None = None
    p95_ms: float | None = None
    #: Ours divided by this baseline, by wall time; 1 = as fast.
    ratio: float | None = None
    #: This baseline's CPU divided by ours.
    cpu_ratio: float | None = None
    #: Wall time of the whole thing, and how much the process grew meanwhile at its peak.
    seconds: float | None = None
    peak_mb: float | None = None


_HEADS = ("benchmark", "variant", "per second", "CPU us", "p95 ms", "ratio", "CPU ratio", "seconds", "peak MB")
_WIDTHS = (12, 30, 12, 9, 9, 7, 10, 8, 8)


def show(rows: Iterable[Row]) -> str:
    """The table."""
    lines = [_line(_HEADS), _line(tuple("-" * width for width in _WIDTHS))]
    lines += [
        _line((
            row.benchmark, row.variant, _number(row.per_second, 0 if row.per_second >= 100 else 1), _number(row.cpu_us, 0),
            _number(row.p95_ms, 1), _number(row.ratio, 2), _number(row.cpu_ratio, 2),
            _number(row.seconds, 2), _number(row.peak_mb, 1),
        ))
        for row in rows
    ]  # fmt: skip
    return "\n".join(lines)


def _line(cells: tuple[str, ...]) -> str:
    left = [cell.ljust(width) for cell, width in zip(cells[:2], _WIDTHS[:2], strict=True)]
    return "  ".join([*left, *(cell.rjust(width) for cell, width in zip(cells[2:], _WIDTHS[2:], strict=True))])


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:,.{digits}f}"
