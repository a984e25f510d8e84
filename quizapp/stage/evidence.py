"""What stands behind a stage contest's ledger entries, for readers that do not know it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.kit.evidence import Describe, Evidence
from quizapp.stage.ending import CROWD, HELD, MEMBER
from quizapp.stage.models import StageContest, StageEvent, StagePresence, StageTeam


def describe_endings(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Event that ended a contest -> the contest's page. One statement."""
    rows = session.execute(
        select(StageEvent.id, StageContest.id.label("contest_id"), StageContest.title, StageContest.place)
        .join(StageContest, StageContest.id == StageEvent.contest_id)
        .where(StageEvent.id.in_(ids))
    )
    return {
        row.id: Evidence(title=row.title, path=f"/console/stage/{row.contest_id}", detail=row.place) for row in rows
    }


def describe_members(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Somebody who was there -> the contest and the team. One statement."""
    rows = session.execute(
        select(StagePresence.id, StageContest.id.label("contest_id"), StageContest.title, StageTeam.name)
        .join(StageTeam, StageTeam.id == StagePresence.team_id)
        .join(StageContest, StageContest.id == StageTeam.contest_id)
        .where(StagePresence.id.in_(ids))
    )
    return {row.id: Evidence(title=row.title, path=f"/console/stage/{row.contest_id}", detail=row.name) for row in rows}


SOURCES: dict[str, Describe] = {HELD: describe_endings, CROWD: describe_endings, MEMBER: describe_members}
