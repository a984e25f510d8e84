"""Changing the calendar when something was filed: no day is counted twice, and what was returned can come back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from quizapp.db import Store
from quizapp.errors import Invalid
from quizapp.filings import CalendarPlan, FilingClosed, get_filing, return_filing, save_calendar
from tests.filings.conftest import WEEKS, Desk, at, plan
from tests.support.cast import Cast


def _save(desk: Desk, **changes: Any) -> CalendarPlan:
    with desk.store.write() as session:
        save_calendar(session, desk.campaign.id, desk.form.key, plan(**changes))
    return plan(**changes)


def test_weeks_that_were_filed_stay_in_the_calendar_and_what_was_returned_comes_back(
    desk: Desk, cast: Cast, store: Store
) -> None:
    alice, town = cast.alice.actor, cast.town
    _save(desk, closes_on=4)  # nobody has filed: all is open
    _save(desk)
    filings = []
    for day, week in zip((8, 15), WEEKS, strict=False):
        desk.held(day, 10)
        desk.type(town, week, at(day + 2), alice, boards="1", plan_made="是")
        filings.append(desk.file(town, week, at(day + 2), alice).id)
    with store.write() as session:
        return_filing(
            session, get_filing(session, filings[0]), town.path, remark="请核对", by=cast.chen.actor, now=at(18)
        )
    for field, changes in (
        ("closes_on", {"closes_on": 4}),
        ("first_day", {"first_day": date(2026, 6, 11)}),
        ("last_day", {"last_day": date(2026, 6, 10)}),
        ("is_weekly", {"is_weekly": False}),
        ("closes_on", {"closes_on": 6, "first_day": date(2026, 6, 1)}),
    ):
        with pytest.raises(Invalid) as refused:
            _save(desk, **changes)
        assert refused.value.field == field

    desk.type(town, WEEKS[0], at(18), alice, boards="2")
    desk.file(town, WEEKS[0], at(18), alice)
    for day_first, day_last in ((date(2026, 6, 6), date(2026, 6, 24)), (date(2026, 5, 28), date(2026, 7, 1))):
        _save(desk, first_day=day_first, last_day=day_last, closes_at=12 * 60)
    desk.held(19, 10)
    desk.type(town, WEEKS[2], at(24), alice, boards="3")
    desk.file(town, WEEKS[2], at(24), alice)
    weeks = [desk.report(town, week).number("talk_attendances") or 0 for week in WEEKS]
    assert (weeks, desk.report(town).number("talk_attendances")) == ([10, 10, 10], 30)
    assert desk.report(town).number("boards") == 6
    with pytest.raises(FilingClosed):  # a week before those that were filed: its figures are in them
        desk.file(town, "week:2026-06-03", at(25), alice)


def test_switched_off_and_on_again_the_weeks_are_the_same(desk: Desk, cast: Cast) -> None:
    desk.type(cast.town, WEEKS[0], at(10), cast.alice.actor, boards="1", plan_made="是")
    desk.file(cast.town, WEEKS[0], at(10), cast.alice.actor)
    _save(desk, is_on=False, closes_on=4)
    with pytest.raises(Invalid):
        _save(desk, closes_on=4)
    _save(desk)
