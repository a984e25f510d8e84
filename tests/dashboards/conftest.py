"""A running month for every test here."""

from __future__ import annotations

import pytest

from quizapp.db import Store
from tests.support.cast import Cast
from tests.support.month import Month, open_month


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    """东明县's campaign."""
    with store.write() as session:
        return open_month(session, cast)
