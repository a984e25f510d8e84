"""Handing in a paper with so many right answers after so many seconds."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests import Attempt, ContestQuestion, Submission, start_attempt, submit_attempt
from quizapp.db import Store
from quizapp.questions import decode_question
from tests.contests.makers import Phone
from tests.support.clock import FakeClock


def hand_in(store: Store, clock: FakeClock, code: str, phone: Phone, right: int, *, seconds: int = 60) -> int:
    """The attempt's id; the clock moves on by ``seconds``."""
    with store.write() as session:
        token = start_attempt(session, code=code, device_hash=phone.device_hash, now=clock()).token
    clock.advance(seconds=seconds)
    with store.write() as session:
        attempt = session.scalars(select(Attempt).where(Attempt.token == token)).one()
        sheet = right_answers(session, attempt, right)
        submission = Submission(code=code, token=token, device_hash=phone.device_hash, key=token, answers=sheet)
        submit_attempt(session, submission, now=clock())
        return attempt.id


def right_answers(session: Session, attempt: Attempt, right: int) -> dict[str, object]:
    """Right answers to the first questions, nothing to the others."""
    contents = session.execute(
        select(ContestQuestion.place, ContestQuestion.content).where(ContestQuestion.contest_id == attempt.contest_id)
    )
    pool = {row.place: decode_question(row.content) for row in contents}
    sheet: dict[str, object] = {}
    for number, (place, order, *_section) in enumerate(attempt.issued[:right], 1):
        correct = set(pool[place].correct)
        sheet[str(number)] = [shown for shown, own in enumerate(order) if own in correct]
    return sheet
