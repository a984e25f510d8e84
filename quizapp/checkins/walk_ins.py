"""Walk-ins of a session, whom they may be, and merges that stand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from quizapp.activities import SessionFacts
from quizapp.checkins.models import Attendance, PersonMerge, PersonMergeHead
from quizapp.kit.text import fold_key
from quizapp.people import FoundPerson, Person, search_people
from quizapp.units import Unit

#: Walk-ins shown on one page, and people offered for each.
LISTED, OFFERED = 100, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkInLine:
    """A name that a helper wrote down, and people it may be."""

    person_id: int
    name: str
    unit_name: str
    arrived_at: datetime
    offered: tuple[FoundPerson, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeLine:
    """A merge of this session's people that stands."""

    id: int
    walk_in_name: str
    kept_name: str
    reason: str
    merged_at: datetime


def list_walk_ins(
    session: Session, facts: SessionFacts, *, paths: Collection[str], words: str = ""
) -> list[WalkInLine]:  # fmt: skip
    """Walk-ins who are in, oldest first, each with people of his name, or of ``words`` when something was searched.

    One statement, and one more for each walk-in.
    """
    rows = session.execute(
        select(Person.id, Person.name, Unit.name.label("unit_name"), Attendance.arrived_at)
        .join(Attendance, Attendance.person_id == Person.id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Attendance.session_id == facts.id, Attendance.undone_at.is_(None), Person.erased_at.is_(None),
            Person.origin.in_(["helper", "paper"]), Person.roster_entry_id.is_(None),
        )
        .order_by(Attendance.id)
        .limit(LISTED)
    ).all()  # fmt: skip
    return [
        WalkInLine(
            person_id=row.id, name=row.name, unit_name=row.unit_name, arrived_at=row.arrived_at,
            offered=_offered(session, facts, row.id, row.name, paths, words),
        )
        for row in rows
    ]  # fmt: skip


def _offered(
    session: Session, facts: SessionFacts, person_id: int, name: str, paths: Collection[str], words: str
) -> tuple[FoundPerson, ...]:
    found = search_people(
        session, campaign_id=facts.campaign_id, paths=paths, words=words or name, limit=OFFERED + 1
    )  # fmt: skip
    others = [each for each in found if each.person_id != person_id]
    exact = [each for each in others if fold_key(each.name) == fold_key(name)]
    return tuple((others if words else exact or others)[:OFFERED])


def list_merges(session: Session, session_id: int) -> list[MergeLine]:
    """Merges that touched this session and stand, newest first. One statement."""
    walk_in, kept = aliased(Person), aliased(Person)
    rows = session.execute(
        select(PersonMerge.id, walk_in.name, kept.name, PersonMerge.reason, PersonMerge.merged_at)
        .join(walk_in, walk_in.id == PersonMerge.walk_in_id)
        .join(kept, kept.id == PersonMerge.kept_id)
        .where(PersonMerge.undone_at.is_(None), _touches(session_id))
        .order_by(PersonMerge.id.desc())
        .limit(LISTED)
    )
    return [
        MergeLine(id=row[0], walk_in_name=row[1], kept_name=row[2], reason=row[3], merged_at=row[4]) for row in rows
    ]


def session_of_merge(session: Session, merge_id: int, session_id: int) -> bool:
    """Whether the merge touched a head of the session."""
    return session.scalar(select(PersonMerge.id).where(PersonMerge.id == merge_id, _touches(session_id))) is not None


def _touches(session_id: int) -> ColumnElement[bool]:
    return exists().where(
        PersonMergeHead.merge_id == PersonMerge.id, Attendance.id == PersonMergeHead.taken_id,
        Attendance.session_id == session_id,
    )  # fmt: skip
