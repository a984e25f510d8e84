"""The line's speed follows what is being worked on, whatever the bottleneck is."""

from __future__ import annotations

import pytest

from quizapp.admission.pace import FASTEST, SLOWEST, START, Pace


def run(pace: Pace, steps: int, *, busy: int, begins: float = 0.0) -> float:
    """So many quarter seconds with so many requests at work; the moment after."""
    now = begins
    for _ in range(busy):
        pace.enter(now)
    for _ in range(steps):
        now += 0.25
        assert pace.step(now, waits=True) is not None
    for _ in range(busy):
        pace.leave(now)
    return now


def test_it_grows_while_there_is_room_and_never_beyond_the_most() -> None:
    pace = Pace(4, 0.0)
    run(pace, 8, busy=1)
    assert START * 1.3 < pace.rate < START * 2
    run(pace, 400, busy=0, begins=2.0)
    assert pace.rate == FASTEST


def test_it_grows_the_less_the_nearer_it_comes_to_what_the_server_can_do() -> None:
    paces = [Pace(4, 0.0) for _ in range(3)]
    for busy, pace in zip((0, 3, 5), paces, strict=True):
        run(pace, 12, busy=busy)
    fast, less, least = (pace.rate for pace in paces)
    assert START < least < less < fast


def test_it_shrinks_when_all_hands_are_full_and_never_stops() -> None:
    pace = Pace(4, 0.0)
    now = run(pace, 20, busy=16)
    assert pace.rate < START / 2
    run(pace, 400, busy=16, begins=now)
    assert pace.rate == SLOWEST


def test_one_full_moment_means_nothing() -> None:
    pace = Pace(4, 0.0)
    now = run(pace, 8, busy=2)
    before = pace.rate
    run(pace, 1, busy=16, begins=now)
    assert pace.rate > before * 0.99, "a commit fills all hands for a moment"


def test_a_busy_time_does_not_slow_the_line_below_what_comes_in() -> None:
    pace, now = Pace(4, 0.0), 0.0
    pace.rate = pace.entering = 40.0
    for _ in range(16):
        pace.enter(now)
    for _ in range(400):
        now += 0.25
        for _ in range(10):
            pace.note_entry()
        pace.step(now, waits=True)
    assert 35 < pace.rate < 41, "forty a second are let in"


def test_who_was_called_and_turned_away_is_let_in_before_others_are_called() -> None:
    pace = Pace(4, 0.0)
    now = run(pace, 4, busy=0)
    pace.note_turned_away()
    assert pace.step(now + 0.25, waits=True) == 0
    assert (pace.step(now + 0.5, waits=True) or 0) > 0


def test_few_turned_away_among_many_who_enter_stop_nobody() -> None:
    pace = Pace(4, 0.0)
    now = run(pace, 4, busy=0)
    pace.note_turned_away()
    for _ in range(5):
        pace.note_entry()
    assert (pace.step(now + 0.25, waits=True) or 0) > 0


def test_the_speed_of_a_line_whose_people_went_home_is_forgotten_with_it() -> None:
    pace = Pace(4, 0.0)
    now = run(pace, 400, busy=0)
    assert pace.rate == FASTEST, "nobody came who was called"
    assert pace.step(now + 0.25, waits=False) == 0
    assert pace.rate == START


def test_an_hour_later_nobody_counts_as_coming_in() -> None:
    pace = Pace(4, 0.0)
    for _ in range(200):
        pace.note_entry()
    pace.step(1.0, waits=True)
    assert pace.entering > 10
    pace.step(3601.0, waits=False)
    assert pace.entering < 0.1


def test_a_line_is_as_old_as_its_first_step() -> None:
    pace = Pace(4, 0.0)
    assert pace.age(5.0) == 0
    pace.step(1.0, waits=True)
    pace.step(2.0, waits=True)
    assert pace.age(5.0) == 4
    pace.step(6.0, waits=False)
    assert pace.age(7.0) == 0


def test_it_does_not_run_ahead_of_who_really_comes_but_passes_over_who_has_gone() -> None:
    pace, now = Pace(4, 0.0), 0.0
    for _ in range(400):
        now += 0.25
        pace.note_entry()
        pace.step(now, waits=True)
    assert pace.rate < START + 2 * 4.1
    run(pace, 400, busy=0, begins=now)
    assert pace.rate == FASTEST, "nobody comes any more"


def test_it_stays_where_the_server_is_well_used() -> None:
    pace = Pace(4, 0.0)
    run(pace, 40, busy=5)
    settled = pace.rate
    run(pace, 40, busy=5, begins=10.0)
    assert settled == pytest.approx(pace.rate, rel=1e-4)


def test_who_is_called_is_what_the_rate_says() -> None:
    pace = Pace(4, 0.0)
    called, owed = 0, 0.0
    for n in range(1, 41):
        called += pace.step(0.25 * n, waits=True) or 0
        owed += pace.rate / 4
    assert called == int(owed)


def test_an_idle_hour_lets_nobody_in_at_one_instant() -> None:
    pace = Pace(4, 0.0)
    assert pace.step(3600.0, waits=False) == 0
    assert (pace.step(3600.25, waits=True) or 0) <= 6


def test_steps_that_come_too_soon_and_clocks_that_go_back_call_nobody() -> None:
    pace = Pace(4, 10.0)
    assert pace.step(10.1, waits=True) is None
    assert pace.step(4.0, waits=True) == 0
    assert (pace.step(4.25, waits=True) or 0) > 0
