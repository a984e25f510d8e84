"""What is due: by kind and region, from the ledger, and where the organizer knows better."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.activities import record_as_held, withdraw_record
from quizapp.campaigns import TodayView, get_campaign
from quizapp.db import Store
from quizapp.drills import DueLine, DueState, OwnRule, console_cards, due_rules, judge_due, list_due, set_own_rule
from quizapp.drills.due_rules import months_after, regions_of, rules_for
from quizapp.errors import Invalid
from quizapp.units import kinds, levels
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.factories import Place
from tests.support.month import Month, plan_session

TODAY = date(2026, 6, 16)


def line_of(store: Store, place: Place, today: date = TODAY) -> DueLine:
    with store.read() as session:
        return next(line for line in list_due(session, [place.path], today=today) if line.unit.id == place.id)


def hold(
    store: Store, month: Month, place: Place, kind: str = "comprehensive_drill", joint: tuple[Place, ...] = ()
) -> int:
    with store.write() as session:
        facts = plan_session(session, month, place, kind=kind, joint=joint)
        record_as_held(session, facts.id, signed_by="李主任", actor="staff:1", now=OPENING)
        return facts.id


def test_it_works(store: Store, cast: Cast, month: Month) -> None:
    assert line_of(store, cast.town).state is DueState.NEVER
    hold(store, month, cast.town)
    found = line_of(store, cast.town)
    assert (found.due.last, found.due.next, found.state) == (TODAY, date(2028, 6, 16), DueState.FINE)
    assert found.rule is not None
    assert found.rule.key == "cn-government"


def test_a_drill_that_was_taken_back_is_no_drill(store: Store, cast: Cast, month: Month) -> None:
    session_id = hold(store, month, cast.town)
    with store.write() as session:
        withdraw_record(session, session_id, reason="没办成", actor="staff:1", now=OPENING)
    assert line_of(store, cast.town).state is DueState.NEVER


def test_joint_hosts_have_drilled_and_their_parent_has_not(store: Store, cast: Cast, month: Month) -> None:
    hold(store, month, cast.town, joint=(cast.sister_town,))
    assert line_of(store, cast.town).due.last == line_of(store, cast.sister_town).due.last == TODAY
    assert line_of(store, cast.county).due.last is None


def test_a_lecture_is_no_drill(store: Store, cast: Cast, month: Month) -> None:
    hold(store, month, cast.town, kind="lecture")
    assert line_of(store, cast.town).state is DueState.NEVER


def test_a_village_has_to_drill_and_no_date(store: Store, cast: Cast, month: Month) -> None:
    assert line_of(store, cast.hongxing).state is DueState.OPEN


def test_an_enterprise_is_overdue_after_a_year(store: Store, cast: Cast, month: Month) -> None:
    hold(store, month, cast.factory)
    assert line_of(store, cast.factory, date(2027, 6, 16)).state is DueState.SOON
    assert line_of(store, cast.factory, date(2027, 6, 17)).state is DueState.OVERDUE


def test_the_organizer_knows_better(store: Store, cast: Cast, month: Month) -> None:
    hold(store, month, cast.factory)
    with store.write() as session:
        set_own_rule(session, cast.factory.id, OwnRule(rule_key="cn-high-risk"), actor="staff:1", now=OPENING)
    found = line_of(store, cast.factory)
    assert (found.due.next, found.own is not None) == (date(2026, 12, 16), True)
    with store.write() as session:
        own = OwnRule(months=1, basis="县政府文件", last_before=date(2026, 6, 30))
        set_own_rule(session, cast.factory.id, own, actor="staff:1", now=OPENING)
    assert line_of(store, cast.factory).due.next == date(2026, 7, 30)


@pytest.mark.parametrize(
    "own", [OwnRule(), OwnRule(months=3), OwnRule(months=999, basis="文件"), OwnRule(rule_key="no")]
)
def test_a_rule_without_sense_is_refused(store: Store, cast: Cast, own: OwnRule) -> None:
    with pytest.raises(Invalid), store.write() as session:
        set_own_rule(session, cast.factory.id, own, actor="staff:1", now=OPENING)


def test_the_calendar_costs_the_same_for_any_number_of_units(store: Store, cast: Cast, month: Month) -> None:
    counts = []
    for place in (cast.town, cast.county):
        with store.read() as session, statement_counter(store) as sent:
            list_due(session, [place.path], today=TODAY)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 4


def test_rules_name_known_kinds_levels_and_regions() -> None:
    for rule in due_rules().values():
        assert set(rule.kinds) <= set(kinds()), rule.key
        assert set(rule.levels) <= set(levels()), rule.key
        assert set(rule.contents) <= {"comprehensive", "special", "on_site"}, rule.key
        assert rule.law, rule.key
        assert not rule.region or rule.region in regions_of(["山东省"]), rule.key


def test_a_regions_rules_hold_there_only() -> None:
    at_home = [rule.key for rule in rules_for(level="county", kind="government", regions=())]
    in_shandong = [rule.key for rule in rules_for(level="county", kind="government", regions=regions_of(["山东省"]))]
    assert at_home == ["cn-government"]
    assert in_shandong == ["sd-government", "cn-government"]


@given(last=st.dates(date(2000, 1, 31), date(2100, 1, 1)), months=st.integers(1, 120))
def test_a_unit_is_in_time_on_the_day_and_overdue_on_the_next(last: date, months: int) -> None:
    due = months_after(last, months)
    assert due > last
    assert judge_due(months, last, due).state is DueState.SOON
    assert judge_due(months, last, due + timedelta(days=1)).state is DueState.OVERDUE
    assert due.day == last.day or (due + timedelta(days=1)).day == 1


def test_the_last_of_january_falls_due_on_the_last_of_february() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)


def test_the_first_page_says_who_is_overdue_and_is_quiet_otherwise(store: Store, cast: Cast, month: Month) -> None:
    hold(store, month, cast.town)

    def said(day: date) -> list[tuple[str, str]]:
        with store.read() as session:
            view = TodayView(
                campaign=get_campaign(session, month.id), actor=cast.alice.actor, paths=(cast.town.path,),
                now=datetime.combine(day, time(4), UTC),
            )  # fmt: skip
            cards = console_cards.cards(session, view)
        return [(str(card.title), card.url) for card in cards]

    assert said(date(2026, 7, 1)) == []
    assert said(date(2028, 6, 1)) == [("1 个单位 30 天内该演练", "/console/drills/due?state=soon")]
    assert said(date(2028, 6, 17)) == [("1 个单位该演练了，已过期", "/console/drills/due?state=overdue")]
