"""The results that count, of a contest's team members."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests import ContestResult, ContestRow
from quizapp.teams.models import TeamMember
from quizapp.teams.rules import Result


def member_results(session: Session, contest: ContestRow, *, team_id: int | None = None) -> dict[int, Result]:
    """Person id -> result, of everybody who sits in a team, or in this one, and has one. One statement."""
    of_team = () if team_id is None else (TeamMember.team_id == team_id,)
    sits = (TeamMember.person_id == ContestResult.person_id) & (TeamMember.contest_id == ContestResult.contest_id)
    rows = session.execute(
        select(ContestResult.person_id, ContestResult.score, ContestResult.seconds)
        .join(TeamMember, sits & TeamMember.left_at.is_(None))
        .where(ContestResult.contest_id == contest.id, ContestResult.attempts > 0, *of_team)
    )
    return {row.person_id: Result(score=row.score, seconds=row.seconds) for row in rows}
