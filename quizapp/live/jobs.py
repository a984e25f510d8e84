"""Housekeeping of live rooms: one that everybody has left is finished, so that no join card stands for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from quizapp.db import Store
from quizapp.kit.jobs import Job
from quizapp.live.models import LiveRoom
from quizapp.live.rules import OPEN_PHASES
from quizapp.live.service.hosting import close_room

#: Since a host's last act.
LEFT_ALONE = timedelta(hours=24)


def close_forgotten(store: Store, _settings: object, now: datetime) -> int:
    """Finish rooms that no host has touched for a day; how many."""
    with store.read() as session:
        room_ids = session.scalars(
            select(LiveRoom.id).where(LiveRoom.phase.in_(OPEN_PHASES), LiveRoom.touched_at < now - LEFT_ALONE)
        ).all()  # fmt: skip
    for room_id in room_ids:
        with store.write() as session:
            close_room(session, room_id, now=now)
    return len(room_ids)


JOBS = (Job(name="live.close_forgotten", every_minutes=60, run=close_forgotten),)
