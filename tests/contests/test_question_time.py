"""A clock for each question: it starts when the server showed it, and what comes too late leaves what stood."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from quizapp.contests import (
    Attempt,
    AttemptClosed,
    Clocks,
    Kept,
    Submission,
    expire_overdue,
    judge_submission,
    keep_answer,
    record_submission,
    show_question,
)
from quizapp.contests.rules import QUESTION_GRACE, seconds_for_question
from quizapp.errors import Conflict, Unavailable
from tests.contests.conftest import MakeScene, Scene
from tests.contests.test_accommodations import give
from tests.contests.test_races import together
from tests.contests.test_submit_attempt import right_answers

TWENTY = 20
OVER = timedelta(seconds=TWENTY) + QUESTION_GRACE


@pytest.fixture
def timed(make_scene: MakeScene) -> Scene:
    """Ten questions of twenty seconds each."""
    return make_scene(question_seconds=TWENTY)


def show(scene: Scene, token: str, number: int) -> Clocks:
    """The page shows question ``number``."""
    with scene.store.write() as session:
        return show_question(
            session, code=scene.code, token=token, device_hash=scene.wang.device_hash, number=number, now=scene.clock()
        )[1]


def tap(scene: Scene, token: str, number: int, *picked: int) -> Kept:
    """The page sends the answer to one question."""
    with scene.store.write() as session:
        return keep_answer(
            session, code=scene.code, token=token, device_hash=scene.wang.device_hash, number=number,
            picked=list(picked), now=scene.clock(),
        )  # fmt: skip


def stored(scene: Scene) -> dict[str, list[int]]:
    with scene.store.read() as session:
        return session.scalars(select(Attempt.answers)).one()


def test_it_works(timed: Scene) -> None:
    token = timed.start().token
    sheet = right_answers(timed, token)
    for number in range(1, 11):
        show(timed, token, number)
        timed.clock.advance(seconds=TWENTY - 1)
        assert tap(timed, token, number, *sheet[str(number)]).is_stored
    assert timed.submit(token, None).score == 10_000


def test_the_clock_starts_once(timed: Scene) -> None:
    token = timed.start().token
    first = show(timed, token, 1).ends_at(0)
    timed.clock.advance(seconds=10)
    assert show(timed, token, 1).ends_at(0) == first


@pytest.mark.parametrize(("late", "is_stored"), [(timedelta(0), True), (timedelta(microseconds=1), False)])
def test_it_ends_with_time_and_grace(timed: Scene, late: timedelta, is_stored: bool) -> None:
    token = timed.start().token
    show(timed, token, 1)
    tap(timed, token, 1, 0)
    timed.clock.now += OVER + late
    assert tap(timed, token, 1, 1).is_stored is is_stored
    assert stored(timed) == {"0": [1 if is_stored else 0]}


def test_between_two_questions_no_clock_runs(timed: Scene) -> None:
    token = timed.start().token
    show(timed, token, 1)
    timed.clock.advance(minutes=10)
    show(timed, token, 2)
    assert tap(timed, token, 2, 0).is_stored


def test_a_question_that_was_not_shown_takes_no_answer(timed: Scene) -> None:
    token = timed.start().token
    assert not tap(timed, token, 1, 0).is_stored
    timed.save(token, {"1": [0]})
    assert stored(timed) == {}


@pytest.mark.parametrize("number", [0, 3, 11])
def test_questions_come_one_after_another(timed: Scene, number: int) -> None:
    token = timed.start().token
    show(timed, token, 1)
    with pytest.raises(Conflict):
        show(timed, token, number)


def test_an_answer_can_be_taken_back_in_time(timed: Scene) -> None:
    token = timed.start().token
    show(timed, token, 1)
    tap(timed, token, 1, 0)
    tap(timed, token, 1)
    assert stored(timed) == {}


def test_a_sheet_counts_for_the_questions_in_their_time(timed: Scene) -> None:
    """Whole sheets are what programs send: the rule is the same on every door."""
    token = timed.start().token
    show(timed, token, 1)
    tap(timed, token, 1, 0)
    timed.clock.now += OVER + timedelta(seconds=1)
    show(timed, token, 2)
    timed.save(token, {"1": [1], "2": [0], "3": [0]}, revision=5)
    assert stored(timed) == {"0": [0], "1": [0]}
    timed.submit(token, {"1": [1], "2": [1], "3": [1]})
    assert stored(timed) == {"0": [0], "1": [1]}


def test_the_paper_has_its_own_end(timed: Scene) -> None:
    token = timed.start().token
    show(timed, token, 1)
    tap(timed, token, 1, 0)
    timed.clock.advance(minutes=16)
    with pytest.raises(AttemptClosed):
        show(timed, token, 2)
    with timed.store.write() as session:
        assert expire_overdue(session, timed.clock()) == 1
    assert stored(timed) == {"0": [0]}


def test_more_time_is_more_for_each_question(timed: Scene) -> None:
    give(timed, 150)
    token = timed.start().token
    show(timed, token, 1)
    timed.clock.advance(seconds=30)
    assert tap(timed, token, 1, 0).is_stored


def test_more_time_reaches_the_question_on_the_screen(timed: Scene) -> None:
    token = timed.start().token
    show(timed, token, 1)
    timed.clock.now += OVER + timedelta(seconds=1)
    give(timed, 300)
    assert tap(timed, token, 1, 0).is_stored


def test_without_limit_there_is_no_clock_at_all(timed: Scene) -> None:
    give(timed, None)
    token = timed.start().token
    with pytest.raises(Conflict):
        show(timed, token, 1)
    assert timed.submit(token, right_answers(timed, token)).score == 10_000


@pytest.mark.parametrize(
    ("seconds", "percent", "expected"), [(None, 150, None), (20, None, None), (20, 100, 20), (5, 125, 7), (20, 150, 30)]
)
def test_seconds_grow_and_are_rounded_up(seconds: int | None, percent: int | None, expected: int | None) -> None:
    assert seconds_for_question(seconds, percent) == expected


def test_answers_that_arrive_together_are_all_kept(timed: Scene) -> None:
    """Each is laid over what stands: without the lock the last one would wipe out the others."""
    token = timed.start().token
    for number in range(1, 9):
        show(timed, token, number)
    together(lambda number: tap(timed, token, number + 1, 0), crowd=8)
    assert sorted(stored(timed)) == [str(place) for place in range(8)]


@pytest.mark.postgresql_only
def test_a_submit_waits_for_the_answer_before_it(timed: Scene) -> None:
    """An answer on its way and the submit behind it: the paper that is graded has the answer."""
    token = timed.start().token
    show(timed, token, 1)
    submission = Submission(code=timed.code, token=token, device_hash=timed.wang.device_hash, key="k", answers={})
    with timed.store.write() as session:
        keep_answer(
            session, code=timed.code, token=token, device_hash=timed.wang.device_hash, number=1, picked=[0],
            now=timed.clock(),
        )  # fmt: skip
        with pytest.raises(Unavailable):
            judge_impatiently(timed, submission)
    with timed.store.write() as session:
        judged = judge_submission(session, submission, now=timed.clock())
        record_submission(session, judged, now=timed.clock())  # type: ignore[arg-type]
    assert stored(timed) == {"0": [0]}


def judge_impatiently(scene: Scene, submission: Submission) -> None:
    with scene.store.write() as session:
        session.execute(text("SET LOCAL lock_timeout = '200ms'"))
        judge_submission(session, submission, now=scene.clock())
