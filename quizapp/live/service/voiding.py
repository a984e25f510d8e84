"""A room that turns out not to count: a person says so, with a reason, once it is over. The ledger only ever grows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.live.producer import is_void, void_entries
from quizapp.live.rules import Phase
from quizapp.live.service.acting import Act, Acting, lock_room, write_act
from quizapp.live.telling import tell_room


def void_room(session: Session, room_id: int, *, reason: str, actor: str, now: datetime) -> None:
    """Take its session and attendances back; answers and board stay to be read.

    Raises `Invalid` without a reason, `Conflict` for a room that is not over, or void already.
    """
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明作废的原因"), field="reason")
    room = lock_room(session, room_id)
    if room.phase != Phase.FINISHED or room.is_practice or is_void(session, room_id):
        raise Conflict(N_("现在不能这样操作：请按当前画面上的按钮"))
    void_entries(session, room_id, reason=why, actor=actor, now=now)
    wanted = Act(action="void", revision=room.revision)
    write_act(Acting(session=session, room=room, act=wanted, actor=actor, now=now), {})
    tell_room(session, room, state="voided", now=now)
