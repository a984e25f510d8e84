"""A contest and the people in it, made through the public services; keyword overrides for what a test is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from quizapp.banks import BankQuestion, QuestionBank
from quizapp.campaigns import Campaign, NewCampaign, open_campaign
from quizapp.contests import Contest, ContestSettings, create_contest, publish_contest
from quizapp.kit.vault import Vault
from quizapp.people import NewPerson, Person, hash_device, register_person
from quizapp.questions import Question, Source, content_hash, dump_question
from quizapp.web.signing import make_signer
from tests.support.cast import Cast
from tests.support.visitor import Visitor

VAULT = Vault(b"0" * 32)


@dataclass(frozen=True, kw_only=True)
class Phone:
    """A participant and the phone in her hand."""

    person_id: int
    unit_id: int
    device_hash: str


def make_question(number: int, *, mark: str = "", **changes: Any) -> Question:
    """Question ``number``; every third is multiple choice, every fifth true or false. ``mark`` goes into its secrets."""
    about = f"第{number}条规定的做法"
    values: dict[str, Any] = {
        "type": "single", "stem": f"{number}．遇到这种情况，首先应当怎么做（第 {number} 种）？",
        "options": (f"先断电 {number}", f"先拍照 {number}", f"先离开 {number}", f"先等待 {number}"), "correct": (number % 4,),
        "explanation": f"{mark}{about}要求先确认自身安全。",
        "source": Source(law="work-safety-law", article=str(number), version_date=date(2021, 6, 10), note=mark),
        "key": f"{mark}q-{number:03d}", "topic": mark, "tags": (mark,) if mark else (),
    }  # fmt: skip
    if number % 5 == 0:
        values |= {"type": "true_false", "options": ("正确", "错误"), "correct": (number % 2,)}
    elif number % 3 == 0:
        values |= {"type": "multiple", "correct": (0, 2)}
    return Question(**(values | changes))


def make_bank(session: Session, now: datetime, *, size: int = 30, mark: str = "", **columns: Any) -> int:
    """A shipped bank of ``size`` questions; its id."""
    values = {"key": "test-bank", "title": "测试题库", "summary": "", "created_at": now, "updated_at": now}
    bank_id = session.execute(insert(QuestionBank).values(values | columns).returning(QuestionBank.id)).scalar_one()
    questions = [make_question(number, mark=mark) for number in range(1, size + 1)]
    session.execute(insert(BankQuestion), [_bank_row(bank_id, question, now) for question in questions])
    return bank_id


def _bank_row(bank_id: int, question: Question, now: datetime) -> dict[str, Any]:
    return {
        "bank_id": bank_id, "key": question.key, "version": 1, "content_hash": content_hash(question),
        "type": question.type, "stem": question.stem, "content": dump_question(question), "topic": "",
        "source": f"《中华人民共和国安全生产法》第{question.key[-2:]}条{question.source.note if question.source else ''}",
        "difficulty": "medium", "created_at": now,
    }  # fmt: skip


def make_campaign(session: Session, cast: Cast, now: datetime, *, code: str = "dm2026") -> Campaign:
    """A campaign of 东明县 with its whole tree."""
    new = NewCampaign(
        root_unit_id=cast.county.id, code=code, title="东明县安全生产月", year=2026,
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30), privacy_notice="只收姓名和单位。",
    )  # fmt: skip
    return open_campaign(session, new, now=now)


def make_settings(now: datetime, bank_id: int, **changes: Any) -> ContestSettings:
    """Ten questions, open since an hour ago for a week, fifteen minutes, three tries a day."""
    values: dict[str, Any] = {
        "title": "安全知识竞赛", "opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(days=7),
        "bank_ids": (bank_id,),
    }  # fmt: skip
    return ContestSettings(**(values | changes))


def make_contest(
    session: Session, cast: Cast, now: datetime, *, is_published: bool = True, mark: str = "", bank_size: int = 30,
    **changes: Any,
) -> Contest:  # fmt: skip
    """A published contest of 东明镇 in a campaign of its own."""
    campaign = make_campaign(session, cast, now)
    bank_id = make_bank(session, now, size=bank_size, mark=mark)
    contest = create_contest(
        session, make_settings(now, bank_id, **changes), campaign_id=campaign.id, unit_id=cast.town.id,
        actor=cast.alice.actor, now=now,
    )  # fmt: skip
    if is_published:
        publish_contest(session, contest.id, actor=cast.alice.actor, now=now, rng=Random(7))
    return contest


def make_phone(
    session: Session, contest: Contest, unit_id: int, now: datetime, *, name: str = "王小明", key: str = "phone-1",
    **person: Any,
) -> Phone:  # fmt: skip
    """Somebody of the unit with a phone that knows her."""
    new = NewPerson(campaign_id=contest.campaign_id, unit_id=unit_id, name=name, notice_version=1, **person)
    made: Person = register_person(session, new, device_hash=hash_device(key), vault=VAULT, now=now)
    return Phone(person_id=made.id, unit_id=unit_id, device_hash=hash_device(key))


def hold_phone(client: Visitor, contest_code: str) -> str:
    """Visit the contest once; the device hash of this browser."""
    client.get(f"/q/{contest_code}")
    cookie = client.get_cookie("device")
    assert cookie is not None
    settings = client.application.extensions["quizapp"].settings
    key = make_signer(settings.key_for("device"), "device").loads(cookie.value)
    return hash_device(str(key))
