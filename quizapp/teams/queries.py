"""Reading teams: one's own, a contest's board, the organizer's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests import ContestRow
from quizapp.people import Person
from quizapp.teams.models import Team, TeamMember
from quizapp.teams.results import member_results
from quizapp.teams.rules import Result, Scored, Tally, rank_teams
from quizapp.teams.service import seat_of
from quizapp.teams.steering import TeamRules
from quizapp.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody in a team."""

    person_id: int
    seat: int
    #: In full; empty once erased. The edge masks it.
    name: str
    unit_name: str
    #: None without a result that counts.
    result: Result | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """A team with its members and its score."""

    id: int
    number: int
    code: str
    #: As its founder wrote it; `public_name` is what others see.
    name: str
    is_approved: bool
    unit_name: str
    founded_at: datetime
    members: tuple[Member, ...]
    scored: Scored

    @property
    def public_name(self) -> str:
        """The name once staff has looked at it; empty until then."""
        return self.name if self.is_approved else ""


def list_teams(
    session: Session, contest: ContestRow, rules: TeamRules, *, team_id: int | None = None
) -> list[TeamRow]:  # fmt: skip
    """All standing teams of the contest, in the order of the board. Three statements, whatever their number.

    With ``team_id`` that one alone, whose rank then says nothing.
    """
    teams = _teams(session, contest.id, team_id)
    members = _members(session, contest, team_id)
    tallies = [
        Tally(
            team_id=team.id, members=len(members.get(team.id, ())),
            results=tuple(each.result for each in members.get(team.id, ()) if each.result is not None),
        )
        for team, _unit in teams.values()
    ]  # fmt: skip
    ranked = rank_teams(tallies, rules.formula, min_size=rules.min_size)
    return [_row(*teams[each.team_id], tuple(members.get(each.team_id, ())), each) for each in ranked]


def _teams(session: Session, contest_id: int, team_id: int | None) -> dict[int, tuple[Team, str]]:
    wanted = (Team.contest_id == contest_id, Team.dissolved_at.is_(None), *_only(Team.id, team_id))
    rows = session.execute(select(Team, Unit.name).join(Unit, Unit.id == Team.unit_id).where(*wanted))
    return {row[0].id: (row[0], row[1]) for row in rows}


def _only(column: Any, team_id: int | None) -> tuple[Any, ...]:
    return () if team_id is None else (column == team_id,)


def _members(session: Session, contest: ContestRow, team_id: int | None) -> dict[int, list[Member]]:
    results = member_results(session, contest, team_id=team_id)
    rows = session.execute(
        select(TeamMember.team_id, TeamMember.seat, TeamMember.person_id, Person.name, Unit.name.label("unit_name"))
        .join(Person, Person.id == TeamMember.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(TeamMember.contest_id == contest.id, TeamMember.left_at.is_(None), *_only(TeamMember.team_id, team_id))
        .order_by(TeamMember.team_id, TeamMember.seat)
    )
    found: dict[int, list[Member]] = {}
    for row in rows:
        member = Member(
            person_id=row.person_id, seat=row.seat, name=row.name, unit_name=row.unit_name,
            result=results.get(row.person_id),
        )  # fmt: skip
        found.setdefault(row.team_id, []).append(member)
    return found


def _row(team: Team, unit_name: str, members: tuple[Member, ...], scored: Scored) -> TeamRow:
    return TeamRow(
        id=team.id, number=team.number, code=team.code, name=team.name,
        is_approved=team.name_approved_at is not None, unit_name=unit_name, founded_at=team.founded_at,
        members=members, scored=scored,
    )  # fmt: skip


def my_team(session: Session, contest: ContestRow, rules: TeamRules, person_id: int) -> TeamRow | None:
    """The team that the person sits in, without its rank; None without one. Four statements."""
    mine = seat_of(session, contest.id, person_id)
    return next(iter(list_teams(session, contest, rules, team_id=mine.team_id)), None) if mine else None


def last_ended(session: Session, contest_id: int, person_id: int) -> Team | None:
    """The person's latest team that was dissolved, so that its reason can be told. One statement."""
    query = (
        select(Team)
        .join(TeamMember, TeamMember.team_id == Team.id)
        .where(
            Team.contest_id == contest_id, Team.dissolved_at.is_not(None), TeamMember.person_id == person_id,
            TeamMember.left_at == Team.dissolved_at,
        )
        .order_by(Team.dissolved_at.desc(), Team.id.desc())
    )  # fmt: skip
    return session.scalar(query.limit(1))
