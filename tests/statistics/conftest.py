"""A county's safety month, its official form, and entries in one line."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from quizapp.campaigns import Campaign, NewCampaign, get_campaign, open_campaign
from quizapp.db import Store
from quizapp.kit.periods import CUMULATIVE, Period
from quizapp.ledger import Entry, Measure, Source, append
from quizapp.statistics import Form, Report, build_report, shipped_forms
from quizapp.units import get_unit
from tests.support.cast import Cast
from tests.support.factories import Place

NOW = datetime(2026, 6, 16, 2, 0, tzinfo=UTC)
DAY = date(2026, 6, 16)
FORM = "zhoushan_2021_safety_month"
Credit = Callable[..., int]
Build = Callable[..., Report]


@pytest.fixture
def form() -> Form:
    return shipped_forms()[FORM]


@pytest.fixture
def campaign(store: Store, cast: Cast) -> Campaign:
    new = NewCampaign(
        root_unit_id=cast.county.id, code="june", title="安全生产月", year=2026, starts_on=date(2026, 6, 1),
        ends_on=date(2026, 6, 30), form_key=FORM, contact_name="陈晨", contact_phone="0580-1234567",
    )  # fmt: skip
    with store.write() as session:
        return open_campaign(session, new, now=NOW)


@pytest.fixture
def other_campaign(store: Store, cast: Cast) -> Campaign:
    new = NewCampaign(
        root_unit_id=cast.county.id, code="may", title="另一个活动", year=2026, starts_on=DAY, ends_on=DAY
    )
    with store.write() as session:
        return open_campaign(session, new, now=NOW)


@pytest.fixture
def credit(store: Store, cast: Cast, campaign: Campaign) -> Credit:
    """``credit(kind="lecture", measure=Measure.ATTENDANCE)`` appends one entry of 红星村; its id."""
    numbers = itertools.count(1)

    def add(**columns: Any) -> int:
        values = {
            "campaign_id": campaign.id, "unit_id": cast.hongxing.id, "kind": "lecture", "measure": Measure.ATTENDANCE,
            "occurred_at": NOW, "day": DAY, "recorded_at": NOW, "source": Source.IMPORT, "source_table": "test",
            "source_id": next(numbers), "actor": "staff:1",
        }  # fmt: skip
        with store.write() as session:
            made = append(session, Entry(**(values | columns)))
        assert made is not None
        return made

    return add


@pytest.fixture
def build(store: Store, cast: Cast, campaign: Campaign, form: Form) -> Build:
    """``build(cast.town)`` is the report of a unit; ``form``, ``period`` and ``position`` may be given."""

    def make(
        place: Place, *, form: Form = form, period: Period = CUMULATIVE, position: int | None = None,
        campaign: Campaign = campaign,
    ) -> Report:  # fmt: skip
        with store.read() as session:
            found, unit = get_campaign(session, campaign.id), get_unit(session, place.id)
            return build_report(session, form, found, unit, period, now=NOW, position=position)

    return make
