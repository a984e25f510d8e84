"""The freeze hour: boards stand still at a moment, exactly, until the results are published."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.contests import Attempt, void_attempt
from quizapp.errors import Conflict, Invalid
from quizapp.leaderboards import BoardState, freeze_due, publish_results
from tests.leaderboards.conftest import Fair
from tests.leaderboards.test_unit_board import lines_of


@pytest.fixture
def frozen(fair: Fair) -> Fair:
    """Both boards open, frozen in ten minutes; the clock stands a minute after that."""
    fair.set_board(shows_units=True, shows_people=True, min_people=3, freeze_at=fair.clock() + timedelta(minutes=10))
    fair.clock.advance(minutes=11)
    return fair


def settle(fair: Fair) -> int:
    fair.clock.advance(minutes=2)
    return freeze_due(fair.store, fair.clock())


def test_it_works(frozen: Fair) -> None:
    before = [(1, "红星村", 7), (2, "青山村", 5)]
    frozen.join(frozen.cast.qingshan, 10, 10, 10, seconds=1)
    assert frozen.units().state is BoardState.SETTLING
    assert settle(frozen) == 1
    assert lines_of(frozen) == before
    assert frozen.units().state is frozen.people().state is BoardState.FROZEN
    with frozen.store.write() as session:
        publish_results(session, frozen.contest_id, actor=frozen.cast.alice.actor, now=frozen.clock())
    assert lines_of(frozen) == [(1, "青山村", 8), (2, "红星村", 7)]


def test_it_shows_what_was_recorded_by_then_whatever_came_later(frozen: Fair) -> None:
    """Papers of the last second count, later ones do not, and a later void takes nothing out."""
    frozen.clock.now -= timedelta(minutes=1)  # the freeze hour itself
    on_time = frozen.join(frozen.cast.qingshan, 10, seconds=0)[0]
    frozen.clock.advance(seconds=1)
    late = frozen.join(frozen.cast.qingshan, 10, seconds=0)[0]
    with frozen.store.write() as session:
        first = session.scalars(select(Attempt.id).order_by(Attempt.id).limit(1)).one()
        void_attempt(session, first, reason="代答", actor=frozen.cast.alice.actor, now=frozen.clock())
    settle(frozen)
    assert lines_of(frozen) == [(1, "红星村", 7), (2, "青山村", 6)]
    shown = {each.person_id for each in frozen.people().people}
    assert on_time.person_id in shown
    assert late.person_id not in shown


def test_persons_stand_in_the_same_order_as_before(fair: Fair) -> None:
    fair.set_board(shows_people=True, has_brackets=True, min_people=3)
    before = [each.person_id for each in fair.people().people]
    villages = [each.person_id for each in fair.people(kind="village").people]
    fair.set_board(freeze_at=fair.clock() + timedelta(seconds=1))
    fair.clock.advance(seconds=2)
    settle(fair)
    assert [each.person_id for each in fair.people().people] == before
    assert [each.person_id for each in fair.people(kind="village").people] == villages


def test_nobody_learns_his_place_while_it_is_frozen(frozen: Fair) -> None:
    settle(frozen)
    assert frozen.people(frozen.phones[0]).mine is None


def test_the_state_is_recounted_once_and_after_new_settings_again(frozen: Fair) -> None:
    assert settle(frozen) == 1
    assert freeze_due(frozen.store, frozen.clock()) == 0
    frozen.set_board(mark_percent=90)
    assert frozen.units().state is BoardState.SETTLING
    assert freeze_due(frozen.store, frozen.clock()) == 1
    assert lines_of(frozen) == [(1, "红星村", 7), (2, "青山村", 5)]


def test_the_moment_settles_before_it_is_recounted(frozen: Fair) -> None:
    frozen.clock.now -= timedelta(seconds=30)
    assert freeze_due(frozen.store, frozen.clock()) == 0


def test_a_freeze_hour_lies_ahead_and_is_not_moved_afterwards(frozen: Fair) -> None:
    with pytest.raises(Invalid):
        frozen.set_board(freeze_at=frozen.clock() + timedelta(days=1))
    with frozen.store.write() as session:
        publish_results(session, frozen.contest_id, actor=frozen.cast.alice.actor, now=frozen.clock())
    with pytest.raises(Invalid):
        frozen.set_board(freeze_at=frozen.clock())
    frozen.set_board(freeze_at=frozen.clock() + timedelta(days=1))
    assert frozen.units().state is BoardState.LIVE


def test_what_is_not_frozen_cannot_be_published(fair: Fair) -> None:
    with fair.store.write() as session, pytest.raises(Conflict):
        publish_results(session, fair.contest_id, actor=fair.cast.alice.actor, now=fair.clock())
