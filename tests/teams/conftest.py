"""A contest in teams of three."""

from __future__ import annotations

import pytest

from quizapp.db import Store
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.teams.makers import Pitch, make_pitch


@pytest.fixture
def pitch(store: Store, cast: Cast, clock: FakeClock) -> Pitch:
    """Founding is open and the board is public."""
    return make_pitch(store, cast, clock)
