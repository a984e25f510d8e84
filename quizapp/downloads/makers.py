"""How a feature offers a file: it lists ``MAKERS`` in its module ``downloads``; a table that streams, or a whole file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from quizapp.exports import Column, Scalar
from quizapp.kit.registry import load_part
from quizapp.kit.vault import Vault


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a `FileMaker` works with: a session of one moment, what was chosen, where to write, whom to tell."""

    session: Session
    choices: Mapping[str, Any]
    stream: BinaryIO
    vault: Vault
    now: datetime
    #: ``tick(done, total)`` after each part; it ends the making when the file is not wanted any more.
    tick: Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMaker:
    """One kind of file that is no table (a zip). ``write`` returns of how many parts it is made."""

    purpose: str
    write: Callable[[Making], int]


@lru_cache(maxsize=1)
def makers() -> Mapping[str, Maker | FileMaker]:
    """All features' makers by purpose."""
    return {maker.purpose: maker for module in load_part("downloads") for maker in module.MAKERS}
