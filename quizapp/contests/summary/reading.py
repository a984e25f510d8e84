"""Papers that stand in the ledger at a position, counted by the database: one statement a figure, however many papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, and_, case, cast, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.contests.credits import ATTEMPT, restored_by
from quizapp.contests.models import Attempt
from quizapp.contests.verified import is_verified
from quizapp.ledger import LedgerEntry, Measure
from quizapp.people import Person
from quizapp.units import Unit, within


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Which papers: of a contest, up to a position, credited below ``path`` (empty = everywhere) or outside of it."""

    contest_id: int
    position: int
    path: str = ""
    is_outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """人数 and 人次 of some papers. Shares are 0 to 1."""

    people: int = 0
    papers: int = 0
    passed_people: int = 0
    verified_people: int = 0
    verified_papers: int = 0
    #: Mean share of the full score; None without papers.
    share: float | None = None

    @property
    def pass_share(self) -> float | None:
        """People who passed at least once, of those who took part."""
        return self.passed_people / self.people if self.people else None


def count(session: Session, papers: Papers) -> Counts:
    """All of them together. One statement."""
    return _counts(session.execute(_sums(_standing(papers).subquery())).one())


def count_by_unit(session: Session, papers: Papers, unit_id: int) -> dict[int, Counts]:
    """Each child of ``unit_id`` with everything below it, and the unit itself without. One statement.

    People are counted in each anew, never added up.
    """
    rows, holder = _standing(papers).subquery(), aliased(Unit)
    below = and_(
        rows.c.path >= holder.path, rows.c.path < func.substr(holder.path, 1, func.length(holder.path) - 1) + "0"
    )
    own = and_(holder.id == unit_id, rows.c.path == holder.path)
    joined = rows.join(holder, or_(and_(holder.parent_id == unit_id, below), own))
    found = session.execute(_sums(rows, holder.id.label("unit_id")).select_from(joined).group_by(holder.id))
    return {row.unit_id: _counts(row) for row in found}


def count_scores(session: Session, papers: Papers) -> list[tuple[int, int]]:
    """(whole percent of the full score, papers). One statement."""
    rows = _standing(papers).subquery()
    key = (rows.c.score, rows.c.max_score)
    found = session.execute(select(*key, func.count()).group_by(*key))
    return [(100 * score // most if most else 0, number) for score, most, number in found]


def count_tries(session: Session, papers: Papers) -> dict[int, int]:
    """Papers of a person -> how many people have so many. One statement."""
    rows = _standing(papers).subquery()
    tries = select(func.count().label("tries")).select_from(rows).group_by(rows.c.person_id).subquery()
    found = session.execute(select(tries.c.tries, func.count()).group_by(tries.c.tries).order_by(tries.c.tries))
    return {row[0]: row[1] for row in found}


def count_times(session: Session, papers: Papers, zone: ZoneInfo) -> tuple[Counter[date], Counter[int]]:
    """Papers by day and by hour of the day (0 to 23), by the clock of ``zone``. One statement."""
    rows = _standing(papers).subquery()
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    moment = rows.c.occurred_at
    hour = (
        func.strftime("%Y-%m-%d %H", moment)
        if is_sqlite
        else func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD HH24")
    )
    days, hours = Counter[date](), Counter[int]()
    for text, number in session.execute(select(hour, func.count()).group_by(hour)):
        local = datetime.strptime(text, "%Y-%m-%d %H").replace(tzinfo=UTC).astimezone(zone)
        days[local.date()] += number
        hours[local.hour] += number
    return days, hours


def _standing(papers: Papers) -> Select[Any]:
    """A row for each paper that counts at the position, as the statistics count it."""
    taken_back = aliased(LedgerEntry)
    of_entry = and_(taken_back.reverses_id == LedgerEntry.id, taken_back.id <= papers.position)
    columns: tuple[Any, ...] = (
        Attempt.person_id, Attempt.score, Attempt.max_score, Attempt.passed, Unit.path, LedgerEntry.occurred_at,
        is_verified().label("is_verified"),
    )  # fmt: skip
    return (
        select(*columns)
        .select_from(Attempt)
        .join(LedgerEntry, and_(LedgerEntry.source_id == Attempt.id, *_own_entry(papers)))
        .join(Unit, Unit.id == LedgerEntry.unit_id)
        .join(Person, Person.id == Attempt.person_id)
        .outerjoin(taken_back, of_entry)
        .where(Attempt.contest_id == papers.contest_id, taken_back.id.is_(None) | restored_by(papers.position))
        .where(*_where(papers))
    )


def _own_entry(papers: Papers) -> Iterator[ColumnElement[bool]]:
    yield LedgerEntry.source_table == ATTEMPT
    yield LedgerEntry.measure == Measure.ATTENDANCE.value
    yield LedgerEntry.id <= papers.position


def _where(papers: Papers) -> Iterator[ColumnElement[bool]]:
    if papers.path:
        yield not_(within(papers.path)) if papers.is_outside else within(papers.path)


def _sums(rows: Subquery, *key: Any) -> Select[Any]:
    person = rows.c.person_id
    return select(
        *key, func.count(func.distinct(person)).label("people"), func.count(person).label("papers"),
        func.count(func.distinct(case((rows.c.passed, person)))).label("passed_people"),
        func.count(func.distinct(case((rows.c.is_verified, person)))).label("verified_people"),
        func.count(case((rows.c.is_verified, person))).label("verified_papers"),
        cast(func.sum(rows.c.score), BigInteger).label("score"), cast(func.sum(rows.c.max_score), BigInteger).label("most"),
    )  # fmt: skip


def _counts(row: Any) -> Counts:
    names = ("people", "papers", "passed_people", "verified_people", "verified_papers")
    share = row.score / row.most if row.most else None
    return Counts(share=share, **{name: getattr(row, name) for name in names})
