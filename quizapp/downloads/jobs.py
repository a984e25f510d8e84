"""Housekeeping of downloads: what was made a day ago goes away."""

from __future__ import annotations

from datetime import datetime

from quizapp.db import Store
from quizapp.downloads.service import drop_expired
from quizapp.kit.jobs import Job


def _drop(store: Store, _settings: object, now: datetime) -> int:
    with store.write() as session:
        return drop_expired(session, now=now)


JOBS = (Job(name="downloads.drop_expired", every_minutes=30, run=_drop, forgets=True),)
