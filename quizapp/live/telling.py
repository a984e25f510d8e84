"""What other programs hear of live quizzes: see `quizapp.webhooks`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.live.room import PLAYERS, RoomRow
from quizapp.units import Unit, get_unit
from quizapp.webhooks import Event, EventLive, tell


def tell_room(session: Session, room: RoomRow, *, state: str, now: datetime) -> None:
    """That the room is finished or void. Four statements; a rehearsal is told to nobody."""
    if room.is_practice:
        return
    unit = get_unit(session, room.unit_id)
    counted = 0 if state == "voided" else _counted(session, room.id)
    tell(session, room.campaign_id, [(unit.path, _event(room, unit, state, counted, now))], now=now)


def _counted(session: Session, room_id: int) -> int:
    mine = (PLAYERS.c.room_id == room_id, PLAYERS.c.credited_at.is_not(None), PLAYERS.c.removed_at.is_(None))
    return session.scalar(select(func.count()).where(*mine)) or 0


def _event(room: RoomRow, unit: Unit, state: str, counted: int, now: datetime) -> Event:
    about = EventLive(
        id=room.id, code=room.code, title=room.title, unit_code=unit.code, unit=unit.name, state=state,
        attendances=counted,
    )  # fmt: skip
    return Event(
        id=f"live-{room.id}-{state}", type=f"live.{state}", sequence=room.id, occurred_at=now, recorded_at=now,
        live=about,
    )  # fmt: skip
