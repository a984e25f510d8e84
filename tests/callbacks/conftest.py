"""A running month, filled by the city's form, for every test here."""

from __future__ import annotations

import pytest

from quizapp.campaigns import get_campaign
from quizapp.db import Store
from tests.support.cast import Cast
from tests.support.month import Month, open_month

FORM = "zhoushan_2021_safety_month"


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    """东明县's campaign."""
    with store.write() as session:
        month = open_month(session, cast)
        get_campaign(session, month.id).form_key = FORM
        return month
