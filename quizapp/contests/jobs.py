"""Housekeeping of contests: papers whose time is over are handed in with what was saved; sums follow results."""

from __future__ import annotations

from datetime import datetime

from quizapp.contests.counted import roll_up_results
from quizapp.contests.service.expire import ROUND, expire_overdue
from quizapp.db import Store
from quizapp.kit.jobs import Job

#: Rounds of one run; what is left waits for the next minute.
_MOST_ROUNDS = 100


def _expire(store: Store, _settings: object, now: datetime) -> int:
    """Round by round, each a transaction of its own: phones get their turn in between."""
    done = 0
    for _ in range(_MOST_ROUNDS):
        with store.write() as session:
            found = expire_overdue(session, now)
        done += found
        if found < ROUND:
            break
    return done


def _roll_up(store: Store, _settings: object, _now: datetime) -> int:
    return roll_up_results(store)


JOBS = (
    Job(name="contests.expire_overdue", every_minutes=1, run=_expire),
    Job(name="contests.roll_up_results", every_minutes=1, run=_roll_up),
)
