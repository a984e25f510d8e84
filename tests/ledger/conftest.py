"""A campaign in the cast's county, and a way to write entries in one line."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from quizapp.campaigns import NewCampaign, open_campaign
from quizapp.db import Store
from quizapp.ledger import Entry, Measure, Source
from tests.support.cast import Cast

NOW = datetime(2026, 6, 16, 2, 0, tzinfo=UTC)
DAY = date(2026, 6, 16)
MakeEntry = Callable[..., Entry]


@pytest.fixture
def campaign_id(store: Store, cast: Cast) -> int:
    new = NewCampaign(
        root_unit_id=cast.county.id, code="june", title="安全生产月", year=2026,
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30),
    )  # fmt: skip
    with store.write() as session:
        return open_campaign(session, new, now=NOW).id


@pytest.fixture
def make_entry(campaign_id: int, cast: Cast) -> MakeEntry:
    numbers = itertools.count(1)

    def make(**columns: Any) -> Entry:
        values = {
            "campaign_id": campaign_id, "unit_id": cast.hongxing.id, "kind": "lecture", "measure": Measure.ATTENDANCE,
            "occurred_at": NOW, "day": DAY, "recorded_at": NOW, "source": Source.SCAN, "source_table": "attendance",
            "source_id": next(numbers), "actor": "staff:1",
        }  # fmt: skip
        return Entry(**(values | columns))

    return make
