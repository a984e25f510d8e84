"""A two-day fire training of 东明镇 with exits taken, a contest that is its exam, and four people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from quizapp.accounts import SYSTEM
from quizapp.activities import DoorSettings, SessionFacts, change_door, load_facts
from quizapp.checkins import Direction, Door, NewScan, record_scan
from quizapp.contests import Attempt, Contest, void_attempt
from quizapp.db import Store
from quizapp.kit.ids import new_token
from quizapp.people import NewPerson, register_person
from quizapp.trainings import TrainingFacts, TrainingLine, list_lines, read_training, save_record
from tests.contests.makers import make_contest
from tests.prizes.makers import take_part
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import VAULT, Month, plan_session


@dataclass(frozen=True, kw_only=True)
class Course:
    """Each deed is one transaction; times are minutes after the start of the first day."""

    store: Store
    cast: Cast
    month: Month
    contest_id: int
    facts: SessionFacts

    def person(self, number: int, right: int | None = None, *, name: str = "", phone: str = "") -> int:
        """Somebody of 红星村; with ``right`` answers of ten in the exam, None = took no exam."""
        with self.store.write() as session:
            if right is not None:
                contest = session.get_one(Contest, self.contest_id)
                return take_part(session, contest, self.cast.hongxing.id, OPENING, number, right=right).id
            new = NewPerson(
                campaign_id=self.month.id, unit_id=self.cast.hongxing.id, name=name or f"听课{number}", phone=phone,
                origin="helper",
            )  # fmt: skip
            return register_person(session, new, device_hash=None, vault=VAULT, now=OPENING).id

    def passes(self, person_id: int, minute: int, *, out: bool = False) -> None:
        """The person goes in or out."""
        at = OPENING + timedelta(minutes=minute)
        with self.store.write() as session:
            scan = NewScan(
                nonce=new_token(), person_id=person_id, door=Door.HELPER, scanned_at=at,
                direction=Direction.EXIT if out else Direction.ENTRY,
            )  # fmt: skip
            record_scan(session, self.facts.id, scan, actor="staff:1", now=at)

    def stays(self, person_id: int, first: int, last: int) -> None:
        """In at one minute, out at another."""
        self.passes(person_id, first)
        self.passes(person_id, last, out=True)

    def void(self, person_id: int) -> None:
        """The person's paper is taken back."""
        with self.store.write() as session:
            attempt_id = session.scalars(select(Attempt.id).where(Attempt.person_id == person_id)).one()
            void_attempt(session, attempt_id, reason="代答", actor=SYSTEM, now=OPENING)

    def write(self, **said: object) -> None:
        """The record as it is from now on."""
        values = {
            "content": "灭火器的使用\n疏散",
            "tenth_hours": 40,
            "teacher": "李教官",
            "contest_id": self.contest_id,
        }
        with self.store.write() as session:
            save_record(
                session, self.facts.id, TrainingFacts(**(values | said)), actor=self.cast.alice.actor, now=OPENING  # type: ignore[arg-type]
            )  # fmt: skip

    def lines(self, now: datetime = OPENING + timedelta(days=3)) -> dict[int, TrainingLine]:
        """The record's lines by person."""
        with self.store.read() as session:
            training = read_training(session, load_facts(session, self.facts.id))
            return {line.person_id: line for line in list_lines(session, training, now=now)}


DAY = 24 * 60


@pytest.fixture
def course(store: Store, cast: Cast) -> Course:
    """The training of this file."""
    return make_course(store, cast)


def make_course(store: Store, cast: Cast) -> Course:
    """10:00 to 12:00 on two days; 150 minutes make a stay that is long enough."""
    with store.write() as session:
        contest = make_contest(session, cast, OPENING)
        month = Month(id=contest.campaign_id, code="dm2026")
        facts = plan_session(
            session, month, cast.town, kind="fire_training", title="消防安全培训", starts_at=OPENING,
            ends_at=OPENING + timedelta(days=1, hours=2),
        )  # fmt: skip
        facts = change_door(session, facts.id, DoorSettings(takes_exits=True, min_stay_min=150))
        return Course(store=store, cast=cast, month=month, contest_id=contest.id, facts=facts)
