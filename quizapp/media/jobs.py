"""Housekeeping of pictures and sounds: what no question shows any more goes away."""

from __future__ import annotations

from datetime import datetime

from quizapp.db import Store
from quizapp.kit.jobs import Job
from quizapp.media.service import drop_orphans
from quizapp.media.uses import names_in_use


def _drop(store: Store, _settings: object, now: datetime) -> int:
    with store.write() as session:
        return drop_orphans(session, names_in_use(session), now=now)


JOBS = (Job(name="media.drop_orphans", every_minutes=24 * 60, run=_drop),)
