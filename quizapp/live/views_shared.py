"""What the pages and the API of live rooms have in common."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.live.bare import LiveLayer
from quizapp.live.room import RoomRow, host_room
from quizapp.live.service.acting import Act
from quizapp.live.service.hosting import act
from quizapp.live.service.moving import NewCode
from quizapp.people import hash_device
from quizapp.units import get_unit
from quizapp.web import actor, device_key, note

EDIT = Permission.EDIT_CONTESTS
#: What an organizer may be asked about later.
_NOTED = ("open", "finish", "remove", "allow")


def device_hash() -> str:
    """What is stored of this phone's key."""
    return hash_device(device_key())


def forget(code: str) -> None:
    """This process tells the new state of the room at once; others when they hear of it, or look again."""
    cast(LiveLayer, current_app.extensions["quizapp.live.bare"]).hub().announce(code)


def own_room(session: Session, room_id: int, permission: Permission = EDIT) -> RoomRow:
    """The room, for staff who may do ``permission`` at the unit that holds it. Raises `NotFound` and `NotAllowed`."""
    room = host_room(session, room_id)
    actor().require(permission, get_unit(session, room.unit_id).path)
    return room


def do_act(
    session: Session, *, room: RoomRow, wanted: Act, who: str, moment: datetime, is_staff: bool
) -> NewCode | None:  # fmt: skip
    """One tap of a host; of staff, what may be asked about later goes into the audit log too."""
    made = act(session, room.id, wanted, actor=who, now=moment)
    if is_staff and wanted.action in _NOTED:
        detail = {"code": room.code, "player": wanted.player_id}
        note(session, f"live.{wanted.action}", "live_room", room.id, unit_id=room.unit_id, detail=detail)
    return made
