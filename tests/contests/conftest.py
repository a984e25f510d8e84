"""A contest that is open now, and Alice's neighbour Wang with a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from quizapp.contests import Receipt, Started, Submission, save_answers, start_attempt, submit_attempt
from quizapp.db import Store
from tests.contests.makers import Phone, make_contest, make_phone
from tests.support.cast import Cast
from tests.support.clock import FakeClock


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One contest and one participant over a real database; each deed is one transaction."""

    store: Store
    clock: FakeClock
    cast: Cast
    contest_id: int
    campaign_id: int
    code: str
    wang: Phone

    def start(self, phone: Phone | None = None) -> Started:
        """Tap "开始答题"."""
        with self.store.write() as session:
            return start_attempt(
                session, code=self.code, device_hash=(phone or self.wang).device_hash, now=self.clock()
            )

    def save(self, token: str, answers: dict[str, object], revision: int = 1, phone: Phone | None = None) -> Any:
        """The page saves by itself."""
        with self.store.write() as session:
            return save_answers(
                session, code=self.code, token=token, device_hash=(phone or self.wang).device_hash,
                revision=revision, answers=answers, now=self.clock(),
            )  # fmt: skip

    def submit(
        self, token: str, answers: dict[str, object] | None = None, *, key: str = "key-1", phone: Phone | None = None
    ) -> Receipt:
        """Tap "交卷"."""
        submission = Submission(
            code=self.code, token=token, device_hash=(phone or self.wang).device_hash, key=key, answers=answers
        )
        with self.store.write() as session:
            return submit_attempt(session, submission, now=self.clock())


MakeScene = Callable[..., Scene]


@pytest.fixture
def make_scene(store: Store, cast: Cast, clock: FakeClock) -> MakeScene:
    """``make_scene(minutes_limit=5)``: a scene whose contest has these settings."""

    def make(**changes: Any) -> Scene:
        with store.write() as session:
            contest = make_contest(session, cast, clock(), **changes)
            wang = make_phone(session, contest, cast.hongxing.id, clock())
            return Scene(
                store=store, clock=clock, cast=cast, contest_id=contest.id, campaign_id=contest.campaign_id,
                code=contest.code, wang=wang,
            )  # fmt: skip

    return make


@pytest.fixture
def scene(make_scene: MakeScene) -> Scene:
    """The scene with the default settings."""
    return make_scene()
