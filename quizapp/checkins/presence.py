"""Reading the log of passages: who stayed how long, who is inside, what went through which gate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.activities import SessionFacts, load_facts
from quizapp.checkins.models import Attendance, Scan, SessionGate
from quizapp.checkins.stays import Passage, Stay, pair, whole
from quizapp.checkins.verdicts import SEEN

_Undo = aliased(Scan)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFigures:
    """What went through one gate. ``gate_id`` is None for scans that named none."""

    gate_id: int | None
    name: str
    #: 人次 whose first scan was here: over all gates they make the session's named heads, each once.
    first_here: int
    #: People and days seen here: who went through two gates stands in both, so gates do not add up.
    seen_here: int
    #: All entries scanned here, repeated ones too; and exits.
    entries: int
    exits: int


def _counts(*session_ids: int) -> tuple[ColumnElement[bool], ...]:
    """Passages that count: of a head that stands, not taken back themselves. Needs a join with `Attendance`."""
    return (
        Scan.session_id.in_(session_ids),
        Scan.verdict.in_(SEEN),
        # a head taken back took its passages along; before the first undo there is none to leave out, and of two
        # scans at one moment the one that lost may have been stored first
        or_(Attendance.round == 0, Scan.id >= Attendance.scan_id),
        ~exists().where(_Undo.undoes_id == Scan.id),
    )


_STANDING = and_(
    Attendance.session_id == Scan.session_id,
    Attendance.person_id == Scan.person_id,
    Attendance.slot == Scan.slot,
    Attendance.undone_at.is_(None),
)


def stays_of(
    session: Session, facts: SessionFacts, *, now: datetime, person_ids: Collection[int] | None = None
) -> dict[tuple[int, date], Stay]:
    """(person, day) -> how long, by the rule of `quizapp.checkins.stays`. One statement."""
    found = stays_at(session, [facts], now=now, person_ids=person_ids)
    return {(person_id, day): stay for (_, person_id, day), stay in found.items()}


def by_head(facts: SessionFacts, stays: Mapping[tuple[int, date], Stay]) -> dict[tuple[int, date], Stay]:
    """(person, slot) -> how long, the days of `stays_of` together where one head stands for several. Pure."""
    found: dict[tuple[int, date], list[Stay]] = defaultdict(list)
    for (person_id, day), stay in stays.items():
        found[person_id, day if facts.door.counts_each_day else facts.day].append(stay)
    return {key: whole(days) for key, days in found.items()}


def stays_at(
    session: Session, held: Collection[SessionFacts], *, now: datetime, person_ids: Collection[int] | None = None
) -> dict[tuple[int, int, date], Stay]:
    """(session, person, day) -> how long, of several sessions at once. One statement, none without sessions."""
    if not held:
        return {}
    by_id = {facts.id: facts for facts in held}
    query = (
        select(
            Scan.session_id, Scan.person_id, Scan.slot, Scan.id, Scan.scanned_at, Scan.direction, Attendance.arrived_at,
            Attendance.scan_id,
        )
        .join(Attendance, _STANDING)
        .where(*_counts(*(facts.id for facts in held)))
    )  # fmt: skip
    if person_ids is not None:
        query = query.where(Scan.person_id.in_(set(person_ids)))
    found: dict[tuple[int, int, date], list[Passage]] = defaultdict(list)
    for session_id, person_id, slot, scan_id, at, direction, arrived_at, first_id in session.execute(query):
        # who was entered afterwards came when the organizer says, not when it was typed in
        moment = arrived_at if scan_id == first_id else at
        assert person_id is not None
        facts = by_id[session_id]
        day = slot if facts.door.counts_each_day else facts.day_of(moment)
        found[session_id, person_id, day].append(Passage(at=moment, is_exit=direction == "exit", scan_id=scan_id))
    stays = {key: _stay(by_id[key[0]], key[2], passages, now) for key, passages in found.items()}
    return {key: stay for key, stay in stays.items() if stay.entries}


def _stay(facts: SessionFacts, day: date, passages: list[Passage], now: datetime) -> Stay:
    starts_at, ends_at = facts.day_window(day)
    return pair(passages, starts_at=starts_at, ends_at=ends_at, now=now)


def stayed_minutes(session: Session, session_id: int, person_id: int, *, now: datetime) -> int:
    """Whole minutes that a person spent at a session, all of its days together; 0 for somebody who did not come.

    Where exits are not taken, a stay lasts from the first arrival to the end of the day's session.
    """
    facts = load_facts(session, session_id)
    return sum(stay.minutes for stay in stays_of(session, facts, now=now, person_ids=[person_id]).values())


def stayed_long_enough(session: Session, session_id: int, person_id: int, *, now: datetime) -> bool:
    """Whether a person came and meets the session's shortest stay: the rule for certificates of attendance."""
    facts = load_facts(session, session_id)
    return person_id in long_enough(
        stays_of(session, facts, now=now, person_ids=[person_id]), least_min=facts.door.min_stay_min
    )


