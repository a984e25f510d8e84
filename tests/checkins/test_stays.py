"""How long people stayed, without a database: the pairing rule."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizapp.checkins import Passage, Stay, pair
from tests.support.clock import OPENING

ENDS = OPENING + timedelta(hours=2)
LATER = OPENING + timedelta(days=1)


def _stay(*passages: tuple[int, str], now: timedelta = timedelta(days=1)) -> Stay:
    found = [
        Passage(at=OPENING + timedelta(minutes=minute), is_exit=way == "out", scan_id=number)
        for number, (minute, way) in enumerate(passages)
    ]
    return pair(found, starts_at=OPENING, ends_at=ENDS, now=OPENING + now)


def test_it_works() -> None:
    stay = _stay((0, "in"), (30, "out"), (50, "in"), (60, "out"))
    assert (stay.minutes, stay.entries, stay.is_open) == (40, 2, False)


def test_without_an_exit_a_stay_lasts_to_the_end() -> None:
    assert (_stay((30, "in")).minutes, _stay((30, "in")).is_open) == (90, True)


def test_while_it_goes_on_a_stay_lasts_until_now() -> None:
    assert _stay((10, "in"), now=timedelta(minutes=25)).minutes == 15


def test_a_second_gate_changes_nothing() -> None:
    assert _stay((0, "in"), (20, "in"), (40, "out")) == _stay((0, "in"), (40, "out"))


def test_an_exit_without_an_entry_changes_nothing() -> None:
    assert _stay((5, "out"), (10, "in"), (20, "out"), (25, "out")).minutes == 10


def test_coming_early_and_going_late_add_nothing() -> None:
    assert _stay((-60, "in"), (200, "out")).minutes == 120


def test_the_first_arrival_is_never_lost() -> None:
    stay = _stay((3, "in"), (5, "out"), (90, "in"))
    assert stay.first_in == OPENING + timedelta(minutes=3)
    assert stay.last_out == OPENING + timedelta(minutes=5)


def test_nobody_stays_nowhere() -> None:
    assert _stay() == Stay()


_PASSAGES = st.lists(
    st.builds(
        Passage, at=st.integers(-90, 240).map(lambda minute: OPENING + timedelta(minutes=minute)), is_exit=st.booleans(),
        scan_id=st.integers(0, 10_000),
    ),
    max_size=12, unique_by=lambda each: (each.at, each.scan_id),
)  # fmt: skip


@given(_PASSAGES, st.randoms())
def test_the_order_of_uploads_does_not_matter(passages: list[Passage], dice: object) -> None:
    mixed = list(passages)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    ways = [pair(each, starts_at=OPENING, ends_at=ENDS, now=LATER) for each in (passages, mixed)]
    assert ways[0] == ways[1]


@given(_PASSAGES)
def test_a_stay_is_never_longer_than_the_session_nor_shorter_than_nothing(passages: list[Passage]) -> None:
    stay = pair(passages, starts_at=OPENING, ends_at=ENDS, now=LATER)
    assert timedelta(0) <= stay.stayed <= ENDS - OPENING
    assert stay.entries <= sum(not each.is_exit for each in passages)
    assert (stay.first_in is None) == (not any(not each.is_exit for each in passages))


@given(_PASSAGES, st.integers(0, 11))
def test_scanning_somebody_who_is_inside_once_more_changes_nothing(passages: list[Passage], place: int) -> None:
    """An entry right behind another one: the same person, one gate further."""
    entries = [each for each in passages if not each.is_exit]
    if not entries:
        return
    again = entries[place % len(entries)]
    doubled = [*passages, Passage(at=again.at, is_exit=False, scan_id=again.scan_id)]
    ways = [pair(each, starts_at=OPENING, ends_at=ENDS, now=LATER) for each in (passages, doubled)]
    assert ways[0] == ways[1]
