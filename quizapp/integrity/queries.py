"""The review queue: how many papers wait for somebody to look, which, and why. Names are masked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from quizapp.contests import Attempt, Contest
from quizapp.integrity.models import AttemptAppeal, IntegrityMark
from quizapp.integrity.rules import Rule
from quizapp.integrity.words import reason_of
from quizapp.kit.i18n import Phrase
from quizapp.kit.text import mask_name
from quizapp.people import Person
from quizapp.units import Unit, within_any

PAGE = 30


class Shown(StrEnum):
    """Which marked papers a list shows."""

    #: Nobody has decided yet.
    WAITING = "waiting"
    DISMISSED = "dismissed"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Contests whose papers are meant: of a campaign's units, or one contest."""

    paths: tuple[str, ...] = ()
    campaign_id: int | None = None
    contest_id: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """On `Contest`, joined with its `Unit`."""
        found = [within_any(self.paths)] if self.contest_id is None else [Contest.id == self.contest_id]
        return found if self.campaign_id is None else [*found, Contest.campaign_id == self.campaign_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Figures that whoever may view may know. ``by_rule`` counts papers that wait; one paper may have several marks."""

    waiting: int
    void: int
    appeals: int
    by_rule: Mapping[Rule, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One mark, in words."""

    rule: Rule
    reason: Phrase
    score: float
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPaper:
    """A paper in the queue; ``name`` is masked."""

    attempt_id: int
    contest_id: int
    contest_title: str
    name: str
    unit_name: str
    submitted_at: datetime
    score: int
    is_void: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAppeal:
    """An appeal that nobody has answered."""

    appeal_id: int
    attempt_id: int
    contest_title: str
    name: str
    made_at: datetime


def count_marked(session: Session, where: Where) -> Counts:
    """How much waits. Two statements."""
    rules = select(IntegrityMark.rule, func.count()).join(Attempt, Attempt.id == IntegrityMark.attempt_id)
    waits = (IntegrityMark.dismissed_at.is_(None), Attempt.is_counted)
    by_rule = session.execute(
        _of_contests(rules, IntegrityMark, where).where(*waits).group_by(IntegrityMark.rule)
    ).all()
    people = select(func.count(func.distinct(IntegrityMark.attempt_id))).join(
        Attempt, Attempt.id == IntegrityMark.attempt_id
    )
    appeals = _of_contests(select(func.count(AttemptAppeal.id)), AttemptAppeal, where)
    void = _of_contests(select(func.count(Attempt.id)), Attempt, where).where(Attempt.voided_at.is_not(None))
    row = session.execute(
        select(
            _of_contests(people, IntegrityMark, where).where(*waits).scalar_subquery(),
            appeals.where(AttemptAppeal.answered_at.is_(None)).scalar_subquery(),
            void.scalar_subquery(),
        )
    ).one()
    return Counts(waiting=row[0], appeals=row[1], void=row[2], by_rule={Rule(each[0]): each[1] for each in by_rule})


def _of_contests(query: Any, table: Any, where: Where) -> Any:
    """``query``, of the contests meant; ``table`` has a ``contest_id``."""
    joined = query.join(Contest, Contest.id == table.contest_id).join(Unit, Unit.id == Contest.unit_id)
    return joined.where(*where.conditions())


_OF_STATE: Mapping[Shown, tuple[Any, ...]] = {
    Shown.WAITING: (IntegrityMark.dismissed_at.is_(None), Attempt.is_counted),
    Shown.DISMISSED: (IntegrityMark.dismissed_at.is_not(None), Attempt.voided_at.is_(None)),
    Shown.VOID: (Attempt.voided_at.is_not(None),),
}


def list_marked(
    session: Session, where: Where, *, shown: Shown = Shown.WAITING, rule: Rule | None = None, page: int = 1
) -> tuple[list[MarkedPaper], int]:
    """One page of marked papers, the most striking first, and how many there are. Four statements."""
    query = select(IntegrityMark.attempt_id, func.max(IntegrityMark.score).label("top"))
    query = query.join(Attempt, Attempt.id == IntegrityMark.attempt_id)
    query = _of_contests(query, IntegrityMark, where).where(*_OF_STATE[shown]).group_by(IntegrityMark.attempt_id)
    if rule is not None:
        query = query.where(IntegrityMark.rule == rule.value)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    order = (func.max(IntegrityMark.score).desc(), IntegrityMark.attempt_id)
    ids = list(session.scalars(query.order_by(*order).limit(PAGE).offset(PAGE * (page - 1))))
    return describe_papers(session, ids), total


def describe_papers(session: Session, attempt_ids: Collection[int]) -> list[MarkedPaper]:
    """These papers with their evidence, in this order. Two statements."""
    evidence = read_evidence(session, attempt_ids)
    rows = session.execute(
        select(
            Attempt.id, Attempt.contest_id, Contest.title, Person.name, Unit.name.label("unit_name"),
            Attempt.submitted_at, Attempt.score, Attempt.voided_at,
        )
        .join(Contest, Contest.id == Attempt.contest_id)
        .join(Person, Person.id == Attempt.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Attempt.id.in_(attempt_ids), Attempt.submitted_at.is_not(None))
    )  # fmt: skip
    found = {row.id: row for row in rows}
    return [_marked(found[each], evidence.get(each, ())) for each in attempt_ids if each in found]


def _marked(row: Any, evidence: tuple[Evidence, ...]) -> MarkedPaper:
    return MarkedPaper(
        attempt_id=row.id, contest_id=row.contest_id, contest_title=row.title, name=mask_name(row.name),
        unit_name=row.unit_name, submitted_at=row.submitted_at, score=row.score, is_void=row.voided_at is not None,
        evidence=evidence,
    )  # fmt: skip


def read_evidence(session: Session, attempt_ids: Collection[int]) -> dict[int, tuple[Evidence, ...]]:
    """Attempt id -> its marks, the strongest first. One statement."""
    found: dict[int, list[Evidence]] = {}
    query = select(IntegrityMark).where(IntegrityMark.attempt_id.in_(attempt_ids))
    for mark in session.scalars(query.order_by(IntegrityMark.score.desc(), IntegrityMark.rule)):
        rule = Rule(mark.rule)
        told = Evidence(
            rule=rule, reason=reason_of(rule, mark.detail), score=mark.score, first_seen=mark.first_seen
        )  # fmt: skip
        found.setdefault(mark.attempt_id, []).append(told)
    return {attempt_id: tuple(marks) for attempt_id, marks in found.items()}


def list_waiting_appeals(session: Session, where: Where, *, limit: int = 50) -> list[WaitingAppeal]:
    """Appeals without an answer, the oldest first. One statement."""
    query = (
        select(AttemptAppeal.id, AttemptAppeal.attempt_id, Contest.title, Person.name, AttemptAppeal.made_at)
        .join(Attempt, Attempt.id == AttemptAppeal.attempt_id)
        .join(Person, Person.id == Attempt.person_id)
    )
    query = _of_contests(query, AttemptAppeal, where).where(AttemptAppeal.answered_at.is_(None))
    rows = session.execute(query.order_by(AttemptAppeal.made_at, AttemptAppeal.id).limit(limit))
    return [
        WaitingAppeal(
            appeal_id=row.id, attempt_id=row.attempt_id, contest_title=row.title, name=mask_name(row.name),
            made_at=row.made_at,
        )
        for row in rows
    ]  # fmt: skip


def waiting_contests(session: Session, where: Where) -> list[tuple[int, str, int]]:
    """Contests with papers that wait: id, title, how many; the most first. One statement."""
    count = func.count(func.distinct(IntegrityMark.attempt_id))
    query = select(Contest.id, Contest.title, count).select_from(IntegrityMark)
    query = query.join(Attempt, and_(Attempt.id == IntegrityMark.attempt_id, Attempt.is_counted))
    query = _of_contests(query, IntegrityMark, where).where(IntegrityMark.dismissed_at.is_(None))
    rows = session.execute(query.group_by(Contest.id, Contest.title).order_by(count.desc(), Contest.id))
    return [(row[0], row[1], row[2]) for row in rows]
