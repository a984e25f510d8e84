"""A report: roll-up, joint events, people, weeks, positions and the cost of it all."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from threading import Thread

import pytest

from quizapp.campaigns import Campaign, get_campaign
from quizapp.db import Store
from quizapp.kit.clock import local_date
from quizapp.kit.periods import parse_period
from quizapp.ledger import Entry, Measure, Source, append_many, reverse, roll_up, settled_position
from quizapp.statistics import Form, Provenance, build_report, to_data
from quizapp.units import get_unit, move_unit
from tests.statistics.conftest import NOW, Build, Credit
from tests.support.cast import Cast
from tests.support.counting import statement_counter
from tests.support.factories import Place, insert_unit

_SOURCES = itertools.count(10_000)


def test_it_works(cast: Cast, credit: Credit, build: Build) -> None:
    credit(measure=Measure.SESSION_HELD)
    credit(measure=Measure.ATTENDANCE, quantity=36)
    report = build(cast.town)
    assert (report.number("lecture_sessions"), report.number("lecture_attendances")) == (1, 36)
    assert report.cells["lecture_sessions"].provenance is Provenance.DERIVED


def test_a_joint_event_counts_once_where_its_hosts_meet(cast: Cast, credit: Credit, build: Build) -> None:
    credit(kind="comprehensive_drill", measure=Measure.SESSION_HELD, unit_id=cast.hongxing.id)
    credit(kind="comprehensive_drill", measure=Measure.SESSION_HELD, unit_id=cast.qingshan.id)
    credit(kind="comprehensive_drill", measure=Measure.SESSION_HELD, unit_id=cast.town.id, quantity=-1)
    figures = [
        build(place).number("comprehensive_drills") for place in (cast.hongxing, cast.qingshan, cast.town, cast.county)
    ]
    assert figures == [1, 1, 1, 1]


def test_people_are_counted_once_at_every_level(cast: Cast, credit: Credit, build: Build) -> None:
    for unit, person in ((cast.hongxing, 1), (cast.hongxing, 1), (cast.qingshan, 1), (cast.qingshan, 2)):
        credit(kind="tip_reward", measure=Measure.ITEM, unit_id=unit.id, person_id=person)
    figures = [build(place).number("tipsters_rewarded") for place in (cast.hongxing, cast.qingshan, cast.town)]
    assert figures == [1, 2, 2]


def test_attendances_add_up(cast: Cast, credit: Credit, build: Build) -> None:
    for unit in (cast.hongxing, cast.qingshan):
        credit(unit_id=unit.id, person_id=1)
    assert build(cast.town).number("lecture_attendances") == 2


def test_an_approximate_figure_is_a_floor_until_it_is_taken_back(
    store: Store, cast: Cast, credit: Credit, build: Build
) -> None:
    credit(quantity=10)
    about = credit(quantity=160, is_approximate=True)
    cell = build(cast.county).cells["lecture_attendances"]
    assert (cell.value, cell.is_approximate) == (170, True)
    with store.write() as session:
        reverse(session, about, reason="数错了", actor="staff:1", now=NOW)
    cell = build(cast.county).cells["lecture_attendances"]
    assert (cell.value, cell.is_approximate) == (10, False)


def test_a_week_runs_from_thursday_to_wednesday(cast: Cast, credit: Credit, build: Build) -> None:
    for day in (10, 11, 17, 18):
        credit(day=date(2026, 6, day), quantity=day)
    assert build(cast.town, period=parse_period("week:2026-06-17")).number("lecture_attendances") == 28
    assert build(cast.town).number("lecture_attendances") == 56


def test_midnight_is_that_of_the_campaign(cast: Cast, credit: Credit, build: Build) -> None:
    just_before = datetime(2026, 6, 17, 15, 59, 59, tzinfo=UTC)
    just_after = datetime(2026, 6, 17, 16, 0, tzinfo=UTC)
    credit(occurred_at=just_before, day=local_date(just_before), quantity=1)
    credit(occurred_at=just_after, day=local_date(just_after), quantity=2)
    assert build(cast.town, period=parse_period("week:2026-06-17")).number("lecture_attendances") == 1
    assert build(cast.town, period=parse_period("week:2026-06-24")).number("lecture_attendances") == 2


def test_a_row_of_another_time_is_not_asked_for(cast: Cast, build: Build) -> None:
    report = build(cast.town)
    assert report.cells["epidemic_control_offline"].provenance is Provenance.RETIRED
    assert report.cells["epidemic_control_offline"] not in report.waiting()


@pytest.mark.parametrize("rolled", [False, True])
def test_an_old_position_says_the_same_for_ever(
    store: Store, cast: Cast, credit: Credit, build: Build, rolled: bool
) -> None:
    first = credit(quantity=5)
    credit(kind="tip_reward", measure=Measure.ITEM, person_id=4)
    position = settled_position(store)
    before = to_data(build(cast.town, position=position))
    credit(quantity=7)
    with store.write() as session:
        reverse(session, first, reason="误登", actor="staff:1", now=NOW)
    if rolled:
        roll_up(store)
    assert to_data(build(cast.town, position=position)) == before
    assert build(cast.town).number("lecture_attendances") == 7


def test_figures_move_with_a_unit(store: Store, cast: Cast, credit: Credit, build: Build) -> None:
    credit(quantity=9)
    roll_up(store)
    with store.write() as session:
        move_unit(session, cast.hongxing.id, cast.sister_town.id, actor="Alice", now=NOW)
    assert build(cast.town).number("lecture_attendances") == 0
    assert build(cast.sister_town).number("lecture_attendances") == 9


def test_a_report_sees_one_moment(store: Store, cast: Cast, campaign: Campaign, form: Form, credit: Credit) -> None:
    """What is written while a report is read does not get into it halfway."""
    credit(quantity=1)
    with store.read() as session:
        unit, found = get_unit(session, cast.town.id), get_campaign(session, campaign.id)
        before = build_report(session, form, found, unit, parse_period("cumulative"), now=NOW)
        writer = Thread(target=lambda: credit(quantity=100))
        writer.start()
        writer.join()
        after = build_report(session, form, found, unit, parse_period("cumulative"), now=NOW)
    assert to_data(after) == to_data(before)
    with store.read() as session:
        unit, found = get_unit(session, cast.town.id), get_campaign(session, campaign.id)
        now = build_report(session, form, found, unit, parse_period("cumulative"), now=NOW)
    assert now.number("lecture_attendances") == 101


def _many(store: Store, campaign: Campaign, places: list[Place], count: int) -> None:
    kinds = ("lecture", "consultation", "knowledge_contest", "escape_drill")
    with store.write() as session:
        append_many(
            session,
            [
                Entry(
                    campaign_id=campaign.id, unit_id=places[number % len(places)].id, kind=kinds[number % 4],
                    measure=Measure.ATTENDANCE if number % 3 else Measure.SESSION_HELD, occurred_at=NOW,
                    day=date(2026, 6, 1 + number % 28), recorded_at=NOW, source=Source.IMPORT, source_table="many",
                    source_id=next(_SOURCES), actor="system", tags=("sector:fire",) if number % 5 == 0 else (),
                )
                for number in range(count)
            ],
        )  # fmt: skip


def test_the_cost_does_not_depend_on_units_or_entries(
    store: Store, cast: Cast, campaign: Campaign, form: Form, build: Build
) -> None:
    """The same statements for 5 units with 10 entries and for 500 units with 10,000."""
    counts = []
    for units, entries in ((5, 10), (495, 9_990)):
        with store.write() as session:
            places = [insert_unit(session, NOW, code=f"u{units}-{n}", parent=cast.town) for n in range(units)]
        _many(store, campaign, places, entries)
        roll_up(store)
        with store.read() as session:
            unit, found = get_unit(session, cast.town.id), get_campaign(session, campaign.id)
            with statement_counter(store) as sent:
                build_report(session, form, found, unit, parse_period("cumulative"), now=NOW)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 17, counts
