"""Housekeeping of integrity: papers are judged as they come in; what people wrote in appeals goes when it is settled."""

from __future__ import annotations

from datetime import datetime

from quizapp.db import Store
from quizapp.integrity.appeals import purge_appeals
from quizapp.integrity.marking import mark_new
from quizapp.kit.jobs import Job


def _mark(store: Store, _settings: object, now: datetime) -> int:
    return mark_new(store, now=now)


def _purge(store: Store, _settings: object, now: datetime) -> int:
    with store.write() as session:
        return purge_appeals(session, now=now)


JOBS = (
    Job(name="integrity.mark", every_minutes=5, run=_mark),
    Job(name="integrity.purge_appeals", every_minutes=720, run=_purge, forgets=True),
)
