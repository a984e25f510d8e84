"""Handing in a paper: judged outside of the writing transaction, stored by one conditional update and one ledger line.

The update says ``WHERE submitted_at IS NULL``: of any number of submits that arrive at one instant exactly one
changes the row and writes to the ledger; the others find the stored result and repeat it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, update
from sqlalchemy.orm import Session

from quizapp import ledger
from quizapp.contests.attempts import ATTEMPTS, AttemptRow, find_attempt
from quizapp.contests.paper import load_answers, read_sheet
from quizapp.contests.pool import Pool, load_pool
from quizapp.contests.producer import attendance_of
from quizapp.contests.rules import SubmittedBy, takes_answers
from quizapp.contests.service.grade import Graded, Receipt, grade_sheet, stored_receipt

#: Only an attempt that nobody has handed in changes; everything rests on this condition.
_SUBMIT_ONCE = update(ATTEMPTS).where(ATTEMPTS.c.id == bindparam("attempt_id"), ATTEMPTS.c.submitted_at.is_(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A sheet as it came in: untrusted answers by question number, None = grade what was saved."""

    code: str
    token: str
    device_hash: str
    #: The phone's own name for this submission, the same on every retry.
    key: str
    answers: Mapping[str, object] | None = None


def submit_attempt(session: Session, submission: Submission, *, now: datetime) -> Receipt:
    """The receipt of the paper, graded and counted exactly once however often it is sent.

    A sheet that comes after deadline and grace is replaced by the answers saved until then. Raises `NoSuchAttempt`
    and `OtherPhone`. Three statements once the pool is in memory.
    """
    judged = judge_submission(session, submission, now=now)
    return judged if isinstance(judged, Receipt) else record_submission(session, judged, now=now)


def judge_submission(session: Session, submission: Submission, *, now: datetime) -> Graded | Receipt:
    """The graded sheet, or the receipt when the paper was handed in before. Reads only."""
    attempt = find_attempt(session, code=submission.code, token=submission.token, device_hash=submission.device_hash)
    if attempt.submitted_at is not None:
        return stored_receipt(attempt)
    pool = load_pool(session, attempt.contest_id, attempt.pool_hash)
    if not takes_answers(attempt.deadline_at, now):
        return grade_saved(attempt, pool)
    sent = submission.answers
    answers = load_answers(attempt.answers) if sent is None else read_sheet(sent, len(attempt.issued))
    return grade_sheet(attempt, pool, answers, submitted_at=now, by=SubmittedBy.PHONE, key=submission.key[:64] or None)


def grade_saved(attempt: AttemptRow, pool: Pool) -> Graded:
    """The paper as the deadline found it: the answers saved until then, handed in at the deadline."""
    return grade_sheet(
        attempt, pool, load_answers(attempt.answers),
        submitted_at=attempt.deadline_at, by=SubmittedBy.AUTOSUBMIT, key=None,
    )  # fmt: skip


def record_submission(session: Session, graded: Graded, *, now: datetime) -> Receipt:
    """Store a graded sheet and count it; the stored receipt when somebody was faster. Two statements."""
    if not _store_once(session, graded):
        return _receipt_of_the_first(session, graded.attempt)
    if graded.counts_as_attendance:
        ledger.append(
            session,
            attendance_of(graded.attempt, submitted_at=graded.submitted_at, by=graded.submitted_by, now=now),
        )
    return graded.receipt()


def _store_once(session: Session, graded: Graded) -> bool:
    done = session.execute(_SUBMIT_ONCE, {"attempt_id": graded.attempt.id, **graded.columns()})
    return cast(CursorResult[Any], done).rowcount == 1


def _receipt_of_the_first(session: Session, attempt: AttemptRow) -> Receipt:
    columns = [ATTEMPTS.c[name] for name in _STORED]
    row = session.execute(ATTEMPTS.select().with_only_columns(*columns).where(ATTEMPTS.c.id == attempt.id)).one()
    return stored_receipt(attempt._replace(**row._mapping))


_STORED = ("submitted_at", "submitted_by", "score", "max_score", "correct_count", "passed")
