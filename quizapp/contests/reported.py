"""Participants who say that a question is wrong: from a submitted paper to the inbox of its bank, and the answer back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.banks import QuestionReport, report_question
from quizapp.contests.attempts import AttemptRow, find_attempt
from quizapp.contests.models import ContestQuestion
from quizapp.contests.paper import read_issued
from quizapp.contests.rules import Reveal
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReport:
    """What this paper's person reported about one question, and what the organizer answered so far."""

    kind: str
    words: str
    answer: str
    #: Whether a newer version of the question mends it.
    is_mended: bool


def list_my_reports(session: Session, attempt: AttemptRow) -> dict[int, MyReport]:
    """Reports of this paper by the question's 1-based number on it. One statement."""
    rows = session.execute(
        select(ContestQuestion.place, QuestionReport)
        .join(QuestionReport, QuestionReport.question_id == ContestQuestion.bank_question_id)
        .where(ContestQuestion.contest_id == attempt.contest_id, QuestionReport.attempt_id == attempt.id)
    ).all()
    numbers = _numbers(attempt)
    return {
        numbers[place]: MyReport(
            kind=report.kind, words=report.words, answer=report.answer, is_mended=report.mended_id is not None
        )
        for place, report in rows
        if place in numbers
    }


def _numbers(attempt: AttemptRow) -> dict[int, int]:
    """Place in the pool -> number on the paper."""
    return {at.question_index: number for number, at in enumerate(read_issued(attempt.issued), 1)}


def find_reportable(session: Session, *, code: str, token: str, device_hash: str) -> AttemptRow:
    """The submitted paper whose questions its person may see. Raises `NotFound` before submission, and where only
    scores are shown: nothing of a key may be learnt here.
    """
    attempt = find_attempt(session, code=code, token=token, device_hash=device_hash)
    if attempt.submitted_at is None or Reveal(attempt.reveal) is Reveal.SCORE:
        raise NotFound(N_("交卷以后，在能看到题目的成绩页才可以报错"))
    return attempt


def report_error(
    session: Session, *, code: str, token: str, device_hash: str, number: int, kind: str, words: str, now: datetime
) -> bool:
    """Whether the report is new. Raises `NotFound` for a number that is not on the paper, `Invalid` without a reason."""
    attempt = find_reportable(session, code=code, token=token, device_hash=device_hash)
    question_id = session.scalar(
        select(ContestQuestion.bank_question_id).where(
            ContestQuestion.contest_id == attempt.contest_id, ContestQuestion.place == _place(attempt, number)
        )
    )
    if question_id is None:
        raise NotFound(N_("这道题已不在题库里"))
    return report_question(
        session, question_id, unit_id=attempt.host_unit_id, attempt_id=attempt.id, kind=kind, words=words, now=now
    )


def _place(attempt: AttemptRow, number: int) -> int:
    issued: Sequence[object] = attempt.issued
    if not 1 <= number <= len(issued):
        raise NotFound(N_("这份答卷上没有这道题"))
    return read_issued(attempt.issued)[number - 1].question_index
