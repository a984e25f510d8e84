"""A joint session counts once for every unit that has a host in its subtree, whatever the tree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.activities import (
    SessionPlan,
    edit_session,
    record_as_held,
    withdraw_record,
)
from quizapp.activities.rules import offset_units
from quizapp.db import Store
from quizapp.ledger import standing
from quizapp.units import move_unit
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, figure, plan_session


def _held(session, month: Month, host, *joint, **plan):  # type: ignore[no-untyped-def]
    facts = plan_session(session, month, host, joint=joint, **plan)
    record_as_held(session, facts.id, signed_by="李主任", actor="staff:1", now=OPENING)
    return facts


@st.composite
def trees_with_hosts(draw: st.DrawFn) -> tuple[list[str], list[int]]:
    """Paths of a forest (unit 1 is a top; others hang below an earlier unit or are tops), and hosts in an order."""
    size = draw(st.integers(1, 14))
    paths = ["/1/"]
    for number in range(2, size + 1):
        parent = draw(st.integers(-1, len(paths) - 1))
        paths.append(f"{paths[parent] if parent >= 0 else '/'}{number}/")
    hosts = draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=size, unique=True))
    return paths, hosts


@settings(max_examples=400, deadline=None)
@given(trees_with_hosts())
def test_every_subtree_with_a_host_sums_to_one_and_every_other_to_none(drawn: tuple[list[str], list[int]]) -> None:
    paths, hosts = drawn
    own = {int(path.strip("/").split("/")[-1]): path for path in paths}
    lines = [(paths[host], 1) for host in hosts]
    lines += [(own[unit], -1) for unit in offset_units([paths[host] for host in hosts]) if unit is not None]
    for top in paths:
        total = sum(count for path, count in lines if path.startswith(top))
        assert total == int(any(paths[host].startswith(top) for host in hosts)), top


def test_without_offsets_the_sum_would_be_wrong() -> None:
    """The twin: two villages of one town, counted without the rule, are two sessions for the town."""
    assert offset_units(["/1/2/3/", "/1/2/4/"]) == [None, 2]


def test_each_host_and_each_parent_counts_it_once(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        _held(session, month, cast.hongxing, cast.qingshan, cast.sister_town)
        for unit in (cast.hongxing, cast.qingshan, cast.sister_town, cast.town, cast.county):
            assert figure(session, month, unit, "session_held") == 1, unit.name
        assert figure(session, month, cast.factory, "session_held") == 0


def test_a_parent_that_hosts_with_its_child_counts_it_once(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        _held(session, month, cast.town, cast.hongxing)
        assert [figure(session, month, unit, "session_held") for unit in (cast.county, cast.town, cast.hongxing)] == [
            1,
            1,
            1,
        ]


def test_undoing_takes_every_line_back(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = _held(session, month, cast.hongxing, cast.qingshan)
        withdraw_record(session, facts.id, reason="记错了", actor="staff:1", now=OPENING)
        for unit in (cast.hongxing, cast.qingshan, cast.town, cast.county):
            assert figure(session, month, unit, "session_held") == 0, unit.name


def test_holding_again_counts_once_more(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = _held(session, month, cast.hongxing, cast.qingshan)
        withdraw_record(session, facts.id, reason="记错了", actor="staff:1", now=OPENING)
        record_as_held(session, facts.id, signed_by="李主任", actor="staff:1", now=OPENING)
        for unit in (cast.hongxing, cast.qingshan, cast.town, cast.county):
            assert figure(session, month, unit, "session_held") == 1, unit.name


def test_adding_a_joint_host_to_a_held_session_counts_for_it(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = _held(session, month, cast.hongxing)
        plan = SessionPlan(host_unit_id=cast.hongxing.id, starts_at=OPENING, joint_unit_ids=(cast.sister_town.id,))
        edit_session(session, facts.id, plan, actor="staff:1", now=OPENING)
        assert [
            figure(session, month, unit, "session_held") for unit in (cast.sister_town, cast.town, cast.county)
        ] == [1, 1, 1]


def test_removing_a_joint_host_of_a_held_session_takes_its_count_back(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = _held(session, month, cast.hongxing, cast.sister_town)
        plan = SessionPlan(host_unit_id=cast.hongxing.id, starts_at=OPENING)
        edit_session(session, facts.id, plan, actor="staff:1", now=OPENING)
        assert [
            figure(session, month, unit, "session_held") for unit in (cast.sister_town, cast.town, cast.county)
        ] == [0, 1, 1]


def test_after_a_unit_moved_each_parent_still_counts_it_once(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        _held(session, month, cast.hongxing, cast.qingshan)
        move_unit(session, cast.qingshan.id, cast.sister_town.id, actor="Alice", now=OPENING)
        for unit in (cast.town, cast.sister_town, cast.county):
            assert figure(session, month, unit, "session_held") == 1, unit.name


@pytest.mark.parametrize("table", ["session_holding", "session_joint_host", "session_joint_offset"])
def test_lines_carry_the_holding_they_come_from(store: Store, cast: Cast, month: Month, table: str) -> None:
    with store.write() as session:
        _held(session, month, cast.hongxing, cast.qingshan)
        ids = (1, 2)
        assert sum(len(standing(session, table, holding_id)) for holding_id in ids) == 1
