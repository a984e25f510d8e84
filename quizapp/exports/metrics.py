"""How wide a text is when nobody has drawn it yet: Han characters count two, Latin ones one."""

from __future__ import annotations

from math import ceil
from unicodedata import east_asian_width


def text_width(text: str) -> int:
    """Columns that one line of text takes."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def line_count(text: str, width: float) -> int:
    """Lines that the text takes in a column of ``width``; at least 1. Errs on the roomy side."""
    usable = max(width - 1, 2)
    return sum(max(1, ceil(text_width(line) / usable)) for line in text.split("\n"))


def share_out(total: float, needed: list[float], shares: list[float]) -> list[float]:
    """``total`` given to each as needed and the rest by share; when it is too little, all get less alike."""
    if sum(needed) >= total:
        return [total * need / sum(needed) for need in needed]
    rest = (total - sum(needed)) / sum(shares)
    return [need + rest * share for need, share in zip(needed, shares, strict=True)]
