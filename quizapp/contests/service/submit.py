"""Handing in a paper: judged outside of the writing transaction, stored by one conditional update and one ledger line.

The update says ``WHERE submitted_at IS NULL``: of any number of submits that arrive at one instant exactly one
changes the row and writes to the ledger; the others find the stored result and repeat it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from quizapp.contests.attempts import ATTEMPTS, AttemptRow, find_attempt
from quizapp.contests.counted import Paper, fold, keep_result
from quizapp.contests.errors import NewerSheet
from quizapp.contests.paper import load_answers, number_sheet, read_sheet
from quizapp.contests.pool import Pool, load_pool
from quizapp.contests.producer import credit
from quizapp.contests.question_time import keep_in_time
from quizapp.contests.rules import Counting, SubmittedBy, takes_answers
from quizapp.contests.service.grade import Graded, Receipt, grade_sheet, stored_receipt
from quizapp.db import change_rows

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
    #: Number of the newest saved sheet that the page knows; None = it cannot tell, and its own sheet counts.
    revision: int | None = None


def submit_attempt(session: Session, submission: Submission, *, now: datetime) -> Receipt:
    """The receipt of the paper, graded and counted exactly once however often it is sent.

    A sheet that comes after deadline and grace is replaced by the answers saved until then. Raises `NoSuchAttempt`
    and `OtherPhone`, and `NewerSheet` when another tab or phone has saved answers that the page does not know. Four
    statements once the pool is in memory.
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
    if sent is not None and submission.revision is not None and submission.revision < attempt.revision:
        raise NewerSheet(attempt.revision, number_sheet(load_answers(attempt.answers)))
    if sent is None:
        answers = load_answers(attempt.answers)
    else:
        answers = keep_in_time(session, attempt, read_sheet(sent, len(attempt.issued)), now)
    return grade_sheet(attempt, pool, answers, submitted_at=now, by=SubmittedBy.PHONE, key=submission.key[:64] or None)


def grade_saved(attempt: AttemptRow, pool: Pool) -> Graded:
    """The paper as the deadline found it: the answers saved until then, handed in at the deadline."""
    return grade_sheet(
        attempt, pool, load_answers(attempt.answers),
        submitted_at=attempt.deadline_at, by=SubmittedBy.AUTOSUBMIT, key=None,
    )  # fmt: skip


def record_submission(session: Session, graded: Graded, *, now: datetime) -> Receipt:
    """Store a graded sheet and count it; the stored receipt when somebody was faster. Three statements."""
    if not _store_once(session, graded):
        return _receipt_of_the_first(session, graded.attempt)
    if graded.counts_as_attendance:
        credit(session, graded.attempt, submitted_at=graded.submitted_at, by=graded.submitted_by, now=now)
        _keep(session, graded)
    return graded.receipt()


def _keep(session: Session, graded: Graded) -> None:
    """Into the person's result, in the transaction that stores the paper: boards are never behind."""
    attempt, counting = graded.attempt, Counting(graded.attempt.counting)
    paper = Paper(
        attempt_id=attempt.id, score=graded.score, max_score=graded.max_score, correct_count=graded.correct_count,
        started_at=attempt.started_at, submitted_at=graded.submitted_at,
    )  # fmt: skip
    alone = fold([paper], counting, pass_percent=attempt.pass_percent)
    assert alone is not None
    keep_result(
        session, contest_id=attempt.contest_id, person_id=attempt.person_id, unit_id=attempt.unit_id, paper=alone,
        counting=counting, pass_percent=attempt.pass_percent,
    )  # fmt: skip


def _store_once(session: Session, graded: Graded) -> bool:
    return change_rows(session, _SUBMIT_ONCE, {"attempt_id": graded.attempt.id, **graded.columns()}) == 1


def _receipt_of_the_first(session: Session, attempt: AttemptRow) -> Receipt:
    columns = [ATTEMPTS.c[name] for name in _STORED]
    row = session.execute(ATTEMPTS.select().with_only_columns(*columns).where(ATTEMPTS.c.id == attempt.id)).one()
    return stored_receipt(attempt._replace(**row._mapping))


_STORED = ("submitted_at", "submitted_by", "score", "max_score", "correct_count", "passed")
