"""Making all results and sums of a contest anew from papers and ledger, while people go on answering."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from quizapp.contests.counted.keep import KEY, RESULTS
from quizapp.contests.counted.recount import recount_people
from quizapp.contests.counted.tallies import READER, TALLIES, roll_up_results
from quizapp.contests.models import Attempt
from quizapp.db import Store, insert_many_or_ignore
from quizapp.ledger import lock_position
from quizapp.people import Person
from quizapp.units import Unit

#: People a transaction.
CHUNK = 500
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def rebuild_results(store: Store, contest_id: int, *, chunk: int = CHUNK) -> int:
    """How many people's results were made anew. Each chunk is a transaction of its own."""
    done, after = 0, 0
    while True:
        with store.write() as session:
            people = _next_people(session, contest_id, after, chunk)
            _ensure_rows(session, contest_id, people)
            recount_people(session, contest_id, people)
        if not people:
            break
        done, after = done + len(people), people[-1]
    with store.write() as session:
        _forget_sums(session, contest_id)
    roll_up_results(store)
    return done


def _next_people(session: Session, contest_id: int, after: int, chunk: int) -> list[int]:
    """People with a paper that counts or with a result."""
    has_result = select(RESULTS.c.person_id).where(
        RESULTS.c.contest_id == contest_id, RESULTS.c.person_id == Attempt.person_id
    )
    query = (
        select(Attempt.person_id)
        .where(
            Attempt.contest_id == contest_id, Attempt.person_id > after, or_(Attempt.is_counted, has_result.exists())
        )
        .distinct()
        .order_by(Attempt.person_id)
        .limit(chunk)
    )
    return list(session.scalars(query))


def _ensure_rows(session: Session, contest_id: int, people: list[int]) -> None:
    """An empty row for who has none: there must be something to lock before papers are read."""
    units = session.execute(
        select(Person.id, Person.unit_id, Unit.kind).join(Unit, Unit.id == Person.unit_id).where(Person.id.in_(people))
    )
    rows = [
        {
            "contest_id": contest_id, "person_id": row.id, "unit_id": row.unit_id, "unit_kind": row.kind, "attempts": 0,
            "score": 0, "max_score": 0, "lost": 0, "percent": 0, "correct": 0, "seconds": 0, "reached_at": _NEVER,
            "passed": False, "score_sum": 0, "max_sum": 0, "correct_sum": 0, "seconds_sum": 0, "is_rolled": False,
            "rolled_percent": 0, "rolled_attempts": 0, "rolled_score": 0, "rolled_max": 0, "rolled_correct": 0,
        }
        for row in units
    ]  # fmt: skip
    insert_many_or_ignore(session, RESULTS, rows, unique=KEY)


def _forget_sums(session: Session, contest_id: int) -> None:
    lock_position(session, READER)
    session.execute(delete(TALLIES).where(TALLIES.c.contest_id == contest_id))
    session.execute(
        update(RESULTS).where(RESULTS.c.contest_id == contest_id).values(is_rolled=False, rolled_unit_id=None)
    )
