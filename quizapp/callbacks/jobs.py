"""Housekeeping of call-backs: who was drawn goes with the other data about people."""

from __future__ import annotations

from datetime import datetime

from quizapp.callbacks.results import forget_people
from quizapp.db import Store
from quizapp.kit.jobs import Job


def _forget(store: Store, _settings: object, now: datetime) -> int:
    with store.write() as session:
        return forget_people(session, now=now)


JOBS = (Job(name="callbacks.forget_people", every_minutes=720, run=_forget, forgets=True),)
