"""Whom one may race against: complete first runs of others over questions one has not seen, and one's own best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, select
from sqlalchemy.orm import Session

from quizapp.kit.text import mask_name
from quizapp.people import Person
from quizapp.practice.desk import Desk
from quizapp.practice.models import PracticeLearner, RaceRun
from quizapp.practice.pool import Pool
from quizapp.practice.rules import RACE_LONGEST_MS, RACE_SHORTEST_MS

_RUNS = cast(Table, RaceRun.__table__)
#: Runs that are looked at, newest first, and opponents that are offered.
_LOOKED_AT, OFFERED = 200, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Opponent:
    """A recorded run, as somebody else may see it."""

    id: int
    token: str
    paper: str
    question_ids: tuple[int, ...]
    #: Masked; empty for somebody who gave no name.
    name: str
    is_mine: bool
    marks: tuple[tuple[int, int], ...]
    right: int
    used_ms: int


def list_opponents(session: Session, desk: Desk, pool: Pool) -> list[Opponent]:
    """The newest runs of others, at most one of each, newest first. Two statements."""
    found: dict[int, Opponent] = {}
    query = _others(desk).order_by(_RUNS.c.finished_at.desc(), _RUNS.c.id.desc()).limit(_LOOKED_AT)
    for row in session.execute(query):
        if row.learner_id not in found and _is_asked_today(row, pool):
            found[row.learner_id] = _opponent(row, desk)
        if len(found) == OFFERED:
            break
    return list(found.values())


def own_best(session: Session, desk: Desk, pool: Pool) -> Opponent | None:
    """One's own best complete run over questions that are still asked. One statement."""
    if desk.learner_id is None:
        return None
    mine = _complete().where(_RUNS.c.learner_id == desk.learner_id)
    order = (_RUNS.c.right_count.desc(), _RUNS.c.used_ms, _RUNS.c.id)
    rows = session.execute(mine.order_by(*order).limit(_LOOKED_AT))
    return next((_opponent(row, desk) for row in rows if _is_asked_today(row, pool)), None)


def find_opponent(session: Session, desk: Desk, pool: Pool | None, name: str | int) -> Opponent | None:
    """The run with this token that may be raced now; with an id (and no pool) the one that is being raced."""
    if isinstance(name, int) or pool is None:
        row = session.execute(_complete().where(_RUNS.c.id == name)).first()
        return _opponent(row, desk) if row else None
    mine = _complete().where(_RUNS.c.learner_id == desk.learner_id, _RUNS.c.token == name)
    row = session.execute(_others(desk).where(_RUNS.c.token == name)).first() or session.execute(mine).first()
    return _opponent(row, desk) if row and _is_asked_today(row, pool) else None


def _complete() -> Select[*tuple[Any, ...]]:
    """Complete runs with the name of whoever ran."""
    return (
        select(_RUNS, Person.name, Person.erased_at)
        .join(PracticeLearner, PracticeLearner.id == _RUNS.c.learner_id)
        .outerjoin(Person, Person.id == PracticeLearner.person_id)
        .where(_RUNS.c.finished_at.is_not(None))
    )


def _others(desk: Desk) -> Select[*tuple[Any, ...]]:
    seen = select(_RUNS.c.paper).where(_RUNS.c.learner_id == (desk.learner_id or 0))
    conditions: tuple[ColumnElement[bool], ...] = (
        _RUNS.c.campaign_id == desk.opened.campaign_id, _RUNS.c.is_offered, _RUNS.c.try_no == 1,
        _RUNS.c.learner_id != (desk.learner_id or 0), _RUNS.c.paper.not_in(seen),
        _RUNS.c.used_ms <= RACE_LONGEST_MS,
        # nobody reads a question in less: not a run that a person can race against
        _RUNS.c.used_ms >= RACE_SHORTEST_MS * _RUNS.c.step,
    )  # fmt: skip
    return _complete().where(*conditions)


def _is_asked_today(row: Row[Any], pool: Pool) -> bool:
    return all(question_id in pool.by_id for question_id in row.question_ids)


def _opponent(row: Row[Any], desk: Desk) -> Opponent:
    return Opponent(
        id=row.id, token=row.token, paper=row.paper, question_ids=tuple(row.question_ids),
        name=mask_name(row.name) if row.name and row.erased_at is None else "",
        is_mine=row.learner_id == desk.learner_id, marks=tuple((mark[0], mark[1]) for mark in row.marks),
        right=row.right_count, used_ms=row.used_ms,
    )  # fmt: skip
