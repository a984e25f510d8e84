"""What the doctor says: one thing that was looked at, how bad it is, and what to do, in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at; ``zh`` says the same in Chinese where something should be done."""

    what: str
    level: Level
    message: str
    zh: str = ""


def fine(what: str, message: str) -> Finding:
    """Nothing to do."""
    return Finding(what=what, level=Level.OK, message=message)


def warn(what: str, message: str, zh: str) -> Finding:
    """Should be looked at before the month opens."""
    return Finding(what=what, level=Level.WARN, message=message, zh=zh)


def fail(what: str, message: str, zh: str = "") -> Finding:
    """Must be mended."""
    return Finding(what=what, level=Level.FAIL, message=message, zh=zh)
