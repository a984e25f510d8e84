"""What happens to papers nobody handed in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.contests import GRACE, Attempt, expire_overdue
from quizapp.ledger.models import LedgerEntry
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import make_phone
from tests.contests.test_submit_attempt import entries, right_answers


@pytest.fixture
def short(make_scene: MakeScene) -> Scene:
    return make_scene(minutes_limit=5)


def expire(scene: Scene, **limits: int) -> int:
    with scene.store.write() as session:
        return expire_overdue(session, scene.clock(), **limits)


def test_it_works(short: Scene) -> None:
    started = short.start()
    short.save(started.token, right_answers(short, started.token))
    short.clock.advance(minutes=6)
    assert expire(short) == 1
    with short.store.read() as session:
        attempt = session.scalars(select(Attempt)).one()
    assert (attempt.score, attempt.submitted_by, attempt.submitted_at) == (10_000, "autosubmit", started.deadline_at)


def test_it_waits_until_the_grace_is_over(short: Scene) -> None:
    short.start()
    short.clock.now += timedelta(minutes=5) + GRACE
    assert expire(short) == 0
    short.clock.advance(microseconds=1)
    assert expire(short) == 1


def test_a_second_round_finds_nothing(short: Scene) -> None:
    token = short.start().token
    short.save(token, {"1": [0]})
    short.clock.advance(minutes=6)
    assert (expire(short), expire(short)) == (1, 0)
    assert len(entries(short)) == 1


def test_it_counts_at_the_deadline_and_is_recorded_now(short: Scene) -> None:
    started = short.start()
    short.save(started.token, {"1": [0]})
    short.clock.advance(days=2)
    expire(short)
    (entry,) = entries(short)
    assert (entry.occurred_at, entry.recorded_at, entry.actor) == (started.deadline_at, short.clock(), "system")


def test_a_blank_paper_that_was_left_lying_is_no_attendance(short: Scene) -> None:
    short.start()
    short.clock.advance(minutes=6)
    assert expire(short) == 1
    assert entries(short) == []


def test_a_late_phone_is_told_the_stored_result(short: Scene) -> None:
    token = short.start().token
    short.clock.advance(minutes=6)
    expire(short)
    receipt = short.submit(token, right_answers(short, token))
    assert (receipt.score, receipt.is_new, receipt.submitted_by) == (0, False, "autosubmit")


def test_a_round_is_limited(short: Scene) -> None:
    with short.store.write() as session:
        contest = type("C", (), {"campaign_id": short.campaign_id})()
        phones = [
            make_phone(session, contest, short.cast.hongxing.id, short.clock(), name=f"村民{n}", key=f"p{n}")
            for n in range(5)
        ]
    for phone in phones:
        short.save(short.start(phone).token, {"1": [0]}, phone=phone)
    short.clock.advance(minutes=6)
    assert [expire(short, limit=3), expire(short, limit=3), expire(short, limit=3)] == [3, 2, 0]
    with short.store.read() as session:
        assert len(session.scalars(select(LedgerEntry.id)).all()) == 5


def test_housekeeping_hands_in_all_of_them(short: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from quizapp.contests import jobs

    for number in range(5):
        with short.store.write() as session:
            contest = type("C", (), {"campaign_id": short.campaign_id})()
            phone = make_phone(
                session, contest, short.cast.hongxing.id, short.clock(), name=f"村民{number}", key=f"p{number}"
            )
        short.start(phone)
    short.clock.advance(minutes=6)
    monkeypatch.setattr(jobs, "ROUND", 2)
    monkeypatch.setattr(jobs, "expire_overdue", lambda session, now: expire_overdue(session, now, limit=2))
    job = next(each for each in jobs.JOBS if each.name == "contests.expire_overdue")
    assert job.run(short.store, None, short.clock()) == 5  # type: ignore[arg-type]
