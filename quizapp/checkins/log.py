"""The log of the door: every scan, accepted, repeated, refused or taken back, with what was noted of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.checkins.clues import NO_CLUES, Clues
from quizapp.checkins.models import Scan, SessionGate
from quizapp.checkins.rules import Direction
from quizapp.checkins.verdicts import REFUSALS, SEEN, Verdict
from quizapp.people import Person
from quizapp.units import Unit

_Taken = aliased(Scan)
#: Rows fetched at a time.
_CHUNK = 500


class Shown(StrEnum):
    """Which scans."""

    ALL = "all"
    #: Somebody was there.
    SEEN = "seen"
    REFUSED = "refused"
    #: Something is worth a look.
    DOUBTFUL = "doubtful"
    LATE = "late"
    UNDONE = "undone"


class Clock(StrEnum):
    """Which time a period is about."""

    SCANNED = "scanned"
    #: When the server stored it: a late upload is found by the day on which it came.
    UPLOADED = "uploaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """What to show. The period is half-open; None = open on that side."""

    shown: Shown = Shown.ALL
    clock: Clock = Clock.SCANNED
    start: datetime | None = None
    end: datetime | None = None
    gate_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One scan."""

    id: int
    scanned_at: datetime
    recorded_at: datetime
    is_late: bool
    clock_offset_s: int | None
    direction: Direction
    #: Empty where none was named.
    gate: str
    source: str
    verdict: Verdict
    person_id: int | None
    #: Empty for nobody and for erased people.
    name: str
    unit_name: str
    actor: str
    #: A few letters by which the lines of one phone are found; empty where no phone took part.
    device: str
    code_read: str
    reason: str
    clues: Clues
    #: Whether this scan was taken back later; and the scan that this line takes back.
    is_undone: bool
    undoes_id: int | None


def _conditions(session_id: int, wanted: LogFilter) -> list[ColumnElement[bool]]:
    at = Scan.scanned_at if wanted.clock is Clock.SCANNED else Scan.recorded_at
    found: list[ColumnElement[bool]] = [Scan.session_id == session_id]
    found += [at >= wanted.start] if wanted.start is not None else []
    found += [at < wanted.end] if wanted.end is not None else []
    found += [Scan.gate_id == wanted.gate_id] if wanted.gate_id is not None else []
    shown: dict[Shown, ColumnElement[bool]] = {
        Shown.SEEN: Scan.verdict.in_(SEEN),
        Shown.REFUSED: Scan.verdict.in_(REFUSALS),
        Shown.DOUBTFUL: _is_doubtful(),
        Shown.LATE: Scan.is_late.is_(True),
        Shown.UNDONE: Scan.verdict == Verdict.UNDONE.value,
    }
    return found + ([shown[wanted.shown]] if wanted.shown in shown else [])


def _is_doubtful() -> ColumnElement[bool]:
    doubts: ColumnElement[Any] = Scan.evidence["doubts"].as_string()
    return doubts.is_not(None)


def _query(session_id: int, wanted: LogFilter) -> Select[Any]:
    at = Scan.scanned_at if wanted.clock is Clock.SCANNED else Scan.recorded_at
    taken = select(func.count()).where(_Taken.undoes_id == Scan.id).correlate(Scan).scalar_subquery()
    return (
        select(Scan, Person.name, Unit.name.label("unit_name"), SessionGate.name.label("gate"), taken.label("taken"))
        .outerjoin(Person, Person.id == Scan.person_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .outerjoin(SessionGate, SessionGate.id == Scan.gate_id)
        .where(*_conditions(session_id, wanted))
        .order_by(at.desc(), Scan.id.desc())
    )


def read_log(
    session: Session, session_id: int, wanted: LogFilter, *, offset: int = 0, limit: int = 100
) -> list[LogLine]:
    """A page of the log, the latest first. One statement."""
    return [_line(row) for row in session.execute(_query(session_id, wanted).offset(offset).limit(limit))]


def stream_log(session: Session, session_id: int, wanted: LogFilter) -> Iterator[LogLine]:
    """The whole log, the latest first, in bounded memory. One statement."""
    query = _query(session_id, wanted).execution_options(yield_per=_CHUNK)
    for row in session.execute(query):
        yield _line(row)
        session.expunge(row[0])


def count_log(session: Session, session_id: int, wanted: LogFilter) -> int:
    """How many scans the filter shows."""
    query = select(func.count()).select_from(Scan).where(*_conditions(session_id, wanted))
    return session.scalar(query) or 0


def count_doubtful(session: Session, session_id: int) -> int:
    """Scans that let somebody in and are worth a look."""
    query = select(func.count()).where(Scan.session_id == session_id, Scan.verdict.in_(SEEN), _is_doubtful())
    return session.scalar(query.select_from(Scan)) or 0


def _line(row: Any) -> LogLine:
    scan: Scan = row[0]
    return LogLine(
        id=scan.id, scanned_at=scan.scanned_at, recorded_at=scan.recorded_at, is_late=scan.is_late,
        clock_offset_s=scan.clock_offset_s, direction=Direction(scan.direction), gate=row.gate or "",
        source=scan.source, verdict=Verdict(scan.verdict), person_id=scan.person_id, name=row.name or "",
        unit_name=row.unit_name or "", actor=scan.actor, device=(scan.device_hash or "")[:6],
        code_read=scan.code_read, reason=scan.reason, is_undone=bool(row.taken), undoes_id=scan.undoes_id,
        clues=msgspec.convert(scan.evidence, Clues, strict=False) if scan.evidence else NO_CLUES,
    )  # fmt: skip
