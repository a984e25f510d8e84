"""Playing the demo month: people register, answer papers and check in, day by day, through the public services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.activities import ActivitySession, record_as_held
from quizapp.campaigns import Campaign
from quizapp.checkins import Door, NewHeadcount, NewScan, count_crowd, record_scan
from quizapp.contests import Attempt, Contest, ContestQuestion, Submission, start_attempt, submit_attempt
from quizapp.db import Store
from quizapp.demo.answers import invent_answer
from quizapp.demo.calls import invent_phone, play_calls
from quizapp.demo.content import ACTOR, ActivityRow, activity_rows, record_rows, unit_rows
from quizapp.demo.drills import play_drill
from quizapp.demo.honours import play_honours
from quizapp.demo.load import demo_actor
from quizapp.demo.people import invent_name
from quizapp.demo.practising import play_practice
from quizapp.demo.rooms import play_room
from quizapp.demo.shows import play_show
from quizapp.kit.clock import day_bounds
from quizapp.kit.vault import Vault
from quizapp.ledger import roll_up
from quizapp.people import NewPerson, hash_device, register_person
from quizapp.questions import Question, decode_question
from quizapp.records import NewRecord, add_record
from quizapp.units import Unit

#: People registered in one transaction.
BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """An invented participant with a phone; ``knows`` is the share of questions answered right."""

    person_id: int
    unit_code: str
    device_hash: str
    knows: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What a played month left behind."""

    people: int
    papers: int
    check_ins: int
    #: In the live quiz.
    players: int


def play_month(
    store: Store, campaign_id: int, *, participants: int, vault: Vault, now: datetime, rng: Random
) -> Played:
    """Register ``participants`` people and let them take part until ``now``. Takes about 10 ms a person."""
    with store.read() as session:
        campaign = session.get_one(Campaign, campaign_id)
        contests = list(session.scalars(select(Contest).where(Contest.campaign_id == campaign_id).order_by(Contest.id)))
        units = {unit.code: unit for unit in session.scalars(select(Unit))}
    start, _ = day_bounds(campaign.starts_on, campaign.time_zone)
    phones = _register(store, campaign, units, participants, vault, start, rng)
    games = Random(rng.getrandbits(64))  # noqa: S311 - how many numbers papers take depends on what was drawn for them
    papers = sum(_answer(store, contests, phone, start, now, rng) for phone in phones)
    check_ins = _visit(store, campaign, phones, units, now, rng)
    _write_records(store, campaign, units, vault, start, now)
    actor = demo_actor(units[unit_rows()[0].code])
    players = play_room(store, campaign, units, phones, rng=games)
    play_show(store, campaign, units, actor=actor, vault=vault, rng=games)
    roll_up(store)
    play_honours(store, campaign, contests, phones, actor, now=now, rng=rng)
    play_practice(store, campaign, phones, now=now, rng=rng)
    play_calls(store, campaign, units[unit_rows()[0].code], actor=ACTOR, now=now, rng=rng)
    return Played(people=len(phones), papers=papers, check_ins=check_ins, players=players)


def _register(
    store: Store,
    campaign: Campaign,
    units: dict[str, Unit],
    participants: int,
    vault: Vault,
    start: datetime,
    rng: Random,
) -> list[Phone]:
    rows = [row for row in unit_rows() if row.headcount and row.level != "township"]
    codes = rng.choices([row.code for row in rows], weights=[row.headcount**0.5 for row in rows], k=participants)
    phones: list[Phone] = []
    for first in range(0, participants, BATCH):
        with store.write() as session:
            for code in codes[first : first + BATCH]:
                phones.append(_new_phone(session, campaign, units[code], vault, start, rng, number=len(phones) + 1))
    return phones


def _new_phone(
    session: Session, campaign: Campaign, unit: Unit, vault: Vault, start: datetime, rng: Random, *, number: int
) -> Phone:
    device = hash_device(f"demo-{rng.getrandbits(96):x}")
    new = NewPerson(
        campaign_id=campaign.id, unit_id=unit.id, name=invent_name(rng), notice_version=1,
        phone=invent_phone(number) or None,
    )  # fmt: skip
    person = register_person(session, new, device_hash=device, vault=vault, now=start)
    knows = min(max(rng.gauss(0.74, 0.16), 0.2), 1.0)
    return Phone(person_id=person.id, unit_code=unit.code, device_hash=device, knows=knows)


def _answer(
    store: Store, contests: Sequence[Contest], phone: Phone, start: datetime, now: datetime, rng: Random
) -> int:
    """Some people never take a contest, most once or twice, a few come back every other day."""
    days = max((now - start).days, 1)
    papers = 0
    for _ in range(min(int(rng.expovariate(0.6)), 8)):
        contest = contests[0] if rng.random() < 0.7 else rng.choice(contests[1:])
        moment = start + timedelta(days=rng.randrange(days), seconds=int(rng.triangular(7, 22, 12) * 3600))
        if moment < min(now, contest.closes_at) - timedelta(minutes=10):
            with store.write() as session:
                _take_paper(session, contest, phone, moment, rng)
            papers += 1
    return papers


