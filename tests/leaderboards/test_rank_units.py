"""The order of units."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.leaderboards import BoardSettings, Formula, Tally, rank_units, value_of

QUESTIONS = 10


def tally(name: str, people: int, *, reached: int = 0, headcount: int | None = None, **more: Any) -> Tally:
    values: dict[str, Any] = {
        "unit_id": 0, "kind": "village", "attempts": people, "passed": reached, "score": 5000 * people,
        "correct": 500 * people, "headcount_as_of": date(2026, 6, 1) if headcount else None,
    }  # fmt: skip
    return Tally(name=name, people=people, reached=reached, headcount=headcount, **(values | more))


def order_of(*tallies: Tally, limit: int | None = None, **settings: Any) -> list[tuple[int, str]]:
    brackets = rank_units(tallies, BoardSettings(**settings), question_count=QUESTIONS, limit=limit)
    return [(line.rank, line.tally.name) for bracket in brackets for line in bracket.lines]


def test_more_participants_stand_higher() -> None:
    assert order_of(tally("红星村", 8), tally("青山村", 12)) == [(1, "青山村"), (2, "红星村")]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (Formula.PEOPLE, 30), (Formula.ABOVE_MARK, 12), (Formula.RATE, 3333), (Formula.AVERAGE, 5000),
        (Formula.CORRECT, 5000), (Formula.POINTS, 42),
    ],
)  # fmt: skip
def test_each_formula_gives_its_value(formula: Formula, value: int) -> None:
    unit = tally("红星村", 30, reached=12, headcount=90)
    assert value_of(unit, BoardSettings(formula=formula), QUESTIONS) == value


def test_a_headcount_that_was_not_declared_leaves_the_unit_without_a_rate() -> None:
    found = rank_units(
        [tally("红星村", 8, headcount=10), tally("青山村", 12)], BoardSettings(formula=Formula.RATE), question_count=10
    )
    assert [line.tally.name for line in found[0].lines] == ["红星村"]
    assert found[0].undeclared == ("青山村",)


def test_no_rate_is_above_one_hundred() -> None:
    assert value_of(tally("红星村", 30, headcount=10), BoardSettings(formula=Formula.RATE), QUESTIONS) == 10_000


def test_points_are_what_the_rule_says() -> None:
    rule = BoardSettings(formula=Formula.POINTS, points_high=5, points_low=0)
    assert value_of(tally("红星村", 10, reached=3), rule, QUESTIONS) == 15


def test_equals_share_a_rank_and_the_next_one_is_skipped() -> None:
    assert [rank for rank, _ in order_of(tally("甲村", 8), tally("乙村", 8), tally("丙村", 6))] == [1, 1, 3]


def test_few_people_are_named_without_a_rank() -> None:
    found = rank_units([tally("红星村", 5), tally("青山村", 4)], BoardSettings(), question_count=10)[0]
    assert [line.tally.name for line in found.lines] == ["红星村"]
    assert found.small == ("青山村",)


def test_units_without_participants_are_not_named() -> None:
    found = rank_units([tally("红星村", 0)], BoardSettings(), question_count=10)[0]
    assert (found.lines, found.small, found.further, found.undeclared) == ((), (), (), ())


def test_brackets_have_ranks_of_their_own() -> None:
    units = tally("红星村", 8), tally("青山村", 9), tally("化工厂", 7, kind="enterprise")
    assert order_of(*units, has_brackets=True) == [(1, "化工厂"), (1, "青山村"), (2, "红星村")]


def test_units_below_the_limit_are_named_without_figures() -> None:
    units = [tally(f"{number}村", 10 + number) for number in range(5)]
    found = rank_units(units, BoardSettings(), question_count=10, limit=3)[0]
    assert [line.tally.name for line in found.lines] == ["4村", "3村", "2村"]
    assert found.further == ("0村", "1村")


def test_equals_are_never_torn_apart_by_the_limit() -> None:
    units = [tally(f"{number}村", 10) for number in range(5)]
    assert len(order_of(*units, limit=3)) == 5


tallies = st.lists(
    st.builds(
        tally, st.text(min_size=1, max_size=3), st.integers(0, 40), headcount=st.none() | st.integers(1, 60),
        kind=st.sampled_from(("village", "enterprise", "school")), score=st.integers(0, 400_000),
    ),
    max_size=12,
)  # fmt: skip


@given(tallies, st.sampled_from(list(Formula)), st.booleans())
def test_every_unit_that_took_part_is_named_once_and_ranks_never_fall(
    found: list[Tally], formula: Formula, has_brackets: bool
) -> None:
    found = [replace(each, unit_id=number) for number, each in enumerate(found)]
    settings = BoardSettings(formula=formula, has_brackets=has_brackets)
    brackets = rank_units(found, settings, question_count=QUESTIONS, limit=3)
    named = [
        name
        for each in brackets
        for name in (*(line.tally.name for line in each.lines), *each.small, *each.undeclared, *each.further)
    ]
    assert sorted(named) == sorted(each.name for each in found if each.people)
    for bracket in brackets:
        ranks, values = [line.rank for line in bracket.lines], [line.value for line in bracket.lines]
        assert ranks == sorted(ranks)
        assert values == sorted(values, reverse=True)
        assert not ranks or ranks[0] == 1
