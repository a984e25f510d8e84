"""Housekeeping of boards: what stood at a freeze hour is recounted and kept."""

from __future__ import annotations

from datetime import datetime

from quizapp.db import Store
from quizapp.kit.jobs import Job
from quizapp.leaderboards.freeze import freeze_due


def _freeze(store: Store, _settings: object, now: datetime) -> int:
    return freeze_due(store, now)


JOBS = (Job(name="leaderboards.freeze", every_minutes=1, run=_freeze),)
