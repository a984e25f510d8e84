"""Contradicting words: the worse stands, whoever is heard first; and when a share of people was out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.drills import STATE_LABELS, Count, Mark, State, curve_of, resolve, resolve_counts
from quizapp.drills.rules import SCAN_VOICE
from tests.support.clock import OPENING

WORDS = (State.EXEMPT, State.ARRIVED, State.MISSING, State.NEEDS_HELP)
_VOICES = st.sampled_from(["warden:1", "warden:2", "staff:1", SCAN_VOICE])


def at(seconds: int) -> datetime:
    return OPENING + timedelta(seconds=seconds)


def said(*words: tuple[str, State]) -> list[Mark]:
    """Words in the order in which the server hears them, a second apart."""
    return [Mark(voice=voice, state=state, at=at(place), heard=place) for place, (voice, state) in enumerate(words)]


def test_nobody_has_said_anything() -> None:
    assert resolve([]).state is State.EXPECTED


def test_the_worse_of_two_voices_stands_whoever_was_heard_first() -> None:
    for order in permutations([("warden:1", State.ARRIVED), ("warden:2", State.MISSING)]):
        found = resolve(said(*order))
        assert (found.state, found.is_contested, found.arrived_at) == (State.MISSING, True, None)


def test_a_slip_is_corrected_by_the_one_who_made_it() -> None:
    found = resolve(said(("warden:1", State.MISSING), ("warden:1", State.ARRIVED)))
    assert (found.state, found.is_contested, found.arrived_at) == (State.ARRIVED, False, at(1))


def test_taking_back_ones_word_leaves_what_others_say() -> None:
    found = resolve(said((SCAN_VOICE, State.ARRIVED), ("warden:1", State.MISSING), ("warden:1", State.EXPECTED)))
    assert (found.state, found.is_contested, found.by_scan) == (State.ARRIVED, False, True)


def test_a_scan_does_not_overrule_a_warden_until_a_person_clears_it() -> None:
    marks = said(("warden:1", State.MISSING), (SCAN_VOICE, State.ARRIVED))
    assert resolve(marks).state is State.MISSING
    cleared = Mark(voice="staff:1", state=State.ARRIVED, at=at(60), heard=9, clears=True)
    found = resolve([*marks, cleared])
    assert (found.state, found.is_contested) == (State.ARRIVED, False)
    assert found.arrived_at == at(1), "the scan that was doubted and then believed keeps its time"


def test_after_a_clearing_only_what_follows_counts() -> None:
    marks = said(("warden:1", State.NEEDS_HELP))
    cleared = Mark(voice="staff:1", state=State.ARRIVED, at=at(60), heard=9, clears=True)
    again = Mark(voice="warden:2", state=State.MISSING, at=at(70), heard=10)
    assert resolve([*marks, cleared]).state is State.ARRIVED
    assert resolve([*marks, cleared, again]).state is State.MISSING


_words = st.lists(st.tuples(_VOICES, st.sampled_from(WORDS)), max_size=12)


@given(words=_words)
def test_what_stands_is_the_worst_of_the_latest_words(words: list[tuple[str, State]]) -> None:
    latest = dict(words)
    worst = max(latest.values(), key=WORDS.index, default=State.EXPECTED)
    found = resolve(said(*words))
    assert found.state is worst
    assert found.is_contested == (len(set(latest.values())) > 1)
    assert (found.arrived_at is not None) == (found.state is State.ARRIVED)


@given(words=_words)
def test_the_order_of_different_voices_does_not_matter(words: list[tuple[str, State]]) -> None:
    apart: dict[str, list[State]] = {}
    for voice, state in words:
        apart.setdefault(voice, []).append(state)
    one_by_one = [(voice, state) for voice in sorted(apart) for state in apart[voice]]
    assert resolve(said(*one_by_one)).state is resolve(said(*words)).state


@given(words=_words, voice=_VOICES, state=st.sampled_from(WORDS))
def test_another_voice_never_makes_it_better(words: list[tuple[str, State]], voice: str, state: State) -> None:
    before = resolve(said(*words)).state
    after = resolve(said(*words, (f"{voice}-other", state))).state
    if before is not State.EXPECTED:
        assert WORDS.index(after) >= WORDS.index(before)


@given(words=_words, state=st.sampled_from(WORDS))
def test_a_clearing_settles_everything_before_it(words: list[tuple[str, State]], state: State) -> None:
    cleared = Mark(voice="staff:9", state=state, at=at(99), heard=999, clears=True)
    found = resolve([*said(*words), cleared])
    assert (found.state, found.is_contested) == (state, False)


def count(voice: str, people: int, heard: int, *, clears: bool = False) -> Count:
    return Count(voice=voice, people=people, at=at(heard * 10), heard=heard, clears=clears)


def test_of_two_counts_the_smaller_stands_until_cleared() -> None:
    counts = [count("warden:1", 40, 1), count("warden:2", 38, 2)]
    found = resolve_counts(counts)
    assert (found.people, found.is_contested) == (38, True)
    cleared = resolve_counts([*counts, count("staff:1", 40, 3, clears=True)])
    assert (cleared.people, cleared.is_contested) == (40, False)
    assert cleared.steps == ((at(10), 40), (at(20), 38), (at(30), 40))


def test_shares_of_an_evacuation() -> None:
    curve = curve_of(4, [at(10), at(20), at(30), at(90)])
    assert curve.first_at == at(10)
    assert [curve.reached_at(percent) for percent in (50, 90, 100)] == [at(20), at(90), at(90)]


def test_a_share_that_was_never_reached_has_no_time() -> None:
    curve = curve_of(4, [at(10), at(20)])
    assert [curve.reached_at(percent) for percent in (50, 90, 100)] == [at(20), None, None]
    assert curve_of(0, []).reached_at(100) is None


def test_half_of_three_is_two() -> None:
    assert curve_of(3, [at(10), at(20), at(30)]).reached_at(50) == at(20)


def test_a_count_that_fell_back_reaches_its_share_when_it_stays() -> None:
    curve = curve_of(10, [], [[(at(10), 10), (at(20), 6), (at(50), 10)]])
    assert curve.reached_at(100) == at(50)
    assert curve.reached_at(50) == at(10)


_seconds = st.lists(st.integers(0, 3600), max_size=40)


@given(arrivals=_seconds, missing=st.integers(0, 5), percent=st.integers(1, 100))
def test_at_the_time_of_a_share_enough_people_are_there(arrivals: list[int], missing: int, percent: int) -> None:
    expected = len(arrivals) + missing
    reached = curve_of(expected, [at(each) for each in arrivals]).reached_at(percent)
    if reached is None:
        assert len(arrivals) * 100 < expected * percent or expected == 0
    else:
        there = sum(at(each) <= reached for each in arrivals)
        before = sum(at(each) < reached for each in arrivals)
        assert there * 100 >= expected * percent > before * 100


@given(arrivals=_seconds)
def test_shares_come_in_their_order(arrivals: Sequence[int]) -> None:
    curve = curve_of(max(len(arrivals), 1), [at(each) for each in arrivals])
    times = [curve.reached_at(percent) for percent in (10, 50, 90, 100)]
    known = [each for each in times if each is not None]
    assert known == sorted(known)
    assert curve.people == len(arrivals)


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_word(state: State) -> None:
    assert STATE_LABELS[state]
