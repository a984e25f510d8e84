"""Two processes over one database have one line: the same order, whoever is asked."""

from __future__ import annotations

import pytest

from quizapp.admission import Door, Line
from quizapp.db import Store
from tests.support.clock import FakeClock


@pytest.fixture
def doors(store: Store, clock: FakeClock) -> tuple[Door, Door]:
    """The doors of both, with the same clock."""

    def stopwatch() -> float:
        return clock().timestamp()

    return Door(Line(store), 4, stopwatch), Door(Line(store), 4, stopwatch)


def test_who_waits_at_one_is_ahead_of_who_comes_to_the_other(doors: tuple[Door, Door], clock: FakeClock) -> None:
    one, other = doors
    first = one.join()
    clock.advance(seconds=1.1)
    assert other.has_line(), "heard of within a second"
    second = other.join()
    assert (first.number, second.number) == (1, 2)
    assert other.find(1) is not None


def test_whoever_calls_the_number_is_let_in_by_both(doors: tuple[Door, Door], clock: FakeClock) -> None:
    one, other = doors
    numbers = [one.join().number for _ in range(3)]
    for _ in range(8):
        clock.advance(seconds=1.1)
        other.has_line()
    for door in doors:
        clock.advance(seconds=1.1)
        door.has_line()
        found = [door.find(number) for number in numbers]
        assert all(place is not None and place.is_called for place in found)
    assert not one.has_line()


def test_both_together_let_in_no_more_than_each_has_slots_for(doors: tuple[Door, Door]) -> None:
    for door in doors:
        assert [door.take_slot(wait_s=0) for _ in range(5)] == [True] * 4 + [False]
