"""A contest with people of several units, and its boards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from quizapp.contests import Contest
from quizapp.db import Store
from quizapp.leaderboards import (
    BoardSettings,
    PeopleBoard,
    UnitBoard,
    read_people_board,
    read_settings,
    read_unit_board,
    save_settings,
)
from tests.contests.makers import Phone, make_contest, make_phone
from tests.contests.papers import hand_in
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.factories import Place


@dataclass(kw_only=True)
class Fair:
    """One contest of 东明镇, its people and boards; each deed is one transaction."""

    store: Store
    clock: FakeClock
    cast: Cast
    contest_id: int
    code: str
    phones: list[Phone] = field(default_factory=list)

    def join(self, place: Place, *rights: int, seconds: int = 60) -> list[Phone]:
        """One new person of the unit for each number of right answers; they hand in one after the other."""
        with self.store.write() as session:
            contest = session.get_one(Contest, self.contest_id)
            made = [
                make_phone(
                    session, contest, place.id, self.clock(), name=f"村民{len(self.phones) + number}号",
                    key=f"{len(self.phones) + number}",
                )
                for number in range(len(rights))
            ]  # fmt: skip
        self.phones += made
        for phone, right in zip(made, rights, strict=True):
            self.answer(phone, right, seconds=seconds)
        return made

    def answer(self, phone: Phone, right: int, *, seconds: int = 60) -> int:
        return hand_in(self.store, self.clock, self.code, phone, right, seconds=seconds)

    def set_board(self, **changes: Any) -> BoardSettings:
        with self.store.write() as session:
            settings = replace(read_settings(session, self.contest_id), **changes)
            actor, now = self.cast.alice.actor, self.clock()
            return save_settings(session, self.contest_id, settings, actor=actor, now=now)[2]

    def units(self) -> UnitBoard:
        with self.store.read() as session:
            return read_unit_board(session, self.code, now=self.clock())

    def people(self, phone: Phone | None = None, kind: str = "") -> PeopleBoard:
        person_id = phone.person_id if phone else None
        with self.store.read() as session:
            return read_people_board(session, self.code, now=self.clock(), person_id=person_id, kind=kind)


MakeFair = Callable[..., Fair]


@pytest.fixture
def make_fair(store: Store, cast: Cast, clock: FakeClock) -> MakeFair:
    """``make_fair(counting=...)``: a contest with these settings and nobody in it."""

    def make(**changes: Any) -> Fair:
        with store.write() as session:
            contest = make_contest(session, cast, clock(), **({"tries_per_day": None} | changes))
            return Fair(store=store, clock=clock, cast=cast, contest_id=contest.id, code=contest.code)

    return make


@pytest.fixture
def fair(make_fair: MakeFair) -> Fair:
    """Seven people of 红星村, five of 青山村, two of 东明化工厂, one of 东明镇 and one of 南河镇."""
    made = make_fair()
    made.join(made.cast.hongxing, 9, 8, 7, 6, 5, 4, 3)
    made.join(made.cast.qingshan, 10, 10, 9, 9, 9)
    made.join(made.cast.factory, 10, 2)
    made.join(made.cast.town, 5)
    made.join(made.cast.sister_town, 5)
    return made
