"""A contest of 东明镇 with three teams and the usual rounds, ready to start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db import Store
from quizapp.stage import (
    Course,
    Deed,
    Ending,
    NewContest,
    Press,
    RoundKind,
    RoundLine,
    TeamText,
    create_contest,
    do,
    draw_questions,
    find_row,
    finish,
    press,
    read_course,
    save_team,
    settle,
)
from quizapp.stage.models import StageContest
from tests.contests.makers import make_bank
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.month import VAULT, Month, open_month

TEAMS = (("红星村代表队", ("王小明", "李小红")), ("青山村代表队", ("赵青",)), ("化工厂代表队", ("钱工", "孙工")))


def make_stage(
    session: Session, cast: Cast, month: Month, *, now: datetime = OPENING, preset: str = "county", mark: str = "KEY",
    nonce: str = "n", with_teams: bool = True,
) -> StageContest:  # fmt: skip
    """The contest; every round has what its preset needs."""
    actor = cast.adam.actor
    new = NewContest(
        campaign_id=month.id,
        unit_id=cast.town.id,
        title="东明镇安全知识竞赛决赛",
        place="镇文化礼堂",
        preset=preset,
        nonce=nonce,
    )
    contest = create_contest(session, new, actor=actor, now=now)
    if not with_teams:
        return contest
    for (name, members), place in zip(TEAMS, (cast.hongxing, cast.qingshan, cast.factory), strict=True):
        save_team(session, contest.id, None, TeamText(name=name, unit_id=place.id, members=members), actor=actor)
    bank_id = make_bank(session, now, size=40, mark=mark, key=f"bank-{nonce}")
    for line in read_course(session, find_row(session, contest.id)).rounds:
        for value in line.rules.values or (None,):
            draw_questions(
                session, contest.id, line.round.id, bank_id=bank_id, count=3, value=value, actor=actor, rng=Random(3)
            )
    return contest


@dataclass(kw_only=True)
class Show:
    """One contest over a real database; each deed is one transaction."""

    store: Store
    cast: Cast
    clock: FakeClock
    month: Month
    id: int

    def course(self) -> Course:
        """Everything of the present run."""
        with self.store.read() as session:
            return read_course(session, find_row(session, self.id))

    def line(self, kind: RoundKind) -> RoundLine:
        """The first round of a kind."""
        return next(each for each in self.course().rounds if each.kind is kind)

    def do(self, act: str, **deed: Any) -> Course:
        """Alice's superior presses a button of the page as it stands now."""
        self.clock.now += timedelta(seconds=1)
        seen = deed.pop("seen", None)
        if seen is None:
            seen = self.course().contest.host_revision
        with self.store.write() as session:
            return do(session, self.id, Deed(act=act, seen=seen, **deed), actor=self.cast.adam.actor, now=self.clock())

    def call(self, kind: RoundKind, **deed: Any) -> Course:
        """The next question of that kind of round."""
        return self.do("call", round_id=self.line(kind).round.id, **deed)

    def token(self, seat: int) -> str:
        """The buzzer of the team at this table."""
        return self.course().teams[seat - 1].team.token

    def press(self, seat: int, *, after_ms: int = 0, nonce: str = "") -> str:
        """The team's buzzer."""
        sent = Press(nonce=nonce or f"{seat}-{self.clock()}-{after_ms}", rtt_ms=20 + seat)
        token = self.token(seat)
        with self.store.write() as session:
            return press(session, token, sent, received_at=self.clock() + timedelta(milliseconds=after_ms))

    def settle(self) -> int | None:
        """Time goes on, somebody asks; who answers now."""
        self.clock.now += timedelta(seconds=1)
        with self.store.write() as session:
            opening = session.scalar(select(StageContest.opening_id).where(StageContest.id == self.id))
            if opening is not None:
                settle(session, self.id, opening, now=self.clock())
        return self.course().board.answering

    def finish(self, *, absent: str = "", **ending: Any) -> Course:
        """The end, with everybody there but ``absent``."""
        course = self.course()
        present = tuple(each.id for line in course.teams for each in line.members if not absent or each.name != absent)
        with self.store.write() as session:
            return finish(
                session, self.id, Ending(seen=course.contest.host_revision, present=present, **ending), vault=VAULT,
                actor=self.cast.adam.actor, now=self.clock(),
            )  # fmt: skip

    def scores(self) -> list[int]:
        """By table."""
        course = self.course()
        return [course.board.scores[team] for team in course.seats]

    def seat(self, number: int) -> int:
        """Id of the team at this table."""
        return self.course().seats[number - 1]


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    """东明县's campaign."""
    with store.write() as session:
        return open_month(session, cast)


@pytest.fixture
def show(store: Store, cast: Cast, month: Month, clock: FakeClock) -> Show:
    """The contest."""
    with store.write() as session:
        contest_id = make_stage(session, cast, month).id
    return Show(store=store, cast=cast, clock=clock, month=month, id=contest_id)
