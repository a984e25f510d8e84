"""Housekeeping of prize draws: winners' phone numbers go when the prize is out."""

from __future__ import annotations

from datetime import datetime

from quizapp.db import Store
from quizapp.kit.jobs import Job
from quizapp.prizes.winning import purge_phones


def _purge(store: Store, _settings: object, now: datetime) -> int:
    with store.write() as session:
        return purge_phones(session, now=now)


JOBS = (Job(name="prizes.purge_phones", every_minutes=720, run=_purge, forgets=True),)
