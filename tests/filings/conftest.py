"""A county's month with a reporting calendar, and everything that filing needs, in one object."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from quizapp.accounts import Actor
from quizapp.campaigns import Campaign, NewCampaign, get_campaign, open_campaign
from quizapp.db import Store
from quizapp.filings import CalendarPlan, Filing, Handing, file_report, save_calendar, settle
from quizapp.kit.periods import CUMULATIVE, parse_period
from quizapp.ledger import Entry, Measure, Source, append
from quizapp.statistics import Form, Report, Sheet, build_report, parse_form, type_value
from quizapp.units import get_unit
from tests.support.cast import Cast
from tests.support.factories import Place

LEDGER_KEY, KEY = b"l" * 32, b"f" * 32
FORM = """
template: {key: village_2026, title: 活动情况统计表, year: 2026, version: 3, annex: 附件2}
header:
  - {key: reporting_unit, label: 填报单位, type: text, seal_required: true}
sections:
- key: all
  label: 活动
  items:
  - key: talks
    label: 宣讲
    requirement: 开展宣讲
    fields:
    - {key: talk_sessions, label: 宣讲场次, unit: 场, type: count, mode: auto, derive: {from: activity, kind: lecture, agg: sessions}}
    - {key: talk_attendances, label: 宣讲参与, unit: 人次, type: persons, mode: auto, derive: {from: activity, kind: lecture, agg: attendances}}
    - {key: boards, label: 展板, unit: 块, type: count, mode: manual}
    - {key: plan_made, label: 是否制定方案, unit: 是否, type: bool, mode: manual}
checks:
  - {rule: "talk_sessions == 0 -> talk_attendances == 0", severity: error}
  - {rule: "talk_attendances <= 500", severity: warn}
  - {rule: "value >= previous_cumulative_value", severity: error}
"""


def at(day: int, hour: int = 17, month: int = 6) -> datetime:
    """An hour of a day of June 2026 in China."""
    return datetime(2026, month, day, hour - 8, tzinfo=UTC)


#: The three weeks' keys, and the final form.
WEEKS = ("week:2026-06-10", "week:2026-06-17", "week:2026-06-24")


@dataclass
class Desk:
    """Everything one does in tests of filings, by short names."""

    store: Store
    cast: Cast
    campaign: Campaign
    form: Form
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def credit(self, day: int, quantity: int = 1, measure: Measure = Measure.ATTENDANCE, **columns: Any) -> int:
        """One lecture entry of 红星村 on a day of June; its id."""
        values = {
            "campaign_id": self.campaign.id, "unit_id": self.cast.hongxing.id, "kind": "lecture", "measure": measure,
            "occurred_at": at(day), "day": date(2026, 6, day), "recorded_at": at(day), "source": Source.IMPORT,
            "source_table": "test", "source_id": next(self.numbers), "actor": "staff:1", "quantity": quantity,
        }  # fmt: skip
        with self.store.write() as session:
            made = append(session, Entry(**(values | columns)))
        assert made is not None
        return made

    def held(self, day: int, heads: int, place: Place | None = None) -> None:
        """A lecture with so many people."""
        unit_id = (place or self.cast.hongxing).id
        self.credit(day, measure=Measure.SESSION_HELD, unit_id=unit_id)
        self.credit(day, heads, unit_id=unit_id)

    def sheet(self, session: Any, place: Place, period: str) -> Sheet:
        return Sheet(
            form=self.form, campaign=get_campaign(session, self.campaign.id), unit=get_unit(session, place.id),
            period=parse_period(period),
        )  # fmt: skip

    def report(self, place: Place, period: str = CUMULATIVE.key, position: int | None = None) -> Report:
        """The sheet as it stands."""
        with self.store.read() as session:
            sheet = self.sheet(session, place, period)
            return build_report(
                session, sheet.form, sheet.campaign, sheet.unit, sheet.period, now=at(30), position=position
            )

    def type(self, place: Place, period: str, when: datetime, by: Actor, **values: str) -> None:
        """Put answers by hand."""
        with self.store.write() as session:
            sheet = self.sheet(session, place, period)
            for key, value in values.items():
                report = build_report(session, sheet.form, sheet.campaign, sheet.unit, sheet.period, now=when)
                type_value(session, report, key, value, reason="纸质登记", by=by, now=when)

    def file(self, place: Place, period: str, when: datetime, by: Actor, handing: Handing | None = None) -> Filing:
        """Hand the sheet in."""
        settled = settle(self.store, key=LEDGER_KEY, now=when)
        with self.store.write() as session:
            sheet = self.sheet(session, place, period)
            return file_report(session, sheet, settled, handing or Handing(), by=by, now=when, key=KEY)


@pytest.fixture
def form() -> Form:
    return parse_form(FORM)


def plan(**changes: Any) -> CalendarPlan:
    """Three weeks of June, Wednesday at six, and the final form on the thirtieth."""
    values: dict[str, Any] = {
        "is_on": True, "is_weekly": True, "closes_on": 2, "closes_at": 18 * 60, "first_day": date(2026, 6, 4),
        "last_day": date(2026, 6, 24), "final_at": at(30, 18),
    }  # fmt: skip
    return CalendarPlan(**(values | changes))


@pytest.fixture
def campaign(store: Store, cast: Cast, form: Form) -> Campaign:
    new = NewCampaign(
        root_unit_id=cast.county.id, code="june", title="安全生产月", year=2026, starts_on=date(2026, 6, 1),
        ends_on=date(2026, 6, 30), form_key=form.key,
    )  # fmt: skip
    with store.write() as session:
        return open_campaign(session, new, now=at(1))


@pytest.fixture
def desk(store: Store, cast: Cast, campaign: Campaign, form: Form) -> Desk:
    """The desk, with filing switched on."""
    with store.write() as session:
        save_calendar(session, campaign.id, form.key, plan())
    return Desk(store=store, cast=cast, campaign=campaign, form=form)


MakePlan = Callable[..., CalendarPlan]
