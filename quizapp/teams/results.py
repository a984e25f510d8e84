"""The results that count, of a contest's team members."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.contests import Attempt, ContestRow
from quizapp.teams.models import TeamMember
from quizapp.teams.rules import Result

_MS = timedelta(milliseconds=1)


def member_results(session: Session, contest: ContestRow, *, team_id: int | None = None) -> dict[int, Result]:
    """Person id -> result, of everybody who sits in a team, or in this one, and has one. One statement.

    A person's best paper; of equals the quickest, then the earliest. A voided paper is none.
    """
    sits = (TeamMember.person_id == Attempt.person_id) & (TeamMember.contest_id == Attempt.contest_id)
    of_team = () if team_id is None else (TeamMember.team_id == team_id,)
    rows = session.execute(
        select(Attempt.person_id, Attempt.score, Attempt.started_at, Attempt.submitted_at, Attempt.attempt_no)
        .join(TeamMember, sits & TeamMember.left_at.is_(None))
        .where(Attempt.contest_id == contest.id, Attempt.is_counted, *of_team)
    )
    found: dict[int, tuple[tuple[int, int, int], Result]] = {}
    for row in rows:
        used_ms = (row.submitted_at - row.started_at) // _MS
        key = (-row.score, used_ms, row.attempt_no)
        if row.person_id not in found or key < found[row.person_id][0]:
            result = Result(score=row.score, used_ms=used_ms, handed_in_at=row.submitted_at)
            found[row.person_id] = key, result
    return {person_id: result for person_id, (_key, result) in found.items()}
