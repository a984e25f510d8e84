"""Handing in what the deadline found: papers whose time is over are graded from their saved answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.contests.attempts import ATTEMPTS_WITH_RULES, AttemptRow
from quizapp.contests.models import Attempt
from quizapp.contests.pool import load_pool
from quizapp.contests.rules import GRACE
from quizapp.contests.service.submit import grade_saved, record_submission

#: Papers of one round: enough to keep up with the last minute, little enough not to hold up phones.
ROUND = 100


def expire_overdue(session: Session, now: datetime, *, limit: int = ROUND) -> int:
    """How many papers past deadline and grace were handed in; call again while it equals ``limit``.

    Safe to run anywhere and at any time: each paper goes through the same conditional update as a phone's submit.
    """
    overdue = _overdue(session, now, limit=limit)
    return sum(_hand_in(session, attempt, now) for attempt in overdue)


def expire_for_person(session: Session, *, contest_id: int, person_id: int, now: datetime) -> int:
    """The same for one person's papers in one contest: before tries are counted or results shown."""
    overdue = _overdue(session, now, limit=ROUND, contest_id=contest_id, person_id=person_id)
    return sum(_hand_in(session, attempt, now) for attempt in overdue)


def _overdue(session: Session, now: datetime, *, limit: int, **only: int) -> Sequence[AttemptRow]:
    query = (
        ATTEMPTS_WITH_RULES.where(Attempt.submitted_at.is_(None), Attempt.deadline_at < now - GRACE)
        .where(*(getattr(Attempt, name) == value for name, value in only.items()))
        .order_by(Attempt.deadline_at)
        .limit(limit)
        # Two housekeepers on PostgreSQL share the work instead of waiting for each other.
        .with_for_update(skip_locked=True, of=Attempt)
    )
    return [AttemptRow._make(row) for row in session.execute(query)]


def _hand_in(session: Session, attempt: AttemptRow, now: datetime) -> bool:
    pool = load_pool(session, attempt.contest_id, attempt.pool_hash)
    return record_submission(session, grade_saved(attempt, pool), now=now).is_new
