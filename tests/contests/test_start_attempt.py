"""Starting a paper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.contests import Attempt, CannotStart, IdentityNeeded, NoSuchContest, StartVerdict, entry, start_attempt
from quizapp.people import hash_device
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import make_phone
from tests.support.counting import statement_counter


def count_attempts(scene: Scene) -> int:
    with scene.store.read() as session:
        return session.scalar(select(func.count()).select_from(Attempt)) or 0


def verdict_of(scene: Scene) -> StartVerdict:
    with pytest.raises(CannotStart) as refused:
        scene.start()
    return refused.value.verdict


def test_it_works(scene: Scene) -> None:
    started = scene.start()
    assert (started.attempt_no, started.is_new) == (1, True)
    assert started.deadline_at == scene.clock() + timedelta(minutes=15)


def test_an_open_paper_is_returned_instead_of_a_second_one(scene: Scene) -> None:
    first = scene.start()
    scene.clock.advance(minutes=3)
    again = scene.start()
    assert (again.token, again.is_new, again.deadline_at) == (first.token, False, first.deadline_at)
    assert count_attempts(scene) == 1


def test_after_submission_the_next_try_is_another_paper(scene: Scene) -> None:
    first = scene.start()
    scene.submit(first.token, {})
    second = scene.start()
    assert (second.attempt_no, second.is_new) == (2, True)
    with scene.store.read() as session:
        one, two = session.scalars(select(Attempt.issued).order_by(Attempt.attempt_no))
    assert one != two


def test_two_people_get_different_papers(scene: Scene) -> None:
    with scene.store.write() as session:
        contest = type("C", (), {"campaign_id": scene.campaign_id})()
        li = make_phone(session, contest, scene.cast.qingshan.id, scene.clock(), name="李红", key="phone-2")
    scene.start()
    scene.start(li)
    with scene.store.read() as session:
        one, two = session.scalars(select(Attempt.issued).order_by(Attempt.id))
    assert one != two


def test_tries_of_a_day_come_back_the_next_day(make_scene: MakeScene) -> None:
    scene = make_scene(tries_per_day=1)
    scene.submit(scene.start().token, {})
    assert verdict_of(scene) is StartVerdict.NO_TRIES_TODAY
    scene.clock.advance(days=1)
    assert scene.start().attempt_no == 2


def test_the_day_is_the_campaigns_not_utc(make_scene: MakeScene) -> None:
    scene = make_scene(tries_per_day=1)
    scene.clock.now = scene.clock.now.replace(hour=15, minute=50)  # 23:50 in China
    scene.submit(scene.start().token, {})
    scene.clock.advance(minutes=20)
    assert scene.start().attempt_no == 2


def test_tries_in_total_are_used_up_for_good(make_scene: MakeScene) -> None:
    scene = make_scene(tries_total=1)
    scene.submit(scene.start().token, {})
    scene.clock.advance(days=1)
    assert verdict_of(scene) is StartVerdict.NO_TRIES_LEFT


def test_an_abandoned_paper_is_handed_in_before_the_next_start(make_scene: MakeScene) -> None:
    scene = make_scene(minutes_limit=5)
    first = scene.start()
    scene.save(first.token, {"1": [0]})
    scene.clock.advance(minutes=6)
    assert scene.start().attempt_no == 2
    with scene.store.read() as session:
        assert session.scalar(select(Attempt.submitted_by).where(Attempt.attempt_no == 1)) == "autosubmit"


def test_it_opens_at_the_first_moment(make_scene: MakeScene) -> None:
    scene = make_scene()
    opens_at = scene.clock() + timedelta(hours=1)
    move_window(scene, opens_at=opens_at)
    scene.clock.now = opens_at - timedelta(microseconds=1)
    assert verdict_of(scene) is StartVerdict.NOT_YET
    scene.clock.now = opens_at
    assert scene.start().is_new


def test_it_takes_no_start_at_the_closing_moment(scene: Scene) -> None:
    closes_at = scene.clock() + timedelta(minutes=1)
    move_window(scene, closes_at=closes_at)
    scene.clock.now = closes_at
    assert verdict_of(scene) is StartVerdict.CLOSED


def test_a_late_start_ends_with_the_contest(scene: Scene) -> None:
    closes_at = scene.clock() + timedelta(minutes=4)
    move_window(scene, closes_at=closes_at)
    assert scene.start().deadline_at == closes_at


def move_window(scene: Scene, **columns: object) -> None:
    from sqlalchemy import update

    from quizapp.contests import Contest

    with scene.store.write() as session:
        session.execute(update(Contest).values(**columns))


def test_a_phone_that_speaks_for_nobody_is_asked_who_it_is(scene: Scene) -> None:
    with scene.store.write() as session, pytest.raises(IdentityNeeded) as refused:
        start_attempt(session, code=scene.code, device_hash=hash_device("stranger"), now=scene.clock())
    assert refused.value.campaign_code == "dm2026"


def test_a_contest_that_asks_for_a_phone_number_waits_for_it(make_scene: MakeScene) -> None:
    scene = make_scene(asks_phone=True)
    with pytest.raises(IdentityNeeded) as refused:
        scene.start()
    assert refused.value.asks_phone
    with scene.store.write() as session:
        contest = type("C", (), {"campaign_id": scene.campaign_id})()
        make_phone(session, contest, scene.cast.hongxing.id, scene.clock(), phone="13900000000")
    assert scene.start().is_new


def test_a_draft_does_not_exist_for_participants(make_scene: MakeScene) -> None:
    scene = make_scene(is_published=False)
    with pytest.raises(NoSuchContest):
        scene.start()


def test_statements_of_a_start(scene: Scene) -> None:
    scene.submit(scene.start().token, {})
    with statement_counter(scene.store) as sent:
        scene.start()
    # and one for each feature that may keep somebody out: whether this contest is a later round of an event
    assert len(sent) <= 4 + len(entry._gates()), str(sent)
