"""Turning a sheet into a score, and the score into the attempt's row and the ledger's line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quizapp.contests.attempts import AttemptRow
from quizapp.contests.blueprint import Blueprint, load_blueprint
from quizapp.contests.paper import Answers, dump_answers, read_issued
from quizapp.contests.pool import Pool
from quizapp.contests.rules import SubmittedBy, has_passed
from quizapp.questions import Issued, grade_paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What is known for good about a paper that was handed in. Scores are hundredths of a point."""

    code: str
    token: str
    attempt_no: int
    score: int
    max_score: int
    correct_count: int
    question_count: int
    passed: bool
    submitted_at: datetime
    submitted_by: SubmittedBy
    #: False when the paper had been handed in before: the stored result is repeated, nothing was added.
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A sheet that has been graded and not stored yet."""

    attempt: AttemptRow
    answers: Answers
    score: int
    max_score: int
    correct_count: int
    answered_count: int
    passed: bool
    shares: list[float]
    submitted_at: datetime
    submitted_by: SubmittedBy
    submission_key: str | None

    def columns(self) -> dict[str, Any]:
        """What the attempt's row becomes."""
        return {
            "answers": dump_answers(self.answers),
            "score": self.score,
            "max_score": self.max_score,
            "correct_count": self.correct_count,
            "passed": self.passed,
            "shares": self.shares,
            "submitted_at": self.submitted_at,
            "submitted_by": self.submitted_by.value,
            "submission_key": self.submission_key,
            "is_counted": self.counts_as_attendance,
        }

    @property
    def counts_as_attendance(self) -> bool:
        """A blank paper that only the deadline handed in is nobody's part; whoever hands in himself took part."""
        return self.submitted_by is SubmittedBy.PHONE or self.answered_count > 0

    def receipt(self) -> Receipt:
        """The receipt once it is stored."""
        return Receipt(
            code=self.attempt.code, token=self.attempt.token, attempt_no=self.attempt.attempt_no, score=self.score,
            max_score=self.max_score, correct_count=self.correct_count, question_count=len(self.shares),
            passed=self.passed, submitted_at=self.submitted_at, submitted_by=self.submitted_by, is_new=True,
        )  # fmt: skip


def grade_sheet(
    attempt: AttemptRow, pool: Pool, answers: Answers, *, submitted_at: datetime, by: SubmittedBy, key: str | None
) -> Graded:
    """The sheet graded against the questions that were issued to this attempt, and no others."""
    issued = read_issued(attempt.issued)
    points = points_of(issued, load_blueprint(attempt.blueprint), attempt.points_each)
    result = grade_paper(pool.questions, issued, answers, preset=attempt.preset, points_each=points)
    score, max_score = round(result.score * 100), round(result.max_score * 100)
    return Graded(
        attempt=attempt, answers=answers, score=score, max_score=max_score, correct_count=result.correct_count,
        answered_count=result.answered_count, passed=has_passed(score, max_score, pass_percent=attempt.pass_percent),
        shares=[question.share_0_1 for question in result.questions],
        submitted_at=submitted_at, submitted_by=by, submission_key=key,
    )  # fmt: skip


def points_of(issued: Sequence[Issued], plan: Blueprint | None, points_each: int) -> list[float]:
    """Points of each place of a paper."""
    if plan is None:
        return [points_each / 100] * len(issued)
    return [plan.sections[at.section or 0].points / 100 for at in issued]


def stored_receipt(attempt: AttemptRow) -> Receipt:
    """The receipt of a paper that stands in the database as handed in."""
    assert attempt.submitted_at is not None
    assert attempt.score is not None
    assert attempt.max_score is not None
    return Receipt(
        code=attempt.code, token=attempt.token, attempt_no=attempt.attempt_no, score=attempt.score,
        max_score=attempt.max_score, correct_count=attempt.correct_count or 0, question_count=len(attempt.issued),
        passed=bool(attempt.passed), submitted_at=attempt.submitted_at,
        submitted_by=SubmittedBy(attempt.submitted_by), is_new=False,
    )  # fmt: skip
