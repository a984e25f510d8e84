"""The line's speed follows what is being worked on, whatever the bottleneck is."""

from __future__ import annotations

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
    assert START * 1.5 < pace.rate < START * 2
    run(pace, 400, busy=0, begins=2.0)
    assert pace.rate == FASTEST


def test_it_shrinks_at_once_when_all_hands_are_full_and_never_stops() -> None:
    pace = Pace(4, 0.0)
    now = run(pace, 8, busy=8)
    assert pace.rate < START / 2
    run(pace, 400, busy=8, begins=now)
    assert pace.rate == SLOWEST


def test_a_busy_moment_does_not_slow_the_line_below_what_comes_in() -> None:
    pace, now = Pace(4, 0.0), 0.0
    for _ in range(8):
        pace.enter(now)
    for _ in range(100):
        now += 0.25
        for _ in range(10):
            pace.note_entry()
        pace.step(now, waits=True)
    assert 35 < pace.rate < 41, "forty a second are let in"


def test_it_does_not_run_ahead_of_who_really_comes_but_passes_over_who_has_gone() -> None:
    pace, now = Pace(4, 0.0), 0.0
    for _ in range(400):
        now += 0.25
        pace.note_entry()
        pace.step(now, waits=True)
    assert pace.rate < START + 4 * 4.1
    run(pace, 400, busy=0, begins=now)
    assert pace.rate == FASTEST, "nobody comes any more"


def test_it_stays_where_the_server_is_well_used() -> None:
    pace = Pace(4, 0.0)
    run(pace, 40, busy=3)
    assert pace.rate == START


def test_who_is_called_is_what_the_rate_says() -> None:
    pace = Pace(4, 0.0)
    for _ in range(3):
        pace.enter(0.0)
    called = [pace.step(0.25 * n, waits=True) or 0 for n in range(1, 41)]
    assert sum(called) == 10 * START


def test_an_idle_hour_lets_nobody_in_at_one_instant() -> None:
    pace = Pace(4, 0.0)
    assert pace.step(3600.0, waits=False) == 0
    assert (pace.step(3600.25, waits=True) or 0) <= 6


def test_steps_that_come_too_soon_and_clocks_that_go_back_call_nobody() -> None:
    pace = Pace(4, 10.0)
    assert pace.step(10.1, waits=True) is None
    assert pace.step(4.0, waits=True) == 0
    assert (pace.step(4.25, waits=True) or 0) > 0
