"""People in order of their results: the first of a contest, and where one person stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, text, tuple_
from sqlalchemy.orm import Session

from quizapp.contests.counted.keep import RESULTS
from quizapp.contests.counted.models import COUNTS
from quizapp.people import Person
from quizapp.units import Unit

#: The order of a board. Everybody has a place of his own: the last column differs.
ORDER = ("lost", "seconds", "reached_at", "person_id")
#: Places are counted exactly up to here, so that a reader never walks through a million results.
FARTHEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPerson:
    """One person's result. ``name`` is the full one, empty once erased."""

    person_id: int
    name: str
    unit_name: str
    unit_kind: str
    score: int
    max_score: int
    seconds: int
    reached_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a person stands; ``number`` is None beyond `FARTHEST`."""

    number: int | None
    score: int
    max_score: int
    seconds: int
    unit_kind: str


def _people() -> Select[Any]:
    found = RESULTS.c
    return (
        select(
            found.person_id, Person.name, Unit.name.label("unit_name"), found.unit_kind, found.score, found.max_score,
            found.seconds, found.reached_at, found.attempts,
        )
        .join_from(RESULTS, Person, Person.id == found.person_id)
        .join(Unit, Unit.id == found.unit_id)
    )  # fmt: skip


def list_best(session: Session, contest_id: int, *, limit: int, unit_kind: str = "") -> list[RankedPerson]:
    """The first ``limit`` people in order: score, then time used, then moment, then number. One statement, read off an index."""
    query = _people().where(*_of(contest_id, unit_kind)).order_by(*(RESULTS.c[name] for name in ORDER)).limit(limit)
    return [RankedPerson(**row._mapping) for row in session.execute(query)]


def list_people(session: Session, contest_id: int, person_ids: Sequence[int]) -> dict[int, RankedPerson]:
    """These people's results as they stand, by person. One statement."""
    query = _people().where(RESULTS.c.contest_id == contest_id, RESULTS.c.person_id.in_(person_ids))
    return {row.person_id: RankedPerson(**row._mapping) for row in session.execute(query)}


def find_place(session: Session, contest_id: int, person_id: int, *, unit_kind: str = "") -> Place | None:
    """Where the person stands; None without a result, and in a bracket that is not his. Two statements."""
    found = RESULTS.c
    mine = session.execute(select(RESULTS).where(found.person_id == person_id, *_of(contest_id, unit_kind))).first()
    if mine is None:
        return None
    is_before = tuple_(*(found[name] for name in ORDER)) < tuple_(
        *(getattr(mine, name) for name in ORDER), types=[found[name].type for name in ORDER]
    )
    ahead = select(found.person_id).where(is_before, *_of(contest_id, unit_kind))
    ahead = ahead.order_by(*(found[name] for name in ORDER)).limit(FARTHEST)
    before = session.scalar(select(func.count()).select_from(ahead.subquery())) or 0
    return Place(
        number=before + 1 if before < FARTHEST else None, score=mine.score, max_score=mine.max_score,
        seconds=mine.seconds, unit_kind=mine.unit_kind,
    )  # fmt: skip


def _of(contest_id: int, unit_kind: str) -> list[ColumnElement[bool]]:
    bracket = [RESULTS.c.unit_kind == unit_kind] if unit_kind else []
    return [RESULTS.c.contest_id == contest_id, *bracket, text(COUNTS)]  # type: ignore[list-item]
