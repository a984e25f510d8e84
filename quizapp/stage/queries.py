"""Reading stage contests: lists, and everything that one page or the protocol needs of one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.campaigns import Campaign
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.questions import Question, decode_question
from quizapp.stage.board import Board, RoundPlan, Setup, fold
from quizapp.stage.events import Act, Event
from quizapp.stage.models import StageContest, StageEvent, StageMember, StageQuestion, StageRound, StageTeam
from quizapp.stage.ranking import rank_teams
from quizapp.stage.rules import RoundKind, RoundRules, read_rules
from quizapp.units import Unit, within_any


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    """A contest with its unit and campaign."""

    contest: StageContest
    unit_name: str
    unit_path: str
    campaign_title: str
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLine:
    """A team as pages show it."""

    team: StageTeam
    unit_name: str
    members: tuple[StageMember, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """A round with its rules and questions."""

    round: StageRound
    kind: RoundKind
    rules: RoundRules
    questions: tuple[StageQuestion, ...]


@dataclass(kw_only=True)
class Course:
    """A contest with all that belongs to one run of it."""

    row: StageRow
    teams: tuple[TeamLine, ...]
    rounds: tuple[RoundLine, ...]
    events: list[Event]

    @property
    def contest(self) -> StageContest:
        """Its row."""
        return self.row.contest

    @cached_property
    def setup(self) -> Setup:
        """What the fold starts from."""
        plans = {line.round.id: RoundPlan(id=line.round.id, kind=line.kind, rules=line.rules) for line in self.rounds}
        return Setup(teams=self.seats, rounds=plans, start_score=self.contest.start_score)

    @cached_property
    def seats(self) -> tuple[int, ...]:
        """Teams in the order of their tables."""
        return tuple(line.team.id for line in self.teams)

    @cached_property
    def board(self) -> Board:
        """Where it stands."""
        return fold(self.setup, self.events)

    @cached_property
    def questions(self) -> Mapping[int, StageQuestion]:
        """Question id -> its row."""
        return {each.id: each for line in self.rounds for each in line.questions}

    @cached_property
    def ranks(self) -> list[tuple[int, TeamLine]]:
        """(place, team), best first."""
        named = {line.team.id: line for line in self.teams}
        return [(place, named[team]) for place, team in rank_teams(self.board, self.seats)]

    @property
    def is_reopened(self) -> bool:
        """Whether it goes on after an end that was taken back."""
        return not self.board.is_finished and any(each.kind is Act.REOPEN for each in self.events)

    @property
    def now_round(self) -> RoundLine | None:
        """The round on the stage."""
        return next((line for line in self.rounds if line.round.id == self.board.round_id), None)

    def team(self, team_id: int | None) -> TeamLine | None:
        """The team, or None."""
        return next((line for line in self.teams if line.team.id == team_id), None)

    def question(self, question_id: int | None) -> Question | None:
        """The question whole, with its key."""
        found = self.questions.get(question_id or 0)
        return decode_question(found.content) if found else None

    def left(self, line: RoundLine, value: int | None = None) -> list[StageQuestion]:
        """Questions of the round that were not asked yet, in order; of one value where that is given."""
        return [
            each
            for each in line.questions
            if each.id not in self.board.asked and (value is None or each.value == value)
        ]


_ROWS = (
    select(StageContest, Unit.name, Unit.path, Campaign.title, Campaign.time_zone)
    .join(Unit, Unit.id == StageContest.unit_id)
    .join(Campaign, Campaign.id == StageContest.campaign_id)
)


def list_contests(session: Session, *, paths: Collection[str]) -> list[StageRow]:
    """Contests of the subtrees, newest first. One statement."""
    rows = session.execute(_ROWS.where(within_any(paths)).order_by(StageContest.id.desc()))
    return [_row(row) for row in rows]


def _row(row: Any) -> StageRow:
    return StageRow(contest=row[0], unit_name=row[1], unit_path=row[2], campaign_title=row[3], time_zone=row[4])


def find_row(session: Session, contest_id: int, *, alone: bool = False) -> StageRow:
    """The contest for whoever was let in by other means, held alone where asked. Raises `NotFound`."""
    if alone:
        # the row itself first: PostgreSQL reads a joined one as it was before the wait. Rows that only refer to it do
        # not wait for this lock.
        session.execute(select(StageContest.id).where(StageContest.id == contest_id).with_for_update(key_share=True))
    query = _ROWS.where(StageContest.id == contest_id).execution_options(populate_existing=True)
    row = session.execute(query).first()
    if row is None:
        raise NotFound(N_("没有这场比赛：它可能已被删除，或不在您负责的单位里"))
    return _row(row)


def read_row(
    session: Session, contest_id: int, permission: Permission, actor: Actor, *, alone: bool = False
) -> StageRow:
    """The contest, if the actor may do that to it. Raises `NotFound`, `NotAllowed`."""
    row = find_row(session, contest_id, alone=alone)
    actor.require(permission, row.unit_path)
    return row


def read_course(session: Session, row: StageRow) -> Course:
    """Everything of the present run. Six statements."""
    contest_id = row.contest.id
    return Course(
        row=row, teams=_teams(session, contest_id), rounds=_rounds(session, contest_id),
        events=read_events(session, contest_id, row.contest.run),
    )  # fmt: skip


def _teams(session: Session, contest_id: int) -> tuple[TeamLine, ...]:
    members: dict[int, list[StageMember]] = {}
    query = (
        select(StageMember).where(StageMember.contest_id == contest_id).order_by(StageMember.team_id, StageMember.seat)
    )
    for member in session.scalars(query):
        members.setdefault(member.team_id, []).append(member)
    rows = session.execute(
        select(StageTeam, Unit.name)
        .outerjoin(Unit, Unit.id == StageTeam.unit_id)
        .where(StageTeam.contest_id == contest_id)
        .order_by(StageTeam.seat)
        .execution_options(populate_existing=True)
    )
    return tuple(
        TeamLine(team=team, unit_name=unit_name or "", members=tuple(members.get(team.id, ())))
        for team, unit_name in rows
    )


def _rounds(session: Session, contest_id: int) -> tuple[RoundLine, ...]:
    questions: dict[int, list[StageQuestion]] = {}
    query = select(StageQuestion).where(StageQuestion.contest_id == contest_id)
    for question in session.scalars(query.order_by(StageQuestion.place)):
        questions.setdefault(question.round_id, []).append(question)
    rounds = session.scalars(select(StageRound).where(StageRound.contest_id == contest_id).order_by(StageRound.number))
    return tuple(
        RoundLine(
            round=each,
            kind=RoundKind(each.kind),
            rules=read_rules(each.rules),
            questions=tuple(questions.get(each.id, ())),
        )
        for each in rounds
    )


def read_events(session: Session, contest_id: int, run: int) -> list[Event]:
    """All acts of a run, in order. One statement."""
    query = select(StageEvent).where(StageEvent.contest_id == contest_id, StageEvent.run == run)
    return [to_event(each) for each in session.scalars(query.order_by(StageEvent.seq))]


def to_event(row: StageEvent) -> Event:
    """The row as the board reads it."""
    return Event(
        id=row.id, kind=Act(row.kind), at=row.at, round_id=row.round_id, question_id=row.question_id,
        team_id=row.team_id, points=row.points, value=row.value, verdict=row.verdict, teams=tuple(row.teams),
        undoes_id=row.undoes_id, reason=row.reason, actor=row.actor,
    )  # fmt: skip
