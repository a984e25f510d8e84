"""A phone's progress goes along with the first name given on it; it is told, erased and purged like the phone."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from quizapp.people import NewPerson, erase_person, hash_device, register_person
from quizapp.practice import (
    Mode,
    PracticeAnswer,
    PracticeLearner,
    forget_learners,
    sit_down,
    summarize,
)
from quizapp.practice.jobs import JOBS
from tests.contests.makers import VAULT
from tests.practice.makers import CODE, Room
from tests.practice.test_challenge import start
from tests.practice.test_daily import reply


def name(room: Room, phone: str, text: str = "王小明") -> int:
    new = NewPerson(campaign_id=room.campaign_id, unit_id=room.cast.hongxing.id, name=text, notice_version=1)
    with room.store.write() as session:
        return register_person(session, new, device_hash=hash_device(phone), vault=VAULT, now=room.clock()).id


def learners(room: Room) -> list[tuple[int | None, bool]]:
    with room.store.read() as session:
        rows = session.scalars(select(PracticeLearner).order_by(PracticeLearner.id)).all()
        return [(row.person_id, row.device_hash is not None) for row in rows]


def test_who_gives_a_name_first_takes_the_phones_progress_along(room: Room) -> None:
    first, second = list(room.questions())[:2]
    room.answer(first, right=False)
    assert learners(room) == [(None, True)]
    wang = name(room, "phone-1")
    room.answer(second, right=True)
    assert learners(room) == [(wang, False)]
    zhao = name(room, "phone-1", "赵敏")
    room.answer(second, right=True, nonce="another01")
    assert learners(room) == [(wang, False), (zhao, False)]


def test_a_named_learner_is_the_same_on_another_phone(room: Room) -> None:
    first = next(iter(room.questions()))
    wang = name(room, "phone-1")
    room.answer(first, right=False)
    with room.store.write() as session:
        from_other = sit_down(session, code=CODE, device_hash=hash_device("phone-2"), now=room.clock())
        assert from_other.learner_id is None
    assert learners(room) == [(wang, False)]


def test_erasing_a_person_erases_the_practice(room: Room) -> None:
    wang = name(room, "phone-1")
    room.answer(next(iter(room.questions())), right=False)
    reply(room, "phone-1")
    start(room, phone="phone-1")
    with room.store.write() as session:
        erase_person(session, wang, now=room.clock())
    assert learners(room) == []
    with room.store.read() as session:
        assert session.scalar(select(func.count()).select_from(PracticeAnswer)) == 0


def test_a_phone_erases_its_own_alone(room: Room) -> None:
    first = next(iter(room.questions()))
    room.answer(first, right=False, phone="a")
    room.answer(first, right=False, phone="b")
    with room.store.write() as session:
        desk = sit_down(session, code=CODE, device_hash=hash_device("a"), now=room.clock(), mode=Mode.FREE)
        assert desk.learner_id is not None
        forget_learners(session, [desk.learner_id])
    with room.store.read() as session:
        gone = sit_down(session, code=CODE, device_hash=hash_device("a"), now=room.clock())
        stays = sit_down(session, code=CODE, device_hash=hash_device("b"), now=room.clock())
        assert summarize(session, gone.learner_id).questions == 0
        assert summarize(session, stays.learner_id).mistakes == 1


def test_it_goes_with_the_phones_when_retention_is_over(room: Room) -> None:
    room.answer(next(iter(room.questions())), right=False)
    (job,) = JOBS
    last_day = room.clock() + timedelta(days=14 + 180)
    assert job.run(room.store, None, last_day) == 0  # type: ignore[arg-type]
    assert job.run(room.store, None, last_day + timedelta(days=1)) == 1  # type: ignore[arg-type]
    assert learners(room) == []
