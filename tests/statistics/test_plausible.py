"""Looks beyond the form's rules, as tables: what is seen, and above all what is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.statistics.plausible import Look, LookRule, UnitFigures, look_through

TALK, HELD = "lecture_attendances", "lecture_sessions"


def unit(number: int = 1, figures: dict[str, int] | None = None, **columns: Any) -> UnitFigures:
    values = {"kind": "village", "headcount": 1_000, "figures": figures or {}} | columns
    return UnitFigures(unit_id=number, **values)


def found(*group: UnitFigures) -> list[tuple[int, LookRule, tuple[str, ...]]]:
    return [(look.unit_id, look.rule, look.keys) for look in look_through(group)]


def village(number: int, heads: int, **columns: Any) -> UnitFigures:
    return unit(number, {TALK: heads, HELD: 3}, **columns)


SISTERS = [village(number, 40 + number) for number in range(1, 8)]


@pytest.mark.parametrize(
    ("last", "is_seen"),
    [
        (village(9, 400), True),
        (village(9, 90), False),  # twice the others
        (village(9, 400, headcount=8_000), False),  # as many for as many people
        (village(9, 400, headcount=None), False),  # nobody said how many live there
        (village(9, 400, kind="enterprise"), False),  # the only one of its kind
        (village(9, 0), False),  # low is not looked at
    ],
)
def test_far_above_similar_units_people_for_people(last: UnitFigures, is_seen: bool) -> None:
    looks = [look for look in look_through([*SISTERS, last]) if look.rule is LookRule.OUTLIER]
    assert [(look.unit_id, look.keys, look.against) for look in looks] == ([(9, (TALK,), 44)] if is_seen else [])


def test_few_units_are_never_judged_by_each_other() -> None:
    assert found(*SISTERS[:6], village(9, 990)) == []


def test_where_nearly_all_have_nothing_whoever_has_something_is_left_alone() -> None:
    assert found(*(village(number, 0) for number in range(1, 9)), village(9, 400)) == []


def test_small_figures_are_left_alone() -> None:
    assert found(*(village(number, 1) for number in range(1, 9)), village(9, 29)) == []


MANY = {"a": 12, "b": 37, "c": 58, "d": 140, "e": 3}


@pytest.mark.parametrize(
    ("changed", "is_seen"),
    [
        ({}, True),
        ({"e": 4}, True),  # small figures agree or not by chance
        ({"d": 141}, False),  # three of four
        ({"d": 141, "f": 20, "g": 21}, False),
        ({"f": 20}, True),  # four of five
        ({"f": 20, "g": 21}, False),  # four of six
    ],
)
def test_many_of_the_same_figures_as_a_sister_or_as_last_week(changed: dict[str, int], is_seen: bool) -> None:
    mine = MANY | changed
    same = tuple(key for key, value in mine.items() if MANY.get(key) == value and value >= 10)
    sisters = [look for look in look_through([unit(1, mine), unit(2, MANY)]) if look.unit_id == 1]
    assert [(look.rule, look.keys, look.other_unit_id) for look in sisters] == (
        [(LookRule.COPIED_SISTER, same, 2)] if is_seen else []
    )
    assert found(unit(1, mine, last_week=MANY)) == ([(1, LookRule.COPIED_WEEK, same)] if is_seen else [])


@pytest.mark.parametrize(
    ("figures", "typed", "is_seen"),
    [
        ({TALK: 36, HELD: 0}, {TALK}, True),
        ({TALK: 36, HELD: 0}, set(), False),  # the ledger knows who went to whose session
        ({TALK: 36, HELD: 1}, {TALK}, False),
        ({TALK: 36}, {TALK}, False),  # the form does not ask for sessions
        ({TALK: 0, HELD: 0}, {TALK}, False),
    ],
)
def test_attendance_typed_without_a_session(figures: dict[str, int], typed: set[str], is_seen: bool) -> None:
    assert found(unit(1, figures, typed=frozenset(typed))) == (
        [(1, LookRule.NO_SESSION, (TALK, HELD))] if is_seen else []
    )


@pytest.mark.parametrize(
    ("figures", "headcount", "is_seen"),
    [
        ({TALK: 301, HELD: 1}, 300, True),
        ({TALK: 300, HELD: 1}, 300, False),
        ({TALK: 301, HELD: 2}, 300, False),  # some came twice
        ({TALK: 601, HELD: 2}, 300, True),
        ({TALK: 301, HELD: 1}, None, False),
        ({TALK: 29, HELD: 1}, 20, False),  # a few guests
    ],
)
def test_more_people_than_the_unit_has(figures: dict[str, int], headcount: int | None, is_seen: bool) -> None:
    assert found(unit(1, figures, headcount=headcount)) == ([(1, LookRule.HEADCOUNT, (TALK,))] if is_seen else [])


@pytest.mark.parametrize(
    ("value", "columns", "is_seen"),
    [
        (800, {"typed": frozenset({"x"})}, True),
        (800, {}, False),  # the ledger counted
        (800, {"typed": frozenset({"x"}), "approximate": frozenset({"x"})}, False),  # said to be about
        (850, {"typed": frozenset({"x"})}, False),
        (50, {"typed": frozenset({"x"})}, False),
    ],
)
def test_round_figures_typed_as_exact(value: int, columns: dict[str, Any], is_seen: bool) -> None:
    assert found(unit(1, {"x": value}, **columns)) == ([(1, LookRule.ROUND, ("x",))] if is_seen else [])


def test_what_was_seen_changes_with_the_figures() -> None:
    one, other = (Look(unit_id=1, rule=LookRule.ROUND, keys=("x",), values=(value,)) for value in (800, 900))
    assert (one.seen, other.seen) == ("x=800", "x=900")
