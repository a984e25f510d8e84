"""Reading drills: the list of the console, and what the muster is made of. Each a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.activities import ListedSession, list_sessions
from quizapp.checkins import Scan, SessionGate, Verdict
from quizapp.drills.facts import drill_kinds
from quizapp.drills.models import Drill, DrillEvent, DrillExpected, DrillPoint, DrillZone
from quizapp.people import Person, RosterEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDrill:
    """A session of a drill kind; ``drill`` is None where nobody has said yet how it is drilled."""

    session: ListedSession
    drill: Drill | None


def list_drills(
    session: Session, campaign_id: int, paths: Collection[str], *, start: datetime | None = None,
    end: datetime | None = None, limit: int = 300,
) -> list[ListedDrill]:  # fmt: skip
    """Sessions of drill kinds in the subtrees, the latest first. Three statements."""
    lines = list_sessions(
        session, campaign_id, paths=paths, kinds=tuple(drill_kinds()), start=start, end=end, limit=limit
    )
    ids = [line.facts.id for line in lines]
    found = {drill.session_id: drill for drill in session.scalars(select(Drill).where(Drill.session_id.in_(ids)))}
    return [ListedDrill(session=line, drill=found.get(line.facts.id)) for line in lines]


def list_zones(session: Session, drill_id: int) -> list[DrillZone]:
    """Zones of the plan as it is, in its order: a zone stands before those below it."""
    return list(
        session.scalars(
            select(DrillZone)
            .where(DrillZone.drill_id == drill_id, DrillZone.dropped_at.is_(None))
            .order_by(DrillZone.position, DrillZone.id)
        )
    )


def list_points(session: Session, drill_id: int) -> list[DrillPoint]:
    """Assembly points in the order of the plan."""
    return list(
        session.scalars(select(DrillPoint).where(DrillPoint.drill_id == drill_id).order_by(DrillPoint.position))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPerson:
    """Somebody the plan expects. ``person_id`` is None until the person of a roster line takes part."""

    id: int
    zone_id: int
    person_id: int | None
    #: Empty once erased.
    name: str
    #: Department and post.
    detail: str


def list_expected(session: Session, drill_id: int, *, zone_id: int | None = None) -> list[ExpectedPerson]:
    """The people expected, zone by zone in the order of their lists; of one zone where asked. One statement."""
    query = _expected_query().where(DrillExpected.drill_id == drill_id, DrillZone.dropped_at.is_(None))
    if zone_id is not None:
        query = query.where(DrillExpected.zone_id == zone_id)
    rows = session.execute(query.order_by(DrillZone.position, DrillExpected.position, DrillExpected.id))
    return [_expected(row) for row in rows]


def _expected_query() -> Select[*tuple[Any, ...]]:
    direct, listed = aliased(Person), aliased(Person)
    return (
        select(
            DrillExpected.id, DrillExpected.zone_id,
            func.coalesce(direct.id, listed.id).label("person_id"),
            func.coalesce(direct.name, listed.name, RosterEntry.name, "").label("name"),
            RosterEntry.department, RosterEntry.post,
        )
        .join(DrillZone, DrillZone.id == DrillExpected.zone_id)
        .join(Drill, Drill.id == DrillExpected.drill_id)
        .outerjoin(direct, direct.id == DrillExpected.person_id)
        .outerjoin(RosterEntry, RosterEntry.id == DrillExpected.roster_entry_id)
        .outerjoin(
            listed,
            and_(listed.roster_entry_id == DrillExpected.roster_entry_id, listed.campaign_id == Drill.campaign_id),
        )
    )  # fmt: skip


def _expected(row: Any) -> ExpectedPerson:
    detail = " ".join(part for part in (row.department, row.post) if part)
    return ExpectedPerson(id=row.id, zone_id=row.zone_id, person_id=row.person_id, name=row.name, detail=detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One scan since the alarm."""

    scan_id: int
    person_id: int
    at: datetime
    recorded_at: datetime
    gate: str


def list_arrivals(session: Session, session_id: int, since: datetime, until: datetime | None = None) -> list[Arrival]:
    """Accepted, repeated and returning scans inwards since the alarm that nobody took back, in the order they were stored.

    ``until`` is the end of a run that is over; None = now.
    """
    undo = aliased(Scan)
    before = [Scan.scanned_at < until] if until is not None else []
    rows = session.execute(
        select(Scan.id, Scan.person_id, Scan.scanned_at, Scan.recorded_at, SessionGate.name)
        .outerjoin(SessionGate, SessionGate.id == Scan.gate_id)
        .where(
            Scan.session_id == session_id, Scan.scanned_at >= since, Scan.person_id.is_not(None),
            Scan.direction == "entry",
            Scan.verdict.in_(tuple(verdict.value for verdict in Verdict if verdict.is_in)),
            ~exists().where(undo.undoes_id == Scan.id), *before,
        )
        .order_by(Scan.id)
    )  # fmt: skip
    return [
        Arrival(scan_id=row[0], person_id=row[1] or 0, at=row[2], recorded_at=row[3], gate=row[4] or "") for row in rows
    ]


def list_events(session: Session, drill: Drill) -> list[DrillEvent]:
    """Everything said in the present run, in the order the server heard it."""
    return list(
        session.scalars(
            select(DrillEvent)
            .where(DrillEvent.drill_id == drill.id, DrillEvent.run == drill.run)
            .order_by(DrillEvent.id)
        )
    )


def board_version(session: Session, drill_id: int) -> str:
    """A word that changes whenever the muster board does. One statement over two indexes.

    Counts beside the highest ids: a row committed late has a lower id than one that was already seen.
    """
    parts = [
        select(value).where(condition).correlate(Drill).scalar_subquery()
        for table, condition in (
            (DrillEvent, DrillEvent.drill_id == Drill.id),
            (Scan, Scan.session_id == Drill.session_id),
        )
        for value in (func.count(table.id), func.max(table.id))
    ]
    row = session.execute(select(Drill.run, Drill.nature, Drill.plan_round, *parts).where(Drill.id == drill_id)).first()
    return "-".join(str(part or 0) for part in row) if row else ""


def list_extra(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """Names of people who came and are on no list. None or one statement."""
    if not person_ids:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids))))
    return {row[0]: row[1] for row in rows}
