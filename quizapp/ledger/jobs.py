"""Housekeeping of the ledger: totals follow the entries, seals follow the hours."""

from __future__ import annotations

from datetime import datetime

from quizapp.db import Store
from quizapp.kit.jobs import Job
from quizapp.ledger.seals import seal
from quizapp.ledger.totals import roll_up
from quizapp.settings import Settings


def _roll_up(store: Store, _settings: Settings, _now: datetime) -> int:
    return roll_up(store)


def _seal(store: Store, settings: Settings, now: datetime) -> int:
    return seal(store, key=settings.key_for("ledger"), now=now)


JOBS = (
    Job(name="ledger.roll_up", every_minutes=1, run=_roll_up),
    Job(name="ledger.seal", every_minutes=60, run=_seal),
)
