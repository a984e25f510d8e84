"""A campaign that practises, made through the public services; phones that answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizapp.accounts import SYSTEM
from quizapp.banks import BankQuestion, QuestionBank
from quizapp.db import Store
from quizapp.people import hash_device
from quizapp.practice import (
    Answered,
    DailyQuestion,
    Mode,
    PracticeChoice,
    Sent,
    answer_question,
    daily,
    pool,
    set_practice,
    shuffle,
)
from quizapp.questions import Atom, Question, content_hash, decode_question, dump_question, find_type
from quizapp.web.signing import make_signer
from tests.contests.makers import make_bank, make_campaign
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.visitor import Visitor

CODE = "dm2026"
HOME = f"/c/{CODE}/practice"


@dataclass(frozen=True, kw_only=True)
class Room:
    """One campaign with practice open; each answer is one transaction."""

    store: Store
    clock: FakeClock
    cast: Cast
    campaign_id: int
    bank_id: int

    def questions(self) -> dict[int, Question]:
        """Bank question id -> question, in use."""
        with self.store.read() as session:
            rows = session.execute(
                select(BankQuestion.id, BankQuestion.content)
                .where(BankQuestion.retired_at.is_(None), BankQuestion.bank_id == self.bank_id)
                .order_by(BankQuestion.id)
            )
            return {row.id: decode_question(row.content) for row in rows}

    def answer(
        self, question_id: int, *, right: bool, nonce: str = "", phone: str = "phone-1", mode: Mode = Mode.FREE
    ) -> Answered:
        """Answer a question on a phone; a showing of its own unless ``nonce`` says which."""
        nonce = nonce or f"nonce{self.clock():%d%H%M%S}{question_id}"
        question = self.questions()[question_id]
        atoms = atoms_of(question, shuffle(question, nonce)) if right else ()
        sent = Sent(
            code=CODE, device_hash=hash_device(phone), question_id=question_id, nonce=nonce, number=1, chosen=atoms
        )
        with self.store.write() as session:
            return answer_question(session, sent, mode=mode, now=self.clock())


def atoms_of(question: Question, order: tuple[int, ...]) -> tuple[Atom, ...]:
    """A fully right answer as it travels."""
    return find_type(question.type).right_answer(question, order)


def open_practice(session: Session, campaign_id: int, bank_ids: tuple[int, ...], now: datetime, **changes: Any) -> None:
    """Open everything, or what ``changes`` say."""
    choice = PracticeChoice(**({"is_open": True, "bank_ids": bank_ids} | changes))
    set_practice(session, campaign_id, choice, actor=SYSTEM, now=now, rng=Random(11))


def make_room(store: Store, cast: Cast, clock: FakeClock, **changes: Any) -> Room:
    """A campaign of the county, practising from one bank of thirty questions in two topics and three difficulties."""
    with store.write() as session:
        campaign = make_campaign(session, cast, clock(), code=CODE)
        bank_id = make_bank(session, clock())
        _grade(session, bank_id)
        open_practice(session, campaign.id, (bank_id,), clock(), **changes)
        return Room(store=store, clock=clock, cast=cast, campaign_id=campaign.id, bank_id=bank_id)


def _grade(session: Session, bank_id: int) -> None:
    rows = session.execute(select(BankQuestion.id, BankQuestion.content).where(BankQuestion.bank_id == bank_id)).all()
    for number, row in enumerate(rows):
        question = decode_question(row.content)
        topic, level = ("用电安全" if number % 2 else "火灾报警"), ("easy", "medium", "hard")[number % 3]
        changed = {**dump_question(question)}
        changed["about"] = {**changed.get("about", {}), "topic": topic, "difficulty": level}
        session.execute(
            update(BankQuestion)
            .where(BankQuestion.id == row.id)
            .values(topic=topic, difficulty=level, content=changed)
            .execution_options(synchronize_session=False)
        )


def replace_bank(session: Session, bank_id: int, questions: Sequence[Question], now: datetime) -> None:
    """Only these questions are in use from now on."""
    session.execute(update(BankQuestion).where(BankQuestion.bank_id == bank_id).values(retired_at=now))
    rows = [
        {
            "bank_id": bank_id, "key": f"new-{number}", "version": 1, "content_hash": content_hash(question),
            "type": question.type, "stem": question.stem, "content": dump_question(question), "created_at": now,
            "topic": question.topic, "difficulty": question.difficulty, "source": "",
        }
        for number, question in enumerate(questions)
    ]  # fmt: skip
    session.execute(insert(BankQuestion), rows)
    session.execute(update(QuestionBank).where(QuestionBank.id == bank_id).values(updated_at=now))


def forget_memory() -> None:
    """As after a restart: pools and shares of another database are gone."""
    pool._cache.clear()
    daily._shares.clear()


def device_of(client: Visitor) -> str:
    """The device hash of this browser, after its first visit."""
    client.get(HOME)
    cookie = client.get_cookie("device")
    assert cookie is not None
    settings = client.application.extensions["quizapp"].settings
    return hash_device(str(make_signer(settings.key_for("device"), "device").loads(cookie.value)))


def daily_atoms(store: Store, day: date | None = None) -> tuple[Atom, ...]:
    """The right answer to the question of the day; without a day, to the only one that was asked for."""
    with store.read() as session:
        query = select(DailyQuestion).where(DailyQuestion.day == day) if day else select(DailyQuestion)
        row = session.scalars(query).one()
        return atoms_of(decode_question(row.content), tuple(row.option_order))
