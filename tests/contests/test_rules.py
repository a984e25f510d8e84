"""Decisions without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.contests.rules import (
    CLOSING_NOTICE,
    GRACE,
    QUESTION_GRACE,
    SEED_KEPT,
    ContestState,
    StartVerdict,
    Tries,
    Window,
    deadline_for,
    has_passed,
    last_moment,
    may_start,
    seconds_for_question,
    takes_answers,
    takes_question,
)

NINE = datetime(2026, 6, 16, 1, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def window(**changes: datetime | None) -> Window:
    values: dict[str, datetime | None] = {
        "opens_at": NINE, "closes_at": NINE + timedelta(hours=8), "published_at": NINE - timedelta(days=1),
    }  # fmt: skip
    return Window(**(values | changes))  # type: ignore[arg-type]


def tries(used: int = 0, used_today: int = 0, limit: int | None = None, limit_today: int | None = None) -> Tries:
    return Tries(used=used, used_today=used_today, limit=limit, limit_today=limit_today)


@pytest.mark.parametrize(
    ("changes", "at", "state"),
    [
        ({"published_at": None}, NINE, ContestState.DRAFT),
        ({}, NINE - TICK, ContestState.UPCOMING),
        ({}, NINE, ContestState.OPEN),
        ({}, NINE + timedelta(hours=8) - TICK, ContestState.OPEN),
        ({}, NINE + timedelta(hours=8), ContestState.CLOSED),
        ({"paused_at": NINE}, NINE + TICK, ContestState.PAUSED),
        ({"paused_at": NINE}, NINE - TICK, ContestState.UPCOMING),
        ({"paused_at": NINE}, NINE + timedelta(hours=9), ContestState.CLOSED),
        ({"closed_at": NINE + timedelta(hours=1)}, NINE + timedelta(hours=1), ContestState.CLOSED),
        ({"closed_at": NINE - timedelta(hours=1)}, NINE - TICK, ContestState.CLOSED),
    ],
)
def test_state_follows_the_servers_clock(
    changes: dict[str, datetime | None], at: datetime, state: ContestState
) -> None:
    assert window(**changes).state_at(at) is state


@pytest.mark.parametrize(
    ("state", "done", "has_open", "verdict"),
    [
        (ContestState.OPEN, tries(), False, StartVerdict.START),
        (ContestState.OPEN, tries(used=9), False, StartVerdict.START),
        (ContestState.OPEN, tries(used=2, limit=3), False, StartVerdict.START),
        (ContestState.OPEN, tries(used=3, limit=3), False, StartVerdict.NO_TRIES_LEFT),
        (ContestState.OPEN, tries(used=4, limit=3), False, StartVerdict.NO_TRIES_LEFT),
        (ContestState.OPEN, tries(used=2, used_today=2, limit=5, limit_today=2), False, StartVerdict.NO_TRIES_TODAY),
        (ContestState.OPEN, tries(used=5, used_today=2, limit=5, limit_today=2), False, StartVerdict.NO_TRIES_LEFT),
        (ContestState.DRAFT, tries(), False, StartVerdict.NOT_PUBLISHED),
        (ContestState.UPCOMING, tries(), False, StartVerdict.NOT_YET),
        (ContestState.PAUSED, tries(), False, StartVerdict.PAUSED),
        (ContestState.CLOSED, tries(), False, StartVerdict.CLOSED),
        (ContestState.PAUSED, tries(used=3, limit=3), True, StartVerdict.RESUME),
        (ContestState.CLOSED, tries(used=3, limit=3), True, StartVerdict.RESUME),
    ],
)
def test_who_may_start(state: ContestState, done: Tries, has_open: bool, verdict: StartVerdict) -> None:
    assert may_start(state, done, has_open=has_open) is verdict


@pytest.mark.parametrize(
    ("done", "left", "left_today"),
    [
        (tries(), None, None),
        (tries(used=1, limit=3), 2, 2),
        (tries(used=1, used_today=1, limit_today=3), None, 2),
        (tries(used=9, used_today=0, limit=10, limit_today=3), 1, 1),
        (tries(used=12, used_today=5, limit=10, limit_today=3), 0, 0),
    ],
)
def test_tries_left(done: Tries, left: int | None, left_today: int | None) -> None:
    assert (done.left, done.left_today) == (left, left_today)


def test_the_deadline_never_lies_beyond_the_end() -> None:
    end = NINE + timedelta(minutes=10)
    assert deadline_for(NINE, minutes_limit=5, closes_at=end) == NINE + timedelta(minutes=5)
    assert deadline_for(NINE, minutes_limit=15, closes_at=end) == end
    assert deadline_for(NINE, minutes_limit=None, closes_at=end) == end


def test_the_grace_is_thirty_seconds_and_not_a_tick_more() -> None:
    assert timedelta(seconds=30) == GRACE
    assert takes_answers(NINE, NINE + GRACE)
    assert not takes_answers(NINE, NINE + GRACE + TICK)


@given(score=st.integers(0, 20_000), percent=st.integers(0, 100))
def test_passing_is_exact(score: int, percent: int) -> None:
    assert has_passed(score, 20_000, pass_percent=percent) is (score >= 200 * percent)


@given(used=st.integers(0, 50), today=st.integers(0, 50), limit=st.integers(1, 20), of_day=st.integers(1, 20))
def test_nobody_starts_beyond_a_limit(used: int, today: int, limit: int, of_day: int) -> None:
    done = tries(used=max(used, today), used_today=today, limit=limit, limit_today=of_day)
    may = may_start(ContestState.OPEN, done, has_open=False) is StartVerdict.START
    assert may is (done.used < limit and today < of_day)
    assert may is (done.left_today != 0)


def test_passing_takes_no_more_than_the_mark() -> None:
    assert not has_passed(599, 1_000, pass_percent=60)
    assert has_passed(600, 1_000, pass_percent=60)


def test_more_time_is_in_whole_seconds() -> None:
    end = NINE + timedelta(hours=8)
    assert deadline_for(NINE, minutes_limit=1, closes_at=end, time_percent=133) == NINE + timedelta(seconds=79)
    assert deadline_for(NINE, minutes_limit=1, closes_at=end, time_percent=None) == end


def test_the_seed_is_public_a_day_after_the_end() -> None:
    public = NINE + timedelta(hours=8) + SEED_KEPT
    assert window().shows_seed_at(public)
    assert not window().shows_seed_at(public - TICK)
    assert not window(published_at=None).shows_seed_at(public + TICK)
    assert timedelta(days=1) == SEED_KEPT


def test_the_last_moment_is_the_end_or_soon_after_a_closing_by_hand() -> None:
    end = NINE + timedelta(hours=8)
    assert last_moment(window()) == end
    assert last_moment(window(closed_at=NINE)) == NINE + CLOSING_NOTICE
    assert last_moment(window(closed_at=end - TICK)) == end


@pytest.mark.parametrize(
    ("seconds", "percent", "given"),
    [(20, 100, 20), (20, 150, 30), (15, 133, 20), (1, 101, 2), (100, 101, 101), (None, 150, None), (20, None, None)],
)
def test_seconds_of_a_question_are_rounded_up(seconds: int | None, percent: int | None, given: int | None) -> None:
    assert seconds_for_question(seconds, percent) == given


def test_a_question_is_taken_until_its_clock_and_its_grace_have_run() -> None:
    last = NINE + timedelta(seconds=20) + QUESTION_GRACE
    assert takes_question(NINE, 20, last)
    assert not takes_question(NINE, 20, last + TICK)
    assert not takes_question(None, 20, NINE)
    assert timedelta(seconds=15) == QUESTION_GRACE
