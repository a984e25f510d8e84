"""More time: for a person, for a unit, before the start and in the middle of a paper; never less, never past the end."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from quizapp.contests import Attempt, ContestAccommodation
from quizapp.contests.accommodations import NewTime, end_time, give_time, list_given
from quizapp.contests.service.publish import close_contest
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.people import erase_person
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import Phone, make_phone

REASON = "需要更多时间"


def give(scene: Scene, percent: int | None = 150, **subject: int) -> int:
    """Alice gives more time; the arrangement's id."""
    chosen = subject or {"person_id": scene.wang.person_id}
    with scene.store.write() as session:
        new = NewTime(time_percent=percent, reason=REASON, **chosen)
        return give_time(session, scene.contest_id, new, actor=scene.cast.alice.actor, now=scene.clock()).id


def deadline(scene: Scene, token: str) -> datetime:
    with scene.store.read() as session:
        return session.scalars(select(Attempt.deadline_at).where(Attempt.token == token)).one()


def neighbour(scene: Scene, unit_id: int) -> Phone:
    with scene.store.write() as session:
        contest = type("C", (), {"campaign_id": scene.campaign_id})()
        return make_phone(session, contest, unit_id, scene.clock(), name="李红", key="phone-2")


def test_it_works(scene: Scene) -> None:
    give(scene)
    started = scene.start()
    assert started.deadline_at == scene.clock() + timedelta(minutes=22, seconds=30)


def test_without_limit_is_until_the_contest_ends(scene: Scene) -> None:
    give(scene, None)
    assert scene.start().deadline_at == scene.clock() + timedelta(days=7)


def test_nobody_else_gets_it(scene: Scene) -> None:
    give(scene)
    li = neighbour(scene, scene.cast.qingshan.id)
    assert scene.start(li).deadline_at == scene.clock() + timedelta(minutes=15)


@pytest.mark.parametrize(("top", "minutes"), [("hongxing", 30), ("town", 30), ("qingshan", 15)])
def test_a_unit_gives_it_to_everybody_below(scene: Scene, top: str, minutes: int) -> None:
    give(scene, 200, unit_id=getattr(scene.cast, top).id)
    assert scene.start().deadline_at == scene.clock() + timedelta(minutes=minutes)


def test_of_several_the_most_generous_counts(scene: Scene) -> None:
    give(scene, 125)
    give(scene, 300, unit_id=scene.cast.town.id)
    give(scene, 200, unit_id=scene.cast.hongxing.id)
    assert scene.start().deadline_at == scene.clock() + timedelta(minutes=45)


@pytest.mark.parametrize("of_unit", [False, True])
def test_an_open_paper_gets_it_at_once(scene: Scene, of_unit: bool) -> None:
    started = scene.start()
    begun = scene.clock()
    scene.clock.advance(minutes=14)
    give(scene, 200, **({"unit_id": scene.cast.town.id} if of_unit else {}))
    assert deadline(scene, started.token) == begun + timedelta(minutes=30)


def test_a_paper_that_was_handed_in_is_left_alone(scene: Scene) -> None:
    started = scene.start()
    scene.submit(started.token, {})
    give(scene, 200)
    assert deadline(scene, started.token) == started.deadline_at


def test_it_never_goes_beyond_the_end_of_the_contest(make_scene: MakeScene) -> None:
    scene = make_scene(minutes_limit=600)
    ends = scene.clock() + timedelta(days=7)
    scene.clock.now = ends - timedelta(hours=5)
    give(scene, 300)
    assert scene.start().deadline_at == ends


@pytest.mark.parametrize("percent", [300, None])
def test_after_a_closing_by_hand_the_notice_is_the_end_for_all(scene: Scene, percent: int | None) -> None:
    token = scene.start().token
    with scene.store.write() as session:
        close_contest(session, scene.contest_id, actor=scene.cast.alice.actor, now=scene.clock())
    closed = scene.clock()
    scene.clock.advance(minutes=1)
    give(scene, percent)
    assert deadline(scene, token) == closed + timedelta(minutes=5)


def test_ended_it_is_not_given_any_more_but_not_taken_back(scene: Scene) -> None:
    given = give(scene, 200)
    first = scene.start()
    with scene.store.write() as session:
        end_time(session, given, actor=scene.cast.alice.actor, now=scene.clock())
    assert deadline(scene, first.token) == first.deadline_at
    scene.submit(first.token, {})
    assert scene.start().deadline_at == scene.clock() + timedelta(minutes=15)
    with scene.store.write() as session, pytest.raises(Conflict):
        end_time(session, given, actor=scene.cast.alice.actor, now=scene.clock())
    give(scene, 300)


def test_one_arrangement_a_person(scene: Scene) -> None:
    give(scene)
    with pytest.raises(Conflict):
        give(scene, 200)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"time_percent": 100}, "time_percent"),
        ({"time_percent": 1001}, "time_percent"),
        ({"reason": "  "}, "reason"),
        ({"person_id": None}, "unit_id"),
        ({"person_id": 99_999}, "person_id"),
    ],
)
def test_what_makes_no_sense_is_refused(scene: Scene, changes: dict[str, object], field: str) -> None:
    values: dict[str, object] = {"person_id": scene.wang.person_id, "time_percent": 150, "reason": REASON}
    new = NewTime(**(values | changes))  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused, scene.store.write() as session:
        give_time(session, scene.contest_id, new, actor=scene.cast.alice.actor, now=scene.clock())
    assert refused.value.field == field


def test_a_stranger_finds_nothing(scene: Scene) -> None:
    new = NewTime(person_id=scene.wang.person_id, time_percent=150, reason=REASON)
    with pytest.raises(NotFound), scene.store.write() as session:
        give_time(session, scene.contest_id, new, actor=scene.cast.zhao.actor, now=scene.clock())


def test_names_are_masked_and_the_reason_goes_with_the_person(scene: Scene) -> None:
    give(scene)
    with scene.store.read() as session:
        (line,) = list_given(session, scene.contest_id)
    assert (line.name, line.reason) == ("王*明", REASON)
    with scene.store.write() as session:
        erase_person(session, scene.wang.person_id, now=scene.clock())
    with scene.store.read() as session:
        assert session.scalars(select(ContestAccommodation.reason)).one() == ""
