"""A contest with people who passed and failed, and a draw for it."""

from __future__ import annotations

from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import SYSTEM
from quizapp.contests import Attempt, Contest, Submission, start_attempt, submit_attempt
from quizapp.contests.pool import load_pool
from quizapp.people import Person
from quizapp.prizes import DrawSettings, Eligibility, PrizeDraw, PrizeSettings, create_draw
from quizapp.questions import find_type
from tests.contests.makers import make_phone

SETTINGS = DrawSettings(
    title="安全月抽奖", eligibility=Eligibility.PASSED, claim_until=date(2027, 1, 31),
    prizes=(
        PrizeSettings(rank="一等奖", name="家用灭火器", count=1, value_cents=12_000),
        PrizeSettings(rank="二等奖", name="应急手电", count=2, value_cents=3_000),
    ),
    rules="凭领奖码到东明镇应急办领取",
)  # fmt: skip


def make_draw(session: Session, contest_id: int, now: datetime, **changes: Any) -> PrizeDraw:
    """A draft with three prizes."""
    values = {name: getattr(SETTINGS, name) for name in SETTINGS.__dataclass_fields__} | changes
    return create_draw(session, DrawSettings(**values), contest_id=contest_id, actor=SYSTEM, now=now, rng=Random(5))


def take_part(
    session: Session, contest: Contest, unit_id: int, now: datetime, number: int, *, right: int = 10
) -> Person:
    """Somebody hands in a paper with so many right answers."""
    phone = make_phone(session, contest, unit_id, now, name=f"甲乙{number}", key=f"phone-{number}")
    token = start_attempt(session, code=contest.code, device_hash=phone.device_hash, now=now).token
    assert contest.pool_hash is not None
    pool = load_pool(session, contest.id, contest.pool_hash)
    issued = session.scalars(select(Attempt.issued).where(Attempt.token == token)).one()
    sheet = {
        str(place + 1): list(find_type(pool.questions[at].type).right_answer(pool.questions[at], order))
        for place, (at, order) in enumerate(issued[:right])
    }
    paper = Submission(code=contest.code, token=token, device_hash=phone.device_hash, key=f"k{number}", answers=sheet)
    submit_attempt(session, paper, now=now)
    return session.get_one(Person, phone.person_id)
