"""A contest in teams, and people who found, join and hand in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests import Attempt, Contest, ContestRow, Submission, read_contest_rows, start_attempt, submit_attempt
from quizapp.contests.pool import load_pool
from quizapp.db import Store
from quizapp.people import Person
from quizapp.questions import find_type
from quizapp.teams import Joined, Team, TeamRow, TeamRules, found_team, join_team, list_teams, read_rules, set_rules
from tests.contests.makers import Phone, make_contest, make_phone
from tests.support.cast import Cast
from tests.support.clock import FakeClock


@dataclass(frozen=True, kw_only=True)
class Pitch:
    """One contest in teams over a real database; each deed is one transaction."""

    store: Store
    clock: FakeClock
    cast: Cast
    contest_id: int
    code: str

    def row(self, session: Session) -> ContestRow:
        """The contest as services take it."""
        return read_contest_rows(session, [self.contest_id])[self.contest_id]

    def phone(self, number: int, *, unit_id: int = 0, name: str = "") -> Phone:
        """Somebody of 红星村 with a phone of his own."""
        with self.store.write() as session:
            contest = session.get_one(Contest, self.contest_id)
            unit = unit_id or self.cast.hongxing.id
            return make_phone(session, contest, unit, self.clock(), name=name or f"甲{number}乙", key=f"phone-{number}")

    def found(self, phone: Phone, name: str) -> int:
        """Id of the new team."""
        with self.store.write() as session:
            return found_team(
                session, self.row(session), session.get_one(Person, phone.person_id), name, now=self.clock()
            )

    def code_of(self, team_id: int) -> str:
        """What others type to join."""
        with self.store.read() as session:
            return session.scalars(select(Team.code).where(Team.id == team_id)).one()

    def join(self, phone: Phone, team_id: int) -> Joined:
        """A seat in the team."""
        with self.store.write() as session:
            person, code = session.get_one(Person, phone.person_id), self.code_of(team_id)
            return join_team(session, self.row(session), person, code, now=self.clock())

    def team_of(self, number: int, size: int = 3, name: str = "") -> tuple[int, list[Phone]]:
        """A full team; its members' phones, founder first."""
        phones = [self.phone(100 * number + seat) for seat in range(size)]
        team_id = self.found(phones[0], name or f"第{number}小队")
        for phone in phones[1:]:
            self.join(phone, team_id)
        return team_id, phones

    def hand_in(self, phone: Phone, *, right: int, seconds: int = 60) -> int:
        """Id of a paper with so many right answers."""
        with self.store.write() as session:
            return hand_in(session, session.get_one(Contest, self.contest_id), phone, self.clock, right, seconds)

    def board(self) -> list[TeamRow]:
        """All teams, best first."""
        with self.store.read() as session:
            return list_teams(session, self.row(session), read_rules(session, self.contest_id))

    def change(self, **changes: Any) -> None:
        """Other rules."""
        with self.store.write() as session:
            standing = read_rules(session, self.contest_id)
            values = {name: getattr(standing, name) for name in TeamRules.__dataclass_fields__} | changes
            actor = self.cast.alice.actor
            set_rules(session, self.contest_id, TeamRules(**values), actor=actor, now=self.clock())


def hand_in(session: Session, contest: Contest, phone: Phone, clock: FakeClock, right: int, seconds: int = 60) -> int:
    """Start, let ``seconds`` pass, submit; the paper's id."""
    token = start_attempt(session, code=contest.code, device_hash=phone.device_hash, now=clock()).token
    clock.now += timedelta(seconds=seconds)
    assert contest.pool_hash is not None
    pool = load_pool(session, contest.id, contest.pool_hash)
    attempt_id, issued = session.execute(select(Attempt.id, Attempt.issued).where(Attempt.token == token)).one()
    sheet = {
        str(place + 1): list(find_type(pool.questions[at[0]].type).right_answer(pool.questions[at[0]], at[1]))
        for place, at in enumerate(issued[:right])
    }
    paper = Submission(
        code=contest.code, token=token, device_hash=phone.device_hash, key=token, answers=sheet or {"1": []}
    )
    submit_attempt(session, paper, now=clock())
    return int(attempt_id)


def make_pitch(store: Store, cast: Cast, clock: FakeClock, **changes: Any) -> Pitch:
    """Teams of three are open; names stand as founders wrote them until somebody looks."""
    with store.write() as session:
        contest = make_contest(session, cast, clock(), tries_per_day=None)
        pitch = Pitch(store=store, clock=clock, cast=cast, contest_id=contest.id, code=contest.code)
        rules = TeamRules(**({"is_open": True, "shows_board": True} | changes))
        set_rules(session, contest.id, rules, actor=cast.alice.actor, now=clock())
    return pitch
