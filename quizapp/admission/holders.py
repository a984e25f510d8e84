"""What the door has to know of a contest, asked only while there is a line: its window, and who holds a paper of it."""

from __future__ import annotations

import time
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quizapp.contests import Attempt, Contest, ContestRow, find_contest
from quizapp.contests import NoSuchContest as _NoSuchContest
from quizapp.db import Store, first_row
from quizapp.kit.recent import Recent
from quizapp.people import PersonDevice

#: How long a contest's title and window are believed.
_BELIEVED_S = 3.0
_HOLDS = (
    select(Attempt.id)
    .join(Contest, Contest.id == Attempt.contest_id)
    .join(PersonDevice, PersonDevice.person_id == Attempt.person_id)
    .where(
        Contest.code == bindparam("code"),
        PersonDevice.device_hash == bindparam("device_hash"),
        PersonDevice.campaign_id == Contest.campaign_id,
    )
    .limit(1)
)


def holds_paper(session: Session, *, code: str, device_hash: str) -> bool:
    """Whether somebody who uses this phone has begun a paper of the contest. One statement."""
    return first_row(session, _HOLDS, {"code": code, "device_hash": device_hash}) is not None


class Contests:
    """Published contests by code, as they were some seconds ago. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: Recent[str, tuple[float, ContestRow | None]] = Recent(256)

    def find(self, code: str) -> ContestRow | None:
        """The contest; None when there is none."""
        known = self._kept.get(code)
        if known is not None and time.monotonic() - known[0] < _BELIEVED_S:
            return known[1]
        with self._store.read() as session:
            try:
                found = find_contest(session, code)
            except _NoSuchContest:
                found = None
        self._kept.put(code, (time.monotonic(), found))
        return found


def asks_for_line(contest: ContestRow | None, now: datetime) -> bool:
    """Whether people come to enter it: after its end they only read, and nobody waits for a page that is not there."""
    return contest is not None and contest.closed_at is None and now < contest.closes_at