def _take_paper(session: Session, contest: Contest, phone: Phone, moment: datetime, rng: Random) -> None:
    started = start_attempt(session, code=contest.code, device_hash=phone.device_hash, now=moment)
    issued = session.scalars(select(Attempt.issued).where(Attempt.token == started.token)).one()
    asked = _questions(session, contest.id, [place for place, _ in issued])
    answers = {
        str(number): invent_answer(asked[place], order, knows=phone.knows, rng=rng)
        for number, (place, order, *_) in enumerate(issued, 1)
    }
    submission = Submission(
        code=contest.code,
        token=started.token,
        device_hash=phone.device_hash,
        key=f"demo-{started.token}",
        answers=answers,
    )
    seconds = rng.randint(len(issued) * 5, len(issued) * 20)
    submit_attempt(session, submission, now=moment + timedelta(seconds=seconds))


def _questions(session: Session, contest_id: int, places: list[int]) -> dict[int, Question]:
    rows = session.execute(
        select(ContestQuestion.place, ContestQuestion.content).where(
            ContestQuestion.contest_id == contest_id, ContestQuestion.place.in_(places)
        )
    )
    return {row[0]: decode_question(row[1]) for row in rows}


def _visit(
    store: Store, campaign: Campaign, phones: Sequence[Phone], units: dict[str, Unit], now: datetime, rng: Random
) -> int:
    with store.read() as session:
        sessions = list(
            session.scalars(
                select(ActivitySession).where(ActivitySession.campaign_id == campaign.id).order_by(ActivitySession.id)
            )
        )
    came = 0
    for row, held in zip(activity_rows(), sessions, strict=True):
        if row.door != "planned" and held.starts_at < now:
            came += _hold(store, row, held, phones, units[row.unit], now, rng)
    return came


def _hold(
    store: Store,
    row: ActivityRow,
    held: ActivitySession,
    phones: Sequence[Phone],
    host: Unit,
    now: datetime,
    rng: Random,
) -> int:
    if row.door == "drill":
        own = [phone.person_id for phone in phones if phone.unit_code == row.unit]
        return play_drill(store, held, row.unit, own, actor=ACTOR, rng=rng)
    if row.door == "signed":
        with store.write() as session:
            record_as_held(session, held.id, signed_by="现场负责人（演示）", actor=ACTOR, now=held.ends_at)
        return 0
    if row.door == "crowd":
        with store.write() as session:
            people = int(row.expected * rng.uniform(0.7, 1.1))
            new = NewHeadcount(
                unit_id=host.id, people=people, is_approximate=row.expected > 300, counted_by="现场登记员（演示）",
                method="estimate" if row.expected > 300 else "counter", nonce=f"demo-crowd-{held.id}",
                counted_at=held.starts_at + timedelta(minutes=20),
            )  # fmt: skip
            count_crowd(session, held.id, new, actor=ACTOR, now=held.starts_at + timedelta(minutes=30))
        return people
    return _check_in_people(store, row, held, phones, now, rng)


def _check_in_people(
    store: Store, row: ActivityRow, held: ActivitySession, phones: Sequence[Phone], now: datetime, rng: Random
) -> int:
    near = [phone for phone in phones if phone.unit_code == row.unit] or list(phones)
    others = list(phones)
    wanted = min(int(row.expected * rng.uniform(0.5, 0.9)), len(others))
    visitors = {
        phone.person_id: phone for phone in [*near[:wanted], *rng.sample(others, min(wanted // 3, len(others)))]
    }
    latest = min(held.ends_at, now)
    for number, phone in enumerate(visitors.values()):
        moment = min(held.starts_at + timedelta(seconds=rng.randint(-900, 900)), latest)
        door = Door.SCAN if row.door in {"scan", "live", "joint"} else Door.HELPER
        scan = NewScan(
            nonce=f"demo-{held.id}-{number}", person_id=phone.person_id, door=door, scanned_at=moment,
            device_hash=phone.device_hash if door is Door.SCAN else None,
        )  # fmt: skip
        with store.write() as session:
            record_scan(session, held.id, scan, actor=f"person:{phone.person_id}", now=moment)
    return len(visitors)


def _write_records(
    store: Store, campaign: Campaign, units: dict[str, Unit], vault: Vault, start: datetime, now: datetime
) -> None:
    with store.write() as session:
        for number, row in enumerate(record_rows()):
            new = NewRecord(
                campaign_id=campaign.id, unit_id=units[row.unit].id, kind=row.kind, title=row.title,
                happened_on=campaign.starts_on + timedelta(days=row.day), nonce=f"demo-record-{number}",
                quantity=row.quantity, status=row.status, tags=tuple(row.tags.split()),
            )  # fmt: skip
            add_record(session, new, vault=vault, actor=ACTOR, now=now)
