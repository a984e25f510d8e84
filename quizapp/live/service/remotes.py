"""A host's remote handed over by a link: whoever has it hosts this room and nothing else, until it is taken back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.live.errors import NoSuchRoom
from quizapp.live.models import LiveRemote
from quizapp.live.room import RoomRow, host_room

_REMOTES = cast(Table, LiveRemote.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A remote that works."""

    room: RoomRow
    #: How it is named in the log of acts.
    actor: str


def issue_remote(session: Session, room_id: int, *, actor: str, now: datetime) -> str:
    """Token of a new remote, told once; the one that was handed out before works no more."""
    revoke_remotes(session, room_id, now=now)
    token = new_token()
    values = {"room_id": room_id, "token_hash": _hash(token), "made_at": now, "made_by": actor}
    session.execute(insert(_REMOTES).values(values))
    return token


def revoke_remotes(session: Session, room_id: int, *, now: datetime) -> None:
    """No remote of the room works any more."""
    mine = (_REMOTES.c.room_id == room_id, _REMOTES.c.revoked_at.is_(None))
    session.execute(update(_REMOTES).where(*mine).values(revoked_at=now))


def has_remote(session: Session, room_id: int) -> bool:
    """Whether one is out."""
    mine = (_REMOTES.c.room_id == room_id, _REMOTES.c.revoked_at.is_(None))
    return session.execute(select(_REMOTES.c.id).where(*mine)).first() is not None


def remote_of(session: Session, token: str) -> Remote:
    """The room and name of a remote. Raises `NoSuchRoom` once it was taken back. Two statements."""
    row = session.execute(
        select(_REMOTES.c.id, _REMOTES.c.room_id).where(
            _REMOTES.c.token_hash == _hash(token), _REMOTES.c.revoked_at.is_(None)
        )
    ).first()
    if row is None:
        raise NoSuchRoom(N_("这个遥控已经交还或换了别人：请向主办的同事要新的链接"))
    return Remote(room=host_room(session, row.room_id), actor=f"remote:{row.id}")


def _hash(token: str) -> str:
    return hashlib.sha256(f"live-remote:{token}".encode()).hexdigest()
