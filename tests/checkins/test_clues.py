"""What speaks for and against a scan: it informs, and refuses only where a session says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.activities import DoorSettings
from quizapp.checkins import DOUBTS, Clues, address_prefix, distance_m
from quizapp.checkins.clues import blocked_by, is_late_upload, weigh
from quizapp.checkins.verdicts import Verdict
from tests.support.clock import OPENING

PLACED = DoorSettings(latitude=31.2304, longitude=121.4737, radius_m=300)


def _doubts(clues: Clues, door: DoorSettings = PLACED, **changes: object) -> tuple[str, ...]:
    values: dict[str, object] = {"is_own_phone": True, "clock_offset_s": None, "is_late": False, "is_outside": False}
    return weigh(clues, door, **(values | changes)).doubts  # type: ignore[arg-type]


def test_it_works() -> None:
    assert _doubts(Clues(distance_m=40, accuracy_m=15)) == ()


@pytest.mark.parametrize(
    ("clues", "doubts"),
    [
        (Clues(distance_m=900, accuracy_m=20), ("far",)),
        (Clues(distance_m=900, accuracy_m=700), ()),
        (Clues(distance_m=9000, accuracy_m=5000), ("vague_location",)),
        (Clues(), ("no_location",)),
        (Clues(distance_m=1, same_device=5), ("shared_device",)),
        (Clues(distance_m=1, code_step=1), ()),
        (Clues(distance_m=1, is_foreign_ticket=True), ("foreign_ticket",)),
    ],
)
def test_each_doubt_has_its_reason(clues: Clues, doubts: tuple[str, ...]) -> None:
    assert _doubts(clues) == doubts


def test_a_session_without_a_place_asks_for_none() -> None:
    assert _doubts(Clues(), DoorSettings()) == ()


def test_a_helpers_scan_is_not_measured_by_the_helpers_phone() -> None:
    assert _doubts(Clues(same_device=400), is_own_phone=False) == ()


@pytest.mark.parametrize(("seconds", "is_noted"), [(None, False), (120, False), (-121, True), (121, True)])
def test_a_clock_that_is_off_is_noted(seconds: int | None, is_noted: bool) -> None:
    assert ("clock_off" in _doubts(Clues(distance_m=1), clock_offset_s=seconds)) == is_noted


def test_late_uploads_and_scans_outside_of_the_window_are_noted() -> None:
    assert _doubts(Clues(distance_m=1), is_late=True, is_outside=True) == ("late_upload", "outside_window")
    assert not is_late_upload(OPENING, OPENING + timedelta(minutes=2))
    assert is_late_upload(OPENING, OPENING + timedelta(minutes=2, seconds=1))


def test_nothing_blocks_unless_the_session_says_so() -> None:
    far = weigh(Clues(distance_m=99_999), PLACED, is_own_phone=True, clock_offset_s=9999, is_late=True, is_outside=True)
    assert not blocked_by(far, PLACED)
    assert blocked_by(far, DoorSettings(latitude=31.0, longitude=121.0, blocks=("far",)))


def test_every_doubt_and_every_verdict_has_its_words() -> None:
    clues = Clues(distance_m=9999, same_device=9, is_foreign_ticket=True)
    found = set(_doubts(clues, clock_offset_s=999, is_late=True, is_outside=True)) | {"no_location", "vague_location"}
    assert found == set(DOUBTS)
    assert all(verdict.label for verdict in Verdict)
    assert (
        sum([verdict.is_in for verdict in Verdict]) + sum(verdict.is_refusal for verdict in Verdict) == len(Verdict) - 2
    )


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2:3::4", "2001:db8:1::/48"), ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("", ""), (None, ""), ("not an address", ""),
    ],
)  # fmt: skip
def test_of_an_address_only_the_neighbourhood_is_kept(address: str | None, prefix: str) -> None:
    assert address_prefix(address) == prefix


def test_distance_is_metres_on_the_globe() -> None:
    assert distance_m(31.2304, 121.4737, 31.2304, 121.4737) == 0
    assert 110_500 < distance_m(31, 121, 32, 121) < 111_500
    assert 19_000_000 < distance_m(0, 0, 0, 180) < 21_000_000


_PLACE = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(_PLACE, _PLACE)
def test_distance_is_the_same_both_ways_and_never_around_the_globe(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    there, back = distance_m(*one, *other), distance_m(*other, *one)
    assert abs(there - back) <= 1
    assert 0 <= there <= 20_100_000
