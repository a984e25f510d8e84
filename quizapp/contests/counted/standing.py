"""Papers that count, now or at an earlier point of the ledger, and the results that follow from them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.contests.counted.fold import Counted, Paper, fold
from quizapp.contests.credits import ATTEMPT, REOPENING, RULING
from quizapp.contests.models import Attempt, AttemptReopening, AttemptRuling, Contest
from quizapp.contests.rules import Counting
from quizapp.ledger import LedgerEntry, Measure
from quizapp.people import Person
from quizapp.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """A point of the ledger: entries up to this id, or recorded at this moment at the latest."""

    position: int | None = None
    moment: datetime | None = None

    def holds(self, entry: type[LedgerEntry]) -> tuple[ColumnElement[bool], ...]:
        """Conditions on an entry."""
        by_id = () if self.position is None else (entry.id <= self.position,)
        by_time = () if self.moment is None else (entry.recorded_at <= self.moment,)
        return (*by_id, *by_time)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonResult:
    """A result and whose it is."""

    person_id: int
    unit_id: int
    unit_kind: str
    counted: Counted


def stands(until: Until | None = None) -> ColumnElement[bool]:
    """Whether an `Attempt` counts; with ``until`` by the ledger alone, as it stood then."""
    if until is None:
        return Attempt.is_counted.is_(True)
    by_itself = _has_entry(ATTEMPT, until, lambda entry: entry.source_id == Attempt.id)
    again = [
        _has_entry(table, until, lambda entry, made=made: (entry.source_id == made.id) & (made.attempt_id == Attempt.id))
        for table, made in ((RULING, AttemptRuling), (REOPENING, AttemptReopening))
    ]  # fmt: skip
    return or_(by_itself, *again)


def _has_entry(table: str, until: Until, is_its: Any) -> ColumnElement[bool]:
    entry, reversal = aliased(LedgerEntry), aliased(LedgerEntry)
    taken_back = exists().where(reversal.reverses_id == entry.id, *until.holds(reversal))
    return exists().where(
        entry.source_table == table, is_its(entry), entry.measure == Measure.ATTENDANCE.value, *until.holds(entry),
        ~taken_back,
    )  # fmt: skip


def papers_of(contest_id: int, *, until: Until | None, person_ids: Collection[int] | None = None) -> Select[Any]:
    """Papers that count with their person's unit, person by person."""
    only = [] if person_ids is None else [Attempt.person_id.in_(person_ids)]
    query = (
        select(
            Attempt.id.label("attempt_id"), Attempt.person_id, Attempt.score, Attempt.max_score, Attempt.correct_count,
            Attempt.started_at, Attempt.submitted_at, Person.unit_id, Unit.kind.label("unit_kind"),
        )
        .join(Person, Person.id == Attempt.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Attempt.contest_id == contest_id, Attempt.submitted_at.is_not(None), stands(until), *only)
        .order_by(Attempt.person_id, Attempt.id)
    )  # fmt: skip
    return cast("Select[Any]", query)


def stream_results(
    session: Session, contest_id: int, *, until: Until | None = None, person_ids: Collection[int] | None = None
) -> Iterator[PersonResult]:
    """Results recounted from papers and ledger, by person id; read as a stream, so memory stays flat. Two statements.

    With ``until`` the same answer for ever, whatever is voided or restored later; only a paper that was opened again
    since is taken as it is now.
    """
    rule = session.execute(select(Contest.counting, Contest.pass_percent).where(Contest.id == contest_id)).one()
    query = papers_of(contest_id, until=until, person_ids=person_ids)
    rows = session.execute(query, execution_options={"yield_per": 1000})
    for person_id, group in groupby(rows, key=lambda row: row.person_id):
        papers = list(group)
        counted = fold([_paper(row) for row in papers], Counting(rule.counting), pass_percent=rule.pass_percent)
        if counted is not None:
            yield PersonResult(
                person_id=person_id, unit_id=papers[-1].unit_id, unit_kind=papers[-1].unit_kind, counted=counted
            )


def _paper(row: Row[Any]) -> Paper:
    return Paper(
        attempt_id=row.attempt_id, score=row.score, max_score=row.max_score, correct_count=row.correct_count or 0,
        started_at=row.started_at, submitted_at=row.submitted_at,
    )  # fmt: skip
