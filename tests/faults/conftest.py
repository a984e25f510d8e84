"""Worlds that faults happen to."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.world import World, build_world
from tests.support.gate import size

#: Each starts at most thirty papers a minute.
PHONES = size(96, done=1_500)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A contest, a session to check in to, and phones whose owners are known; on SQLite."""
    return build_world(tmp_path, phones=PHONES, started=False)
