"""The helper's desk: roster lines, walk-ins, crowds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.activities import cancel_session
from quizapp.checkins import (
    NewHeadcount,
    ScanResult,
    Verdict,
    WalkIn,
    check_in_walk_in,
    count_crowd,
    door_figures,
    tick_roster_line,
)
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.ledger import Scope, sums
from quizapp.people import Person, RosterEntry
from quizapp.people.models import Roster
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import VAULT, Month, figure, plan_session


def _walk_in(session, session_id: int, unit_id: int, name: str = "张三", nonce: str = "w1", **more) -> ScanResult:  # type: ignore[no-untyped-def]
    walk_in = WalkIn(name=name, unit_id=unit_id, nonce=nonce, **more)
    return check_in_walk_in(session, session_id, walk_in, vault=VAULT, actor="staff:1", now=OPENING)


def _crowd(cast: Cast, **changes: object) -> NewHeadcount:
    values: dict[str, object] = {
        "unit_id": cast.town.id, "people": 160, "is_approximate": True, "counted_by": "李主任", "method": "estimate",
        "nonce": "h1",
    }  # fmt: skip
    return NewHeadcount(**(values | changes))  # type: ignore[arg-type]


def _roster_line(session, month: Month, unit_id: int, name: str) -> int:  # type: ignore[no-untyped-def]
    roster = Roster(campaign_id=month.id, unit_id=unit_id, title="花名册", created_at=OPENING)
    session.add(roster)
    session.flush()
    entry = RosterEntry(
        roster_id=roster.id,
        unit_id=unit_id,
        name=name,
        name_key=name,
        pinyin="",
        initials="",
        identity=name,
        position=1,
    )
    session.add(entry)
    session.flush()
    return entry.id


def test_a_walk_in_counts_for_the_unit_named(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        assert _walk_in(session, facts.id, cast.qingshan.id).verdict is Verdict.ACCEPTED
        assert figure(session, month, cast.qingshan, "attendance") == 1
        assert door_figures(session, facts.id).by_source == {"helper": 1}


def test_a_double_tap_makes_one_person(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        results = [_walk_in(session, facts.id, cast.qingshan.id) for _ in range(2)]
        assert results[0].person_id == results[1].person_id
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_the_same_name_of_the_same_unit_is_the_same_person(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        first = _walk_in(session, facts.id, cast.qingshan.id)
        again = _walk_in(session, facts.id, cast.qingshan.id, name=" 张 三", nonce="w2")
        assert (again.verdict, again.person_id) == (Verdict.ALREADY_IN, first.person_id)


def test_a_namesake_is_another_person(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        _walk_in(session, facts.id, cast.qingshan.id)
        other = _walk_in(session, facts.id, cast.qingshan.id, nonce="w2", is_namesake=True)
        assert other.verdict is Verdict.ACCEPTED
        assert figure(session, month, cast.qingshan, "attendance") == 2


def test_a_walk_in_nonce_with_another_name_is_a_conflict(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        _walk_in(session, facts.id, cast.qingshan.id)
        with pytest.raises(Conflict):
            _walk_in(session, facts.id, cast.qingshan.id, name="李四")


def test_a_walk_in_needs_a_name_and_a_unit_that_exists(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        with pytest.raises(Invalid):
            _walk_in(session, facts.id, cast.qingshan.id, name="\u200b ")
        with pytest.raises(NotFound):
            _walk_in(session, facts.id, 99_999, nonce="w2")


def test_a_roster_line_becomes_one_person_however_often_ticked(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        entry_id = _roster_line(session, month, cast.hongxing.id, "王五")
        results = [
            tick_roster_line(session, facts.id, entry_id, nonce=nonce, actor="staff:1", now=OPENING)
            for nonce in ("a", "a", "b")
        ]
        assert [each.verdict for each in results] == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.ALREADY_IN]
        assert figure(session, month, cast.hongxing, "attendance") == 1


def test_a_crowd_counts_as_attendances_without_people(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town, kind="consultation")
        count_crowd(session, facts.id, _crowd(cast), actor="staff:1", now=OPENING)
        found = sums(session, Scope(campaign_id=month.id, unit_path=cast.county.path))
        heads = next(each for each in found if each.measure == "attendance")
        assert (heads.quantity, heads.approximate, heads.kind) == (160, 1, "consultation")
        assert figure(session, month, cast.town, "session_held") == 1
        assert door_figures(session, facts.id).by_source == {"headcount": 160}


def test_a_crowd_sent_twice_counts_once(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        made = [count_crowd(session, facts.id, _crowd(cast), actor="staff:1", now=OPENING) for _ in range(2)]
        assert made[0].id == made[1].id
        assert figure(session, month, cast.town, "attendance") == 160


def test_a_crowd_nonce_with_another_number_is_a_conflict(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        count_crowd(session, facts.id, _crowd(cast), actor="staff:1", now=OPENING)
        with pytest.raises(Conflict):
            count_crowd(session, facts.id, _crowd(cast, people=161), actor="staff:1", now=OPENING)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"counted_by": " "}, "counted_by"),
        ({"people": 0}, "people"),
        ({"people": 2_000_000}, "people"),
        ({"method": "guess"}, "method"),
        ({"counted_at": OPENING + timedelta(minutes=1)}, "counted_at"),
    ],
)
def test_somebody_stands_for_a_crowd_with_number_and_method(
    store: Store, cast: Cast, month: Month, changes: dict[str, object], field: str
) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        with pytest.raises(Invalid) as refused:
            count_crowd(session, facts.id, _crowd(cast, **changes), actor="staff:1", now=OPENING)
    assert refused.value.field == field


def test_a_cancelled_session_counts_no_crowd(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        cancel_session(session, facts.id, reason="暴雨", actor="staff:1", now=OPENING)
        with pytest.raises(Conflict):
            count_crowd(session, facts.id, _crowd(cast), actor="staff:1", now=OPENING)
