"""Reading who came: live numbers of a session, its list, the state of the people that a search found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, cast, exists, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.activities import SessionFacts, load_many_facts
from quizapp.checkins.models import Attendance, Headcount, Scan
from quizapp.checkins.verdicts import REFUSALS, Verdict
from quizapp.ledger import LedgerEntry, Measure, approximate_heads, session_heads
from quizapp.people import Person, RosterEntry
from quizapp.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorFigures:
    """Live numbers of a session."""

    #: 人次 that count, crowds included.
    heads: int
    #: Whether an approximate crowd is among them: ``heads`` and the headcounts are floors ("160余").
    is_approximate: bool
    #: The same by source (`quizapp.ledger.Source`); sources without any are left out.
    by_source: dict[str, int]
    #: Scans that were refused; people may be among them more than once.
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One line of the attendance list."""

    attendance_id: int
    person_id: int
    #: Empty once erased.
    name: str
    unit_name: str
    #: Department and post from the roster.
    detail: str
    slot: str
    arrived_at: datetime
    source: str
    actor: str
    undone_at: datetime | None
    #: Why it was entered outside of the window; empty otherwise.
    reason: str


def door_figures(session: Session, session_id: int) -> DoorFigures:
    """Live numbers, equal to the ledger's. Three statements."""
    by_source = session_heads(session, [session_id]).get(session_id, {})
    refused = session.scalar(
        select(func.count()).select_from(Scan).where(Scan.session_id == session_id, Scan.verdict.in_(REFUSALS))
    )
    return DoorFigures(
        heads=sum(by_source.values()), is_approximate=session_id in approximate_heads(session, [session_id]),
        by_source=by_source, refused=refused or 0,
    )  # fmt: skip


def heads_by_unit(session: Session, session_id: int) -> list[tuple[str, int]]:
    """(unit's name, 人次 credited to it) of a session in the order of the tree, crowds included. One statement."""
    heads = cast(func.sum(LedgerEntry.quantity), Integer)
    rows = session.execute(
        select(Unit.name, heads)
        .join(Unit, Unit.id == LedgerEntry.unit_id)
        .where(LedgerEntry.session_id == session_id, LedgerEntry.measure == Measure.ATTENDANCE.value)
        .group_by(Unit.id, Unit.name, Unit.path)
        .having(heads != 0)
        .order_by(Unit.path)
    )
    return [(row[0], row[1]) for row in rows]


def list_arrivals(
    session: Session, session_id: int, *, with_undone: bool = False, newest_first: bool = False,
    offset: int = 0, limit: int | None = None,
) -> list[Arrival]:  # fmt: skip
    """Named heads of a session in the order of arrival. One statement."""
    query = (
        select(
            Attendance.id,
            Attendance.person_id,
            Attendance.slot,
            Attendance.arrived_at,
            Attendance.undone_at,
            Person.name,
            Unit.name.label("unit_name"),
            RosterEntry.department,
            RosterEntry.post,
            Scan.source,
            Scan.actor,
            Scan.reason,
        )
        .join(Person, Person.id == Attendance.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Scan, Scan.id == Attendance.scan_id)
        .outerjoin(RosterEntry, RosterEntry.id == Person.roster_entry_id)
        .where(Attendance.session_id == session_id)
    )
    if not with_undone:
        query = query.where(Attendance.undone_at.is_(None))
    order = (
        (Attendance.arrived_at.desc(), Attendance.id.desc()) if newest_first else (Attendance.arrived_at, Attendance.id)
    )
    rows = session.execute(query.order_by(*order).offset(offset).limit(limit))
    return [
        Arrival(
            attendance_id=row.id, person_id=row.person_id, name=row.name, unit_name=row.unit_name,
            detail=" ".join(part for part in (row.department, row.post) if part), slot=row.slot.isoformat(),
            arrived_at=row.arrived_at, source=row.source, actor=row.actor, undone_at=row.undone_at, reason=row.reason,
        )
        for row in rows
    ]  # fmt: skip


def present_people(session: Session, session_id: int, person_ids: Collection[int]) -> dict[int, tuple[int, datetime]]:
    """Of these people those who are in: person id -> (attendance id, latest slot's arrival). One statement."""
    if not person_ids:
        return {}
    rows = session.execute(
        select(Attendance.person_id, Attendance.id, Attendance.arrived_at)
        .where(
            Attendance.session_id == session_id,
            Attendance.undone_at.is_(None),
            Attendance.person_id.in_(set(person_ids)),
        )
        .order_by(Attendance.slot)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def list_headcounts(session: Session, session_id: int) -> list[tuple[Headcount, str]]:
    """Crowds of a session with their unit's name, also those taken back; newest first."""
    rows = session.execute(
        select(Headcount, Unit.name)
        .join(Unit, Unit.id == Headcount.unit_id)
        .where(Headcount.session_id == session_id)
        .order_by(Headcount.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def sessions_attended(session: Session, person_id: int, *, limit: int = 20) -> dict[int, tuple[SessionFacts, datetime]]:
    """Sessions a person came to with the last arrival, the latest first: session id -> (facts, arrival). Two statements."""
    rows = session.execute(
        select(Attendance.session_id, func.max(Attendance.arrived_at))
        .where(Attendance.person_id == person_id, Attendance.undone_at.is_(None))
        .group_by(Attendance.session_id)
        .order_by(func.max(Attendance.arrived_at).desc())
        .limit(limit)
    )
    arrivals = {row[0]: row[1] for row in rows}
    if not arrivals:
        return {}
    facts = {each.id: each for each in load_many_facts(session, list(arrivals))}
    return {session_id: (facts[session_id], arrived_at) for session_id, arrived_at in arrivals.items()}


def latest_passage(session: Session, session_id: int, person_id: int) -> str | None:
    """Nonce of the last scan by which the person came in or left, not taken back since; None when there is none."""
    undo = aliased(Scan)
    moves = (Verdict.ACCEPTED.value, Verdict.REENTERED.value, Verdict.LEFT.value)
    return session.scalar(
        select(Scan.nonce)
        .where(Scan.session_id == session_id, Scan.person_id == person_id, Scan.verdict.in_(moves))
        .where(~exists().where(undo.undoes_id == Scan.id))
        .order_by(Scan.scanned_at.desc(), Scan.id.desc())
        .limit(1)
    )


def count_arrivals(session: Session, session_id: int) -> int:
    """Named heads of a session, those taken back included."""
    return session.scalar(select(func.count()).select_from(Attendance).where(Attendance.session_id == session_id)) or 0


def standing_attendance(session: Session, session_id: int, person_id: int) -> int | None:
    """The latest attendance of a person at a session that stands."""
    return session.scalar(
        select(Attendance.id)
        .where(Attendance.session_id == session_id, Attendance.person_id == person_id, Attendance.undone_at.is_(None))
        .order_by(Attendance.slot.desc())
        .limit(1)
    )