def long_enough(stays: Mapping[tuple[int, date], Stay], *, least_min: int) -> set[int]:
    """People of `stays_of` who stayed so many minutes, all of their days together. Pure."""
    minutes: dict[int, int] = defaultdict(int)
    for (person_id, _), stay in stays.items():
        minutes[person_id] += stay.minutes
    return {person_id for person_id, stayed in minutes.items() if stayed >= least_min}


def count_inside(session: Session, facts: SessionFacts, *, now: datetime) -> int:
    """People inside now: came on the present day and were not seen leaving since. One statement."""
    return _count_latest(session, facts, "entry", now)


def count_left(session: Session, facts: SessionFacts, *, now: datetime) -> int:
    """People who came on the present day and have left. One statement."""
    return _count_latest(session, facts, "exit", now)


def _count_latest(session: Session, facts: SessionFacts, direction: str, now: datetime) -> int:
    of_day = [Scan.scanned_at >= facts.day_begin(now)] if facts.is_one_head_over_days else []
    latest = (
        select(
            Scan.direction,
            func.row_number()
            .over(partition_by=Scan.person_id, order_by=(Scan.scanned_at.desc(), Scan.id.desc()))
            .label("back"),
        )
        .join(Attendance, _STANDING)
        .where(*_counts(facts.id), Scan.slot == facts.slot(now), *of_day)
        .subquery()
    )
    found = select(func.count()).select_from(latest).where(latest.c.back == 1, latest.c.direction == direction)
    return session.scalar(found) or 0


def gate_figures(session: Session, session_id: int) -> list[GateFigures]:
    """Figures of every gate in its order, closed ones with scans too; scans without a gate last. Two statements."""
    is_exit = Scan.direction == "exit"
    of_person = (
        select(
            Scan.gate_id.label("gate_id"),
            func.sum(case((Attendance.scan_id == Scan.id, 1), else_=0)).label("first"),
            func.sum(case((is_exit, 0), else_=1)).label("entries"),
            func.sum(case((is_exit, 1), else_=0)).label("exits"),
        )
        .join(Attendance, _STANDING)
        .where(*_counts(session_id))
        .group_by(Scan.gate_id, Scan.slot, Scan.person_id)
        .subquery()
    )
    columns = (func.sum(of_person.c.first), func.count(), func.sum(of_person.c.entries), func.sum(of_person.c.exits))
    rows = session.execute(select(of_person.c.gate_id, *columns).group_by(of_person.c.gate_id))
    by_gate: dict[int | None, tuple[int, ...]] = {row[0]: tuple(int(figure) for figure in row[1:]) for row in rows}
    gates = session.execute(
        select(SessionGate.id, SessionGate.name, SessionGate.closed_at)
        .where(SessionGate.session_id == session_id)
        .order_by(SessionGate.position, SessionGate.id)
    )
    shown: list[tuple[int | None, str]] = [(row[0], row[1]) for row in gates if row[2] is None or row[0] in by_gate]
    shown += [(None, "")] if None in by_gate else []
    return [_figures(gate_id, name, by_gate.get(gate_id, (0, 0, 0, 0))) for gate_id, name in shown]


def _figures(gate_id: int | None, name: str, found: tuple[int, ...]) -> GateFigures:
    first_here, seen_here, entries, exits = found
    return GateFigures(
        gate_id=gate_id, name=name, first_here=first_here, seen_here=seen_here, entries=entries, exits=exits
    )  # fmt: skip
