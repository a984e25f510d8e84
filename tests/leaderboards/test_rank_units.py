"""The order of units."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quizapp.leaderboards import MIN_PEOPLE, Order, Tally, rank_units


def tally(name: str, people: int, *, passed: int = 0, headcount: int | None = None) -> Tally:
    return Tally(unit_id=0, name=name, people=people, attempts=people, passed_people=passed, headcount=headcount)


def order_of(*tallies: Tally) -> list[tuple[int | None, str]]:
    return [(line.rank, line.tally.name) for line in rank_units(tallies)[1]]


def test_more_participants_stand_higher() -> None:
    assert order_of(tally("红星村", 8), tally("青山村", 12)) == [(1, "青山村"), (2, "红星村")]


def test_a_declared_headcount_for_all_makes_it_a_rate() -> None:
    small, large = tally("红星村", 8, headcount=10), tally("青山村", 12, headcount=100)
    assert rank_units([small, large])[0] is Order.RATE
    assert order_of(large, small) == [(1, "红星村"), (2, "青山村")]


def test_one_unit_without_a_headcount_and_all_are_compared_by_participants() -> None:
    assert rank_units([tally("红星村", 8, headcount=10), tally("青山村", 12)])[0] is Order.PEOPLE


def test_no_rate_is_above_one_hundred() -> None:
    assert tally("红星村", 30, headcount=10).rate_percent == 100


def test_the_pass_rate_decides_between_equals() -> None:
    assert order_of(tally("红星村", 8, passed=2), tally("青山村", 8, passed=6)) == [(1, "青山村"), (2, "红星村")]


def test_equals_share_a_rank_and_the_next_one_is_skipped() -> None:
    ranks = [rank for rank, _ in order_of(tally("甲村", 8), tally("乙村", 8), tally("丙村", 6))]
    assert ranks == [1, 1, 3]


def test_few_people_are_listed_without_a_rank() -> None:
    assert order_of(tally("红星村", MIN_PEOPLE), tally("青山村", MIN_PEOPLE - 1)) == [(1, "红星村"), (None, "青山村")]


def test_units_without_participants_are_not_shown() -> None:
    assert order_of(tally("红星村", 0)) == []


tallies = st.lists(
    st.builds(
        tally, st.text(min_size=1, max_size=3), st.integers(0, 40), passed=st.integers(0, 40),
        headcount=st.none() | st.integers(1, 60),
    ),
    max_size=12,
)  # fmt: skip


@given(tallies)
def test_ranks_start_at_one_and_never_fall(found: list[Tally]) -> None:
    ranks = [line.rank for line in rank_units(found)[1] if line.rank is not None]
    assert ranks == sorted(ranks)
    assert not ranks or ranks[0] == 1
