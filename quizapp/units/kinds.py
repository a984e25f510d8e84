"""Levels and kinds of units, read from ``kinds.toml``: data, not columns."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("quizapp.units").joinpath("kinds.toml").read_text("utf-8"))


def levels() -> dict[str, str]:
    """Level key -> label (message id), from the top down."""
    return dict(_tables()["levels"])


def kinds() -> dict[str, str]:
    """Kind key -> label (message id)."""
    return dict(_tables()["kinds"])


def key_for(table: dict[str, str], word: str) -> str | None:
    """The key that ``word`` means: a key itself, its label, a word files use, or a part of a label; None when unknown."""
    cleaned = word.strip()
    if cleaned in table:
        return cleaned
    exact = next((key for key, label in table.items() if label == cleaned), None)
    known = _tables()["words"].get(cleaned)
    if exact is None and known in table:
        return known
    return exact or next((key for key, label in table.items() if len(cleaned) > 1 and cleaned in label), None)
