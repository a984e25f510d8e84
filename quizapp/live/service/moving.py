"""Going on on another phone (换手机): a short code, ten minutes and one use, moves the player with his score."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from quizapp.db import upsert
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_short_code, tidy_short_code
from quizapp.live.errors import NotPlaying
from quizapp.live.models import LiveMoveCode
from quizapp.live.room import PLAYERS, find_room
from quizapp.live.service.joining import Player, find_player
from quizapp.people import get_person, remember_device

CODE_LENGTH = 8
CODE_LIVES = timedelta(minutes=10)
_CODES = cast(Table, LiveMoveCode.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode:
    """A code to be read once; the database keeps its hash alone."""

    code: str
    expires_at: datetime


def make_move_code(session: Session, *, code: str, device_hash: str, now: datetime) -> NewCode:
    """A new code for the player on this phone; an earlier one is void. Raises `NotPlaying`."""
    player = find_player(session, find_room(session, code).id, device_hash)
    if player is None or player.removed_at is not None:
        raise NotPlaying(N_("您还没有加入这个直播间：请先填姓名和单位加入"))
    return new_code_for(session, player.id, now=now)


def new_code_for(session: Session, player_id: int, *, now: datetime) -> NewCode:
    """A new code for a player, by a host who may decide it: his phone has died."""
    made = NewCode(code=new_short_code(CODE_LENGTH), expires_at=now + CODE_LIVES)
    row = {
        "player_id": player_id, "code_hash": _hash(made.code), "made_at": now, "expires_at": made.expires_at,
        "used_at": None,
    }  # fmt: skip
    upsert(session, _CODES, row, unique=("player_id",), change=("code_hash", "made_at", "expires_at", "used_at"))
    return made


def use_move_code(session: Session, *, code: str, typed: str, device_hash: str, now: datetime) -> Player:
    """The player of the code, on this phone alone from now on; of two phones at one instant exactly one gets him.

    Raises `NotFound` for a code that is wrong, used or too old; which of these, nobody is told.
    """
    room = find_room(session, code)
    here = select(PLAYERS.c.id).where(PLAYERS.c.room_id == room.id, PLAYERS.c.removed_at.is_(None))
    spent = session.execute(
        update(_CODES)
        .where(_CODES.c.code_hash == _hash(tidy_short_code(typed)), _CODES.c.expires_at > now)
        .where(_CODES.c.used_at.is_(None), _CODES.c.player_id.in_(here))
        .values(used_at=now)
        .returning(_CODES.c.player_id)
    ).first()
    if spent is None:
        raise NotFound(N_("这个码不对、已经用过或过了 10 分钟：请在原来的手机上重新取一个，或找主持人"))
    on_this_phone = (PLAYERS.c.room_id == room.id, PLAYERS.c.device_hash == device_hash)
    session.execute(update(PLAYERS).where(*on_this_phone).values(device_hash=None))
    moved = update(PLAYERS).where(PLAYERS.c.id == spent.player_id).values(device_hash=device_hash)
    person_id = session.execute(moved.returning(PLAYERS.c.person_id)).scalar_one()
    remember_device(session, get_person(session, person_id), device_hash, now=now)
    player = find_player(session, room.id, device_hash)
    assert player is not None
    return player


def _hash(code: str) -> str:
    return hashlib.sha256(f"live-move:{code}".encode()).hexdigest()
