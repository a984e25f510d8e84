"""A room with its lobby open."""

from __future__ import annotations

import pytest

from quizapp.db import Store
from tests.live.makers import Game, make_game
from tests.support.cast import Cast
from tests.support.clock import FakeClock


@pytest.fixture
def game(store: Store, cast: Cast, clock: FakeClock) -> Game:
    """Four questions of twenty seconds, ten points each."""
    return make_game(store, cast, clock)
