"""How a feature offers a file: it lists ``MAKERS`` in its module ``downloads``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from quizapp.exports import Column, Scalar
from quizapp.kit.registry import load_part


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table to be written as it is read. ``total`` is how many rows to expect."""

    columns: tuple[Column, ...]
    rows: Iterator[tuple[Scalar, ...]]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """One kind of file. ``open`` gets a session of one moment and what was chosen; it streams."""

    purpose: str
    open: Callable[[Session, Mapping[str, Any]], Sheet]


@lru_cache(maxsize=1)
def makers() -> Mapping[str, Maker]:
    """All features' makers by purpose."""
    return {maker.purpose: maker for module in load_part("downloads") for maker in module.MAKERS}
