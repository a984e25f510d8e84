"""Housekeeping of uploads: what nobody imported within a day goes away, also when nobody uploads anything else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from quizapp.db import Store
from quizapp.kit.jobs import Job
from quizapp.uploads.models import Upload
from quizapp.uploads.service import KEPT


def _drop(store: Store, _settings: object, now: datetime) -> int:
    with store.write() as session:
        gone = session.scalars(
            delete(Upload)
            .where(Upload.created_at < now - KEPT)
            .returning(Upload.id)
            .execution_options(synchronize_session=False)
        ).all()
    return len(gone)


JOBS = (Job(name="uploads.drop_old", every_minutes=60, run=_drop, forgets=True),)
