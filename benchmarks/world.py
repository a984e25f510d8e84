"""A safety month to measure on: units, one published contest, phones whose owners are known, papers that were started.

Everything is made by the public services; only the questions are copied in from a shipped bank.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import insert
from sqlalchemy.orm import Session

from quizapp.accounts import SYSTEM, Role, create_staff, make_one_time_password
from quizapp.activities import ActivityPlan, SessionPlan, add_session, plan_activity
from quizapp.banks.models import BankQuestion, QuestionBank
from quizapp.banks.shipped import banks_folder, load_bank_file
from quizapp.campaigns import Campaign, NewCampaign, open_campaign
from quizapp.contests import Contest, ContestSettings, create_contest, publish_contest, start_attempt
from quizapp.db import Store
from quizapp.db.migrate import upgrade
from quizapp.kit.ids import new_token
from quizapp.kit.vault import Vault
from quizapp.people import NewPerson, hash_device, register_person
from quizapp.questions import content_hash, dump_question
from quizapp.settings import Settings
from quizapp.units import NewUnit, add_unit

SECRET = "a secret of the measuring bench, at least 32 characters"
QUESTIONS = 10
VILLAGES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A device whose owner is registered, and the paper that was started on it ("" = none yet)."""

    device_key: str
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a load client has to know."""

    settings: Settings
    contest_code: str
    campaign_code: str
    #: Code of a session that takes check-ins for a day.
    session_code: str
    campaign_id: int
    town_id: int
    phones: tuple[Phone, ...]


def build_world(home: Path, *, phones: int, started: bool = True, database_url: str = "") -> World:
    """A migrated database in ``home`` (or at ``database_url``) with so many registered phones."""
    settings = Settings(home=home, database_url=database_url or f"sqlite:///{home / 'quizapp.db'}", secret_key=SECRET)
    store = Store(settings.database_url)
    try:
        upgrade(store)
        now = datetime.now(UTC)
        with store.write() as session:
            units = _add_units(session, now)
            campaign = _open_campaign(session, units[0], now)
            contest = _publish(session, campaign, units[1], now)
            about = campaign.code, campaign.id, contest.code, _plan_session(session, campaign, units[1], now)
        made = _register_phones(store, settings, about[1], units[2:], phones, now)
        if started:
            made = _start_all(store, about[2], made, now)
    finally:
        store.close()
    return World(
        settings=settings, contest_code=about[2], campaign_code=about[0], session_code=about[3], campaign_id=about[1],
        town_id=units[1], phones=tuple(made),
    )  # fmt: skip


def add_organizer(session: Session, world: World) -> int:
    """Id of somebody of the town who orders files."""
    made = create_staff(
        session, SYSTEM, username="organizer", display_name="organizer", role=Role.ORGANIZER, unit_id=world.town_id,
        password=make_one_time_password(), now=datetime.now(UTC),
    )  # fmt: skip
    return made.id


def _add_units(session: Session, now: datetime) -> list[int]:
    county = add_unit(
        session, NewUnit(code="dongming", name="东明县", level="county", kind="government"), actor="system", now=now
    )
    town = add_unit(
        session,
        NewUnit(code="dongming-town", name="东明镇", level="township", kind="government", parent_id=county.id),
        actor="system", now=now,
    )  # fmt: skip
    villages = [
        add_unit(
            session,
            NewUnit(code=f"village-{n:02d}", name=f"红星{n}村", level="village", kind="village", parent_id=town.id),
            actor="system", now=now,
        )
        for n in range(VILLAGES)
    ]  # fmt: skip
    return [county.id, town.id, *(village.id for village in villages)]


def _open_campaign(session: Session, county_id: int, now: datetime) -> Campaign:
    new = NewCampaign(
        root_unit_id=county_id, code="dm2026", title="东明县安全生产月", year=now.year,
        starts_on=date(now.year, 1, 1), ends_on=date(now.year, 12, 31), privacy_notice="只收姓名和单位。",
    )  # fmt: skip
    return open_campaign(session, new, now=now)


def _publish(session: Session, campaign: Campaign, town_id: int, now: datetime) -> Contest:
    rules = ContestSettings(
        title="安全知识竞赛", opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=7),
        bank_ids=(_copy_bank(session, now),), question_count=QUESTIONS, minutes_limit=600, tries_per_day=None,
    )  # fmt: skip
    contest = create_contest(session, rules, campaign_id=campaign.id, unit_id=town_id, actor=SYSTEM, now=now)
    publish_contest(session, contest.id, actor=SYSTEM, now=now, rng=Random(7))
    return contest


def _plan_session(session: Session, campaign: Campaign, town_id: int, now: datetime) -> str:
    """A lecture of the town that everybody can check in to; its code."""
    plan = ActivityPlan(unit_id=town_id, kind="lecture", title="用电安全大讲堂")
    activity = plan_activity(session, campaign.id, plan, nonce=new_token(), actor="system", now=now)
    when = SessionPlan(host_unit_id=town_id, starts_at=now, ends_at=now + timedelta(hours=20), place="镇文化广场")
    return add_session(session, activity.id, when, nonce=new_token(), now=now).code


def _copy_bank(session: Session, now: datetime) -> int:
    """The largest shipped bank, as it ships."""
    files = [path for path in banks_folder().glob("*.toml") if path.name != "laws.toml"]
    bank = load_bank_file(max(files, key=lambda path: path.stat().st_size))
    values = {"key": "bench", "title": bank.title, "summary": bank.summary, "created_at": now, "updated_at": now}
    bank_id = session.execute(insert(QuestionBank).values(values).returning(QuestionBank.id)).scalar_one()
    rows = [
        {
            "bank_id": bank_id, "key": question.key, "version": 1, "content_hash": content_hash(question),
            "type": question.type, "stem": question.stem, "content": dump_question(question), "topic": question.topic,
            "source": "", "difficulty": question.difficulty, "created_at": now,
        }
        for question in bank.questions
    ]  # fmt: skip
    session.execute(insert(BankQuestion), rows)
    return bank_id


def _register_phones(
    store: Store, settings: Settings, campaign_id: int, villages: list[int], count: int, now: datetime
) -> list[Phone]:
    vault = Vault(settings.key_for("vault"))
    made = [Phone(device_key=new_token()) for _ in range(count)]
    with store.write() as session:
        for number, phone in enumerate(made):
            new = NewPerson(
                campaign_id=campaign_id, unit_id=villages[number % len(villages)], name=f"王{number}", notice_version=1
            )
            register_person(session, new, device_hash=hash_device(phone.device_key), vault=vault, now=now)
            session.expunge_all()
    return made


def _start_all(store: Store, code: str, phones: list[Phone], now: datetime) -> list[Phone]:
    with store.write() as session:
        return [
            Phone(
                device_key=phone.device_key,
                token=start_attempt(session, code=code, device_hash=hash_device(phone.device_key), now=now).token,
            )
            for phone in phones
        ]
