"""The words of the ledger: what a line says before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Measure(StrEnum):
    """What is counted."""

    #: 场, 次: something took place.
    SESSION_HELD = "session_held"
    #: 人次: a person, or one of an unnamed crowd, took part.
    ATTENDANCE = "attendance"
    #: 篇, 个, 部, 种: a thing exists.
    ITEM = "item"
    #: 份, 条, 张: copies or pieces.
    QUANTITY = "quantity"


class Source(StrEnum):
    """How it became known."""

    ATTEMPT = "attempt"
    SCAN = "scan"
    HELPER = "helper"
    KIOSK = "kiosk"
    PAPER = "paper"
    HEADCOUNT = "headcount"
    IMPORT = "import"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line for the ledger. ``day`` is ``occurred_at``'s day in the campaign's zone.

    ``source_table`` and ``source_id`` name the record behind it; with ``measure`` they make it happen exactly once.
    ``unit_id`` is credited: the host for sessions, the person's own unit for attendances.
    """

    campaign_id: int
    unit_id: int
    kind: str
    measure: Measure
    occurred_at: datetime
    day: date
    recorded_at: datetime
    source: Source
    source_table: str
    source_id: int
    actor: str
    quantity: int = 1
    is_approximate: bool = False
    host_unit_id: int | None = None
    activity_id: int | None = None
    session_id: int | None = None
    person_id: int | None = None
    tags: tuple[str, ...] = ()
    reason: str = ""


def frame_tags(tags: tuple[str, ...]) -> str:
    """Tags as stored: sorted, single, framed by spaces, so that `` name:value `` can be searched."""
    words = sorted({tag.strip() for tag in tags if tag.strip()})
    return f" {' '.join(words)} " if words else ""
