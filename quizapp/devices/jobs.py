"""Housekeeping of devices: names that helpers wrote down go when their campaign's retention is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.activities import ActivitySession
from quizapp.campaigns import list_forgotten
from quizapp.db import Store
from quizapp.devices.models import DoorUpload
from quizapp.kit.jobs import Job


def purge_written_names(session: Session, *, now: datetime) -> int:
    """Empty them for campaigns whose retention has ended: the same days as for phones. How many."""
    over = list_forgotten(session, now=now)
    sessions = select(ActivitySession.id).where(ActivitySession.campaign_id.in_(over))
    gone = session.scalars(
        update(DoorUpload)
        .where(DoorUpload.said_name != "", DoorUpload.session_id.in_(sessions))
        .values(said_name="")
        .returning(DoorUpload.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(gone)


def _purge(store: Store, _settings: object, now: datetime) -> int:
    with store.write() as session:
        return purge_written_names(session, now=now)


JOBS = (Job(name="devices.purge_written_names", every_minutes=720, run=_purge, forgets=True),)
