"""A signed record makes a session count where nobody took heads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.activities import (
    SessionPlan,
    cancel_session,
    edit_session,
    load_facts,
    record_as_held,
    standing_record,
    withdraw_record,
)
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid
from quizapp.kit.periods import week_of
from quizapp.ledger import Scope, sums
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month, figure, plan_session


def test_it_works(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town, kind="themed_tour")
        record_as_held(session, facts.id, signed_by="李主任", note="走访三家企业", actor="staff:1", now=OPENING)
        assert figure(session, month, cast.county, "session_held", "themed_tour") == 1
        assert figure(session, month, cast.county, "attendance") == 0
        assert load_facts(session, facts.id).held_at == OPENING


def test_signing_twice_counts_once(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        first, second = (
            record_as_held(session, facts.id, signed_by=name, actor="staff:1", now=OPENING) for name in ("李", "王")
        )
        assert first.id == second.id
        assert figure(session, month, cast.town, "session_held") == 1


def test_somebody_must_stand_for_it(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        with pytest.raises(Invalid):
            record_as_held(session, facts.id, signed_by=" ", actor="staff:1", now=OPENING)


def test_a_session_that_has_not_begun_was_not_held(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        with pytest.raises(Conflict):
            record_as_held(session, facts.id, signed_by="李", actor="staff:1", now=OPENING - timedelta(minutes=1))


def test_a_cancelled_session_was_not_held(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        cancel_session(session, facts.id, reason="暴雨", actor="staff:1", now=OPENING)
        with pytest.raises(Conflict):
            record_as_held(session, facts.id, signed_by="李", actor="staff:1", now=OPENING)


def test_withdrawing_keeps_the_record_and_takes_the_count_back(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        record_as_held(session, facts.id, signed_by="李", actor="staff:1", now=OPENING)
        assert withdraw_record(session, facts.id, reason="记错了", actor="staff:2", now=OPENING)
        assert standing_record(session, facts.id) is None
        assert figure(session, month, cast.town, "session_held") == 0
        assert load_facts(session, facts.id).held_at is None


def test_withdrawing_twice_takes_back_once(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        record_as_held(session, facts.id, signed_by="李", actor="staff:1", now=OPENING)
        answers = [withdraw_record(session, facts.id, reason="错", actor="staff:1", now=OPENING) for _ in range(2)]
        assert answers == [True, False]
        assert figure(session, month, cast.town, "session_held") == 0


def test_cancelling_takes_a_recorded_session_back(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        record_as_held(session, facts.id, signed_by="李", actor="staff:1", now=OPENING)
        cancel_session(session, facts.id, reason="没有举办", actor="staff:1", now=OPENING)
        assert figure(session, month, cast.town, "session_held") == 0


def test_moving_a_held_session_to_another_week_moves_its_count(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town)
        record_as_held(session, facts.id, signed_by="李", actor="staff:1", now=OPENING)
        earlier = OPENING - timedelta(days=7)
        plan = SessionPlan(host_unit_id=cast.town.id, starts_at=earlier, ends_at=earlier + timedelta(hours=1))
        edit_session(session, facts.id, plan, actor="staff:1", now=OPENING)
        by_week = {
            week.key: sum(
                each.quantity
                for each in sums(session, Scope(campaign_id=month.id, unit_path=cast.town.path, period=week))
            )
            for week in (week_of(facts.day), week_of(facts.day - timedelta(days=7)))
        }
    assert list(by_week.values()) == [0, 1]
