"""The one event schema: every event has the same fields, ``type`` says what happened."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.activities import load_many_facts
from quizapp.checkins import Scan, SessionGate
from quizapp.kit.text import mask_name
from quizapp.people import Person
from quizapp.units import Unit
from quizapp.webhooks.rules import PING, event_type


class EventSession(msgspec.Struct, frozen=True, kw_only=True):
    """Where it happened."""

    id: int
    code: str
    title: str
    kind: str


class EventPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Who; the name is masked, and empty once erased."""

    id: int
    name: str
    unit: str


class EventFiling(msgspec.Struct, frozen=True, kw_only=True):
    """A report on a form: which, by which unit, and how it stands."""

    unit_code: str
    unit: str
    form: str
    period: str
    #: Until when it is in time; only reminders say so.
    due_at: datetime | None = None
    #: open | submitted | returned | accepted | frozen
    state: str
    #: None while nothing was filed.
    id: int | None = None
    version: int = 0


class EventLive(msgspec.Struct, frozen=True, kw_only=True):
    """A live quiz: which, by which unit, how it stands, and who is counted. Names nobody."""

    id: int
    code: str
    title: str
    unit_code: str
    unit: str
    #: finished | voided
    state: str
    #: People it counts at this moment: who answered and was not taken out; 0 once it is void.
    attendances: int


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened at a door, to a report, or to a live quiz. ``id`` is the same at every try: keep it, and take each once.

    Events may come late and in another order; ``sequence`` grows in the order in which they were stored.
    """

    id: str
    type: str
    sequence: int
    #: By the server's clock, also for scans that a device sent later.
    occurred_at: datetime
    recorded_at: datetime
    session: EventSession | None = None
    #: None for a code that led to nobody.
    person: EventPerson | None = None
    #: Why, for refusals: `quizapp.checkins.Verdict`.
    verdict: str = ""
    direction: str = "entry"
    gate: str = ""
    source: str = ""
    is_late: bool = False
    #: For ``checkin.undone``: the ``sequence`` of what was taken back.
    undoes: int | None = None
    #: For ``filing.…``.
    filing: EventFiling | None = None
    #: For ``live.…``.
    live: EventLive | None = None


def events_of(session: Session, scan_ids: Collection[int]) -> dict[int, Event]:
    """Scan id -> its event. Two statements."""
    rows = session.execute(
        select(Scan, Person.name, Unit.name, SessionGate.name)
        .outerjoin(Person, Person.id == Scan.person_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .outerjoin(SessionGate, SessionGate.id == Scan.gate_id)
        .where(Scan.id.in_(set(scan_ids)))
    ).all()
    sessions = {
        facts.id: EventSession(id=facts.id, code=facts.code, title=facts.title, kind=facts.kind)
        for facts in load_many_facts(session, list({row[0].session_id for row in rows}))
    }
    return {row[0].id: _event(row[0], row[1], row[2], row[3], sessions[row[0].session_id]) for row in rows}


def _event(scan: Scan, name: str | None, unit: str | None, gate: str | None, at: EventSession) -> Event:
    person = None
    if scan.person_id is not None:
        person = EventPerson(id=scan.person_id, name=mask_name(name or ""), unit=unit or "")
    return Event(
        id=f"scan-{scan.id}", type=event_type(scan.verdict), sequence=scan.id, occurred_at=scan.scanned_at,
        recorded_at=scan.recorded_at, session=at, person=person, verdict=scan.verdict, direction=scan.direction,
        gate=gate or "", source=scan.source, is_late=scan.is_late, undoes=scan.undoes_id,
    )  # fmt: skip


def ping(key: str, now: datetime) -> Event:
    """An event that says nothing but that the line works."""
    return Event(id=key, type=PING, sequence=0, occurred_at=now, recorded_at=now)
