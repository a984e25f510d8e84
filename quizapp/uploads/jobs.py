"""Housekeeping of uploads: what nobody imported within a day goes away."""

from __future__ import annotations

from datetime import datetime

from quizapp.db import Store, delete_rows
from quizapp.kit.jobs import Job
from quizapp.uploads.models import Upload
from quizapp.uploads.service import KEPT


def _drop(store: Store, _settings: object, now: datetime) -> int:
    with store.write() as session:
        return delete_rows(session, Upload, Upload.created_at < now - KEPT)


JOBS = (Job(name="uploads.drop_old", every_minutes=60, run=_drop, forgets=True),)
