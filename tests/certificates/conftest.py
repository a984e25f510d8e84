"""A published contest whose certificate is on."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.db import Store
from tests.certificates.makers import MakeScene, Scene, make_template
from tests.contests.makers import make_contest
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.trainings.conftest import Course, make_course


@pytest.fixture
def make_scene(store: Store, cast: Cast, clock: FakeClock) -> MakeScene:
    """``make_scene(rule=Rule.SCORE)``: a scene whose certificate is so."""

    def make(**changes: Any) -> Scene:
        with store.write() as session:
            contest = make_contest(session, cast, clock())
            make_template(session, contest.id, clock(), **changes)
            return Scene(store=store, clock=clock, cast=cast, contest_id=contest.id, code=contest.code)

    return make


@pytest.fixture
def scene(make_scene: MakeScene) -> Scene:
    """The scene with the default certificate."""
    return make_scene()


@pytest.fixture
def course(store: Store, cast: Cast) -> Course:
    """A two-day training with an exam."""
    return make_course(store, cast)
