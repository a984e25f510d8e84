"""An act of a host in its transaction: the room under its lock, and how the act is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizapp.kit.i18n import N_
from quizapp.live.errors import NoSuchRoom
from quizapp.live.models import LiveEvent
from quizapp.live.room import COLUMNS, QUESTIONS, ROOMS, RoomRow, to_room
from quizapp.live.rules import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One tap of a host."""

    action: str
    revision: int
    player_id: int | None = None
    name: str = ""
    seconds: int = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """An act in its transaction: the room as it was under its lock."""

    session: Session
    room: RoomRow
    act: Act
    actor: str
    now: datetime

    @property
    def step(self) -> Step:
        """What is going on."""
        return self.room.stage.step_at(self.now)

    @property
    def question_here(self) -> tuple[Any, ...]:
        """The row of the question on stage."""
        return QUESTIONS.c.room_id == self.room.id, QUESTIONS.c.place == self.room.place


def lock_room(session: Session, room_id: int) -> RoomRow:
    """The room, nobody else acts or answers until the transaction ends. Raises `NoSuchRoom`."""
    columns = (ROOMS.c[name] for name in COLUMNS)
    row = session.execute(select(*columns).where(ROOMS.c.id == room_id).with_for_update()).first()
    if row is None:
        raise NoSuchRoom(N_("没有这个直播间"))
    return to_room(row)


def write_act(acting: Acting, changes: Mapping[str, Any], player_id: int | None = None) -> int:
    """The room with ``changes`` one revision later, and the event; its id."""
    room, after = acting.room, acting.room.revision + 1
    acting.session.execute(
        update(ROOMS).where(ROOMS.c.id == room.id).values({**changes, "revision": after, "touched_at": acting.now})
    )
    event = insert(LiveEvent).values(
        room_id=room.id, at=acting.now, actor=acting.actor, action=acting.act.action, place=room.place,
        player_id=player_id, revision_before=room.revision, revision_after=after,
    )  # fmt: skip
    return int(acting.session.execute(event.returning(LiveEvent.id)).scalar_one())
