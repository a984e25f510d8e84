"""Housekeeping of practice: what phones and people practised goes when their campaign's retention is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.campaigns import list_forgotten
from quizapp.db import Store
from quizapp.kit.jobs import Job
from quizapp.practice.models import PracticeLearner
from quizapp.practice.service import forget_learners

#: Each in a transaction of its own, so that nobody waits for a long one.
_AT_A_TIME = 500


def list_overdue(session: Session, *, now: datetime) -> list[int]:
    """Some learners of campaigns whose retention has ended: the same days as for phones."""
    mine = select(PracticeLearner.id).where(PracticeLearner.campaign_id.in_(list_forgotten(session, now=now)))
    return list(session.scalars(mine.limit(_AT_A_TIME)))


def _purge(store: Store, _settings: object, now: datetime) -> int:
    with store.write() as session:
        return forget_learners(session, list_overdue(session, now=now))


JOBS = (Job(name="practice.purge_learners", every_minutes=720, run=_purge, forgets=True),)
