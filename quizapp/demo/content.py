"""The demo's content file, as typed rows."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

#: Whoever loads and plays the demo, in logs.
ACTOR = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """A unit of the demo tree."""

    code: str
    parent: str
    name: str
    level: str
    kind: str
    headcount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """A session of the demo month; ``door`` says how people come in."""

    kind: str
    title: str
    unit: str
    day: int
    hour: int
    minutes: int
    place: str
    expected: int
    door: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A line of the demo's record book."""

    kind: str
    title: str
    unit: str
    day: int
    quantity: int
    tags: str
    status: str


@lru_cache(maxsize=1)
def content() -> dict[str, Any]:
    """The whole file."""
    return tomllib.loads(files("quizapp.demo").joinpath("content.toml").read_text("utf-8"))


def campaign_code() -> str:
    """The demo campaign's code: its page is /c/<code>."""
    return str(content()["campaign"]["code"])


def _rows(name: str) -> list[list[Any]]:
    return [row for table in content()[name] for row in table["rows"]]


def unit_rows() -> list[UnitRow]:
    """Units, parents first."""
    return [UnitRow(**dict(zip(UnitRow.__slots__, row, strict=True))) for row in _rows("units")]


def activity_rows() -> list[ActivityRow]:
    """Sessions in the order of the file."""
    return [ActivityRow(**dict(zip(ActivityRow.__slots__, row, strict=True))) for row in _rows("activities")]


def record_rows() -> list[RecordRow]:
    """Records in the order of the file."""
    return [RecordRow(**dict(zip(RecordRow.__slots__, row, strict=True))) for row in _rows("records")]
