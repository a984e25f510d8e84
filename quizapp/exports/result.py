"""What a writer tells about the file that it wrote."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """``missing``: characters that the font lacks, printed as `[U+XXXX]`. ``truncated``: cells cut to what fits."""

    format: str
    pages: int | None = None  # pdf only
    missing: tuple[str, ...] = ()
    truncated: int = 0
