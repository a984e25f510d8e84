"""Papers handed in through the public services, quickly or slowly, on one phone or many."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from quizapp.contests import Attempt, Contest
from quizapp.people import PersonDevice
from tests.contests.conftest import Scene
from tests.contests.makers import Phone, make_phone
from tests.contests.test_submit_attempt import right_answers


def somebody(scene: Scene, number: int, *, key: str = "", unit_id: int | None = None) -> Phone:
    """Participant ``number`` on a phone of his own, or on the phone ``key``."""
    with scene.store.write() as session:
        contest = session.get_one(Contest, scene.contest_id)
        unit = unit_id or scene.cast.hongxing.id
        return make_phone(session, contest, unit, scene.clock(), name=f"村民{number}", key=key or f"phone-of-{number}")


def answer(scene: Scene, number: int, *, key: str = "", seconds: float = 120, right: int = 10) -> int:
    """Participant ``number`` takes so long and gets so many right; the clock moves on. Id of the paper."""
    phone = somebody(scene, number, key=key)
    token = scene.start(phone).token
    sheet = right_answers(scene, token)
    scene.clock.now += timedelta(seconds=seconds)
    kept = {place: sheet[place] if int(place) <= right else [0] for place in sheet}
    scene.submit(token, kept, key=f"k-{token}", phone=phone)
    scene.clock.now += timedelta(seconds=20)
    with scene.store.read() as session:
        return session.scalars(select(Attempt.id).where(Attempt.token == token)).one()


def many_names(scene: Scene, names: int = 9) -> list[int]:
    """One person at one phone types name after name, twelve seconds each."""
    return [answer(scene, number, key="cheat", seconds=12) for number in range(names)]


def take_phone(scene: Scene, attempt_id: int, device: str) -> str:
    """Let the browser with ``device`` be the phone of this paper; the paper's token."""
    with scene.store.write() as session:
        attempt = session.get_one(Attempt, attempt_id)
        session.add(
            PersonDevice(
                device_hash=device, campaign_id=scene.campaign_id, person_id=attempt.person_id, used_at=scene.clock()
            )
        )
        return attempt.token
