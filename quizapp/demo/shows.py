"""Team contests of the demo: one ready to begin, and one that was run from the first question to its record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.banks import QuestionBank
from quizapp.campaigns import Campaign
from quizapp.db import Store
from quizapp.demo.content import content
from quizapp.demo.people import invent_name
from quizapp.kit.clock import day_bounds
from quizapp.kit.vault import Vault
from quizapp.stage import (
    PRESETS,
    Course,
    Deed,
    Ending,
    NewContest,
    Press,
    RoundKind,
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
from quizapp.units import Unit

_VERDICTS = {"r": "right", "w": "wrong", "p": "partial"}
#: What the referee gives for half an answer.
_HALF = 15


def prepare_show(
    session: Session, campaign: Campaign, units: Mapping[str, Unit], name: str, *, actor: Actor, now: datetime, rng: Random
) -> int:  # fmt: skip
    """A contest of the content file with its teams and questions, not begun; its id."""
    said = content()["stage"]
    facts = said[name]
    new = NewContest(
        campaign_id=campaign.id, unit_id=units[said["unit"]].id, title=facts["title"], place=said["place"],
        preset=facts["preset"], nonce=f"demo-stage-{name}",
    )  # fmt: skip
    contest = create_contest(session, new, actor=actor, now=now)
    for code, team in said["teams"]:
        members = tuple(invent_name(rng) for _ in range(said["members"]))
        save_team(
            session, contest.id, None, TeamText(name=team, unit_id=units[code].id, members=members), actor=actor
        )  # fmt: skip
    _draw(session, contest.id, facts, actor, rng)
    return contest.id


def _draw(session: Session, contest_id: int, facts: Mapping[str, Any], actor: Actor, rng: Random) -> None:
    """As many questions as the preset says, and one bank a round."""
    banks = {
        bank.key: bank.id for bank in session.scalars(select(QuestionBank).where(QuestionBank.unit_id.is_(None)))
    }  # fmt: skip
    course = read_course(session, find_row(session, contest_id))
    for line, usual, key in zip(course.rounds, PRESETS[facts["preset"]].rounds, facts["banks"], strict=True):
        count = usual.questions * (len(course.teams) if usual.a_team else 1)
        for value in line.rules.values or (None,):
            draw_questions(
                session, contest_id, line.round.id, bank_id=banks[key], count=count, value=value, actor=actor, rng=rng
            )  # fmt: skip


def play_show(
    store: Store, campaign: Campaign, units: Mapping[str, Unit], *, actor: Actor, vault: Vault, rng: Random
) -> None:
    """The contest that is over, deed by deed as the content file tells it."""
    said = content()["stage"]["finished"]
    day = day_bounds(campaign.starts_on + timedelta(days=said["day"]), campaign.time_zone)[0]
    begins = day + timedelta(hours=said["hour"])
    with store.write() as session:
        ready = begins - timedelta(days=2)
        contest_id = prepare_show(session, campaign, units, "finished", actor=actor, now=ready, rng=rng)
        course = read_course(session, find_row(session, contest_id))
        show = _Show(session=session, course=course, actor=actor, rng=rng, now=begins)
        show.deed("start")
        show.run(said)
        show.end(said, vault)


@dataclass(kw_only=True)
class _Show:
    """A contest that is being run in one transaction; its clock goes on with each deed."""

    session: Session
    #: Its teams and rounds; the contest's row goes along with what is done.
    course: Course
    actor: Actor
    rng: Random
    now: datetime
    #: Presses so far, to name the next one.
    presses: int = field(default=0)

    def deed(self, act: str, seconds: float = 8, **about: Any) -> None:
        """One button of the page as it stands, some seconds after the last one."""
        self.now += timedelta(seconds=seconds)
        contest = self.course.contest
        deed = Deed(act=act, seen=contest.host_revision, **about)
        do(self.session, contest.id, deed, actor=self.actor, now=self.now)

    def run(self, said: Mapping[str, Any]) -> None:
        """Every round, and one word of the referees at the end."""
        for verdicts in said["required"]:
            for seat, letter in enumerate(verdicts, start=1):
                self._ask(RoundKind.REQUIRED, seat, letter)
        for place, (seats, letter) in enumerate(said["buzzer"]):
            self._race(seats, letter, early=said["early"] if place == 2 else None)
        for _ in range(said["audience_questions"]):
            self._call(RoundKind.AUDIENCE)
            self.deed("reveal", 25)
        for seat, (value, letter) in enumerate(said["risk"], start=1):
            self._ask(RoundKind.RISK, seat, letter, value=value)
        seat, points, reason = said["award"]
        self.deed("award", 40, team_id=self._team(seat), points=points, reason=reason)

    def _team(self, seat: int) -> int:
        return self.course.seats[seat - 1]

    def _call(self, kind: RoundKind, **about: Any) -> None:
        line = next(each for each in self.course.rounds if each.kind is kind)
        self.deed("call", 15, round_id=line.round.id, **about)

    def _ask(self, kind: RoundKind, seat: int, letter: str, **about: Any) -> None:
        team_id = self._team(seat)
        self._call(kind, team_id=team_id, **about)
        self.deed("clock", 6)
        self.deed("judge", self.rng.randint(6, 20), team_id=team_id, verdict=_VERDICTS[letter], points=_HALF)
        self.deed("reveal", 4)

    def _race(self, seats: list[int], letter: str, early: int | None) -> None:
        """The teams press in the order of ``seats``, some milliseconds apart."""
        self._call(RoundKind.BUZZER)
        if early is not None:
            self._press(early, self.now + timedelta(seconds=3))
        self.deed("open", 6)
        at = self.now + timedelta(milliseconds=420)
        for seat in seats:
            self._press(seat, at)
            at += timedelta(milliseconds=self.rng.randint(7, 180))
        self.now += timedelta(seconds=1)
        contest = self.course.contest
        assert contest.opening_id is not None
        settle(self.session, contest.id, contest.opening_id, now=self.now)
        self.deed("judge", self.rng.randint(5, 15), team_id=self._team(seats[0]), verdict=_VERDICTS[letter])
        self.deed("reveal", 4)

    def _press(self, seat: int, at: datetime) -> None:
        self.presses += 1
        token = self.course.teams[seat - 1].team.token
        sent = Press(nonce=f"demo-press-{self.presses}", rtt_ms=self.rng.randint(9, 60))
        press(self.session, token, sent, received_at=at)

    def end(self, said: Mapping[str, Any], vault: Vault) -> None:
        """Everybody of the teams was there; somebody counted the hall."""
        self.now += timedelta(minutes=4)
        contest = self.course.contest
        present = tuple(member.id for line in self.course.teams for member in line.members)
        ending = Ending(
            seen=contest.host_revision, present=present, audience=said["audience"],
            referees=said["referees"], recorder=said["recorder"],
        )  # fmt: skip
        finish(self.session, contest.id, ending, vault=vault, actor=self.actor, now=self.now)
