"""Housekeeping of stage contests: members' names go with the other data about people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from quizapp.campaigns import list_forgotten
from quizapp.db import Store
from quizapp.kit.jobs import Job
from quizapp.stage.models import StageContest, StageMember
from quizapp.stage.person_data import forget


def forget_names(store: Store, _settings: object, now: datetime) -> int:
    """How many names of campaigns whose time is over were taken out."""
    with store.write() as session:
        over = list_forgotten(session, now=now)
        contests = list(session.scalars(select(StageContest.id).where(StageContest.campaign_id.in_(over))))
        return forget(session, StageMember.contest_id.in_(contests), contests) if contests else 0


JOBS = (Job(name="stage.forget_names", every_minutes=720, run=forget_names, forgets=True),)
