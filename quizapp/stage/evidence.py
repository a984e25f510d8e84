"""What stands behind a stage contest's ledger entries, for readers that do not know it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.kit.evidence import Describe, Evidence
from quizapp.stage.ending import CROWD, HELD, MEMBER
from quizapp.stage.models import StageContest, StageMember, StageTeam


def describe_contests(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Contest id -> its page. One statement."""
    rows = session.execute(
        select(StageContest.id, StageContest.title, StageContest.place).where(StageContest.id.in_(ids))
    )
    return {row.id: Evidence(title=row.title, path=f"/console/stage/{row.id}", detail=row.place) for row in rows}


def describe_members(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Member id -> the contest and the team. One statement."""
    rows = session.execute(
        select(StageMember.id, StageContest.id.label("contest_id"), StageContest.title, StageTeam.name)
        .join(StageTeam, StageTeam.id == StageMember.team_id)
        .join(StageContest, StageContest.id == StageMember.contest_id)
        .where(StageMember.id.in_(ids))
    )
    return {row.id: Evidence(title=row.title, path=f"/console/stage/{row.contest_id}", detail=row.name) for row in rows}


SOURCES: dict[str, Describe] = {HELD: describe_contests, CROWD: describe_contests, MEMBER: describe_members}
