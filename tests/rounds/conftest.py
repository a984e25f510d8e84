"""An event of two rounds."""

from __future__ import annotations

import pytest

from quizapp.db import Store
from tests.rounds.makers import Ground, make_ground
from tests.support.cast import Cast
from tests.support.clock import FakeClock


@pytest.fixture
def ground(store: Store, cast: Cast, clock: FakeClock) -> Ground:
    """The first two of the heat go on, two wait."""
    return make_ground(store, cast, clock)
