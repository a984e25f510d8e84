"""A campaign that practises from one bank."""

from __future__ import annotations

import pytest

from quizapp.db import Store
from tests.practice.makers import Room, forget_memory, make_room
from tests.support.cast import Cast
from tests.support.clock import FakeClock


@pytest.fixture
def room(store: Store, cast: Cast, clock: FakeClock) -> Room:
    """Everything is open except the board. Memories of another test's database are dropped."""
    forget_memory()
    return make_room(store, cast, clock)
