"""Sums of results per unit: kept up to what a job has rolled, plus an exact tail.

Each result knows what of it the sums hold. A reader adds the rows that have changed since and takes off what the sums
held of them, in one statement and so at one moment: exact whether or not the job has run, and as cheap at a million
papers as at ten thousand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import BigInteger, Row, Table, case, func, literal, select, text, union_all, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from quizapp.contests.counted.keep import RESULTS
from quizapp.contests.counted.models import COUNTS, NOT_ROLLED, ContestTally
from quizapp.db import Store
from quizapp.ledger import lock_position
from quizapp.units import Unit

TALLIES = cast(Table, ContestTally.__table__)
READER = "contest_tally"
#: Results a transaction: well under half a second on a small machine.
STEP = 2_000
_AMOUNTS = ("people", "attempts", "score", "max_score", "correct")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSum:
    """Results of the people of one unit, without the units below it. Scores and right answers are hundredths."""

    path: str
    kind: str
    people: int
    attempts: int
    score: int
    max_score: int
    correct: int
    #: People whose result reaches each asked share of the full score, in the order asked.
    reached: tuple[int, ...]


def sum_results(session: Session, contest_id: int, *, marks: Sequence[int] = ()) -> list[UnitSum]:
    """Sums per unit that has results, in no order. One statement; reads sums and the tail, never all results."""
    parts = union_all(_rolled(contest_id), _changed(contest_id), _as_rolled(contest_id)).subquery()
    amounts = [_whole(parts.c[name]).label(name) for name in _AMOUNTS]
    reached = [_whole(case((parts.c.percent >= mark, parts.c.people), else_=0)) for mark in marks]
    rows = session.execute(
        select(Unit.path, Unit.kind, *amounts, *reached)
        .join_from(parts, Unit, Unit.id == parts.c.unit_id)
        .group_by(Unit.path, Unit.kind)
        .having(func.sum(parts.c.people) > 0)
    )
    return [
        UnitSum(
            path=row.path, kind=row.kind, people=row.people, attempts=row.attempts, score=row.score, max_score=row.max_score,
            correct=row.correct, reached=tuple(row[7:]),
        )
        for row in rows
    ]  # fmt: skip


def _whole(column: Any) -> Any:
    return sql_cast(func.sum(column), BigInteger)


def _rolled(contest_id: int) -> Any:
    kept = TALLIES.c
    return select(kept.unit_id, kept.percent, *(kept[name] for name in _AMOUNTS)).where(kept.contest_id == contest_id)


def _changed(contest_id: int) -> Any:
    now = RESULTS.c
    return select(
        now.unit_id, now.percent, literal(1).label("people"), now.attempts, now.score, now.max_score, now.correct
    ).where(now.contest_id == contest_id, text(NOT_ROLLED), text(COUNTS))


def _as_rolled(contest_id: int) -> Any:
    was = RESULTS.c
    return select(
        was.rolled_unit_id, was.rolled_percent, literal(-1).label("people"), -was.rolled_attempts, -was.rolled_score,
        -was.rolled_max, -was.rolled_correct,
    ).where(was.contest_id == contest_id, text(NOT_ROLLED), was.rolled_unit_id.is_not(None))  # fmt: skip


def roll_up_results(store: Store, *, step: int = STEP) -> int:
    """Add what has changed to the sums; how many results that were. Safe at any time, in several processes."""
    done = 0
    while True:
        with store.write() as session:
            moved = _advance(session, step)
        done += moved
        if moved < step:
            return done


def _advance(session: Session, step: int) -> int:
    lock_position(session, READER)
    query = select(RESULTS).where(text(NOT_ROLLED)).order_by(RESULTS.c.contest_id, RESULTS.c.person_id)
    rows = session.execute(query.limit(step).with_for_update(skip_locked=True)).all()
    _add(session, rows)
    by_contest: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        by_contest[row.contest_id].append(row.person_id)
    for contest_id, people in by_contest.items():
        _note_rolled(session, contest_id, people)
    return len(rows)


def _add(session: Session, rows: Sequence[Row[Any]]) -> None:
    adding: dict[tuple[int, int, int], Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.attempts:
            amounts = (1, row.attempts, row.score, row.max_score, row.correct)
            adding[row.contest_id, row.unit_id, row.percent].update(dict(zip(_AMOUNTS, amounts, strict=True)))
        if row.rolled_unit_id is not None:
            held = (1, row.rolled_attempts, row.rolled_score, row.rolled_max, row.rolled_correct)
            adding[row.contest_id, row.rolled_unit_id, row.rolled_percent].subtract(
                dict(zip(_AMOUNTS, held, strict=True))
            )
    if adding:
        session.connection().execute(_grow(session), [_tally(key, adding[key]) for key in sorted(adding)])


def _tally(key: tuple[int, int, int], amounts: Counter[str]) -> dict[str, int]:
    names = dict(zip(("contest_id", "unit_id", "percent"), key, strict=True))
    return names | {name: amounts[name] for name in _AMOUNTS}


def _grow(session: Session) -> Any:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    adding = (sqlite.insert if is_sqlite else postgresql.insert)(TALLIES)
    grown = {name: TALLIES.c[name] + adding.excluded[name] for name in _AMOUNTS}
    return adding.on_conflict_do_update(index_elements=["contest_id", "unit_id", "percent"], set_=grown)


def _note_rolled(session: Session, contest_id: int, person_ids: Sequence[int]) -> None:
    now = RESULTS.c
    session.execute(
        update(RESULTS)
        .where(now.contest_id == contest_id, now.person_id.in_(person_ids))
        .values(
            is_rolled=True, rolled_unit_id=case((now.attempts > 0, now.unit_id), else_=None), rolled_percent=now.percent,
            rolled_attempts=now.attempts, rolled_score=now.score, rolled_max=now.max_score, rolled_correct=now.correct,
        )
    )  # fmt: skip
