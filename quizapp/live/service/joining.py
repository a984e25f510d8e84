"""Coming in: who this phone speaks for becomes a player, once; coming back is the same player."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from quizapp.campaigns import get_campaign
from quizapp.db import insert_or_ignore, plain_rows
from quizapp.kit.i18n import N_
from quizapp.live.errors import CannotJoin, NotPlaying, Removed
from quizapp.live.models import LiveRoom
from quizapp.live.room import PLAYERS, RoomRow, find_room
from quizapp.live.rules import Mode, Phase, has_bad_word
from quizapp.people import Person, current_person


class IdentityNeeded(NotPlaying):
    """Nobody has said on this phone who plays; ``campaign_code`` tells where to ask."""

    code = "identity_needed"

    def __init__(self, message: str, *, campaign_code: str) -> None:
        super().__init__(message)
        self.campaign_code = campaign_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """A player, without his result."""

    id: int
    room_id: int
    person_id: int
    unit_id: int
    shown_name: str
    is_hidden: bool
    removed_at: datetime | None
    out_at: int | None


#: Built once, as everything that a hall full of people asks for at one instant.
_ON_PHONE = select(*(PLAYERS.c[name] for name in Player.__slots__)).where(
    PLAYERS.c.room_id == bindparam("in_room"), PLAYERS.c.device_hash == bindparam("on_device")
)
_IS_MINE = (PLAYERS.c.room_id == bindparam("in_room"), PLAYERS.c.person_id == bindparam("of_person"))
_HAS_PLAYED = select(PLAYERS.c.id).where(*_IS_MINE)
_COMES_BACK = update(PLAYERS).where(*_IS_MINE).values(device_hash=bindparam("on_device")).returning(PLAYERS.c.id)
_MAY_COME = select(LiveRoom.bad_words, func.count(PLAYERS.c.id).label("here")).select_from(LiveRoom).outerjoin(
    PLAYERS, PLAYERS.c.room_id == LiveRoom.id
).where(LiveRoom.id == bindparam("in_room")).group_by(LiveRoom.id)  # fmt: skip


def find_player(session: Session, room_id: int, device_hash: str) -> Player | None:
    """Who plays on this phone, removed ones too; None when nobody does. One statement."""
    row = plain_rows(session, _ON_PHONE, {"in_room": room_id, "on_device": device_hash}).first()
    return None if row is None else Player(**row._mapping)


def join(session: Session, *, code: str, device_hash: str, now: datetime) -> Player:
    """The player of this phone's person: a new one, or the one he was before on whatever phone of his.

    Raises `IdentityNeeded`, `Removed`, and `CannotJoin` when the room takes nobody new.
    """
    room = find_room(session, code)
    person = current_person(session, device_hash, room.campaign_id)
    if person is None:
        campaign_code = get_campaign(session, room.campaign_id).code
        raise IdentityNeeded(N_("请先填写姓名和单位"), campaign_code=campaign_code)
    here = find_player(session, room.id, device_hash)
    if here is None or here.person_id != person.id:
        if here is not None:
            _release(session, room.id, device_hash)
        if not (_has_played(session, room.id, person.id) and _come_back(session, room.id, person.id, device_hash)):
            _add(session, room, person, device_hash, now)
        here = find_player(session, room.id, device_hash)
        assert here is not None
    if here.removed_at is not None:
        raise Removed(N_("主持人已请您离开这个直播间；如有误会，请找现场工作人员"))
    return here


def _release(session: Session, room_id: int, device_hash: str) -> None:
    """Another one of the family played on this phone: he comes back by his name or by a code."""
    mine = (PLAYERS.c.room_id == room_id, PLAYERS.c.device_hash == device_hash)
    session.execute(update(PLAYERS).where(*mine).values(device_hash=None))


def _has_played(session: Session, room_id: int, person_id: int) -> bool:
    return plain_rows(session, _HAS_PLAYED, {"in_room": room_id, "of_person": person_id}).first() is not None


def _come_back(session: Session, room_id: int, person_id: int, device_hash: str) -> bool:
    values = {"in_room": room_id, "of_person": person_id, "on_device": device_hash}
    return plain_rows(session, _COMES_BACK, values).first() is not None


def _add(session: Session, room: RoomRow, person: Person, device_hash: str, now: datetime) -> None:
    found = plain_rows(session, _MAY_COME, {"in_room": room.id}).one()
    _check_open(room, person, found.here)
    words = (*house_words(), *(found.bad_words or ()))
    values = {
        "room_id": room.id, "person_id": person.id, "unit_id": person.unit_id, "device_hash": device_hash,
        "shown_name": person.name, "is_hidden": has_bad_word(person.name, words), "joined_at": now, "score": 0,
        "right_count": 0, "time_ms": 0, "streak": 0, "out_at": _out_at(room),
    }  # fmt: skip
    if insert_or_ignore(session, PLAYERS, values, unique=None) is None:
        # a double tap: the first insert stands, on the phone that both came from
        _come_back(session, room.id, person.id, device_hash)


def _out_at(room: RoomRow) -> int | None:
    """Whoever comes after the first question of 一站到底 looks on."""
    is_late = room.place > 1 or (room.place == 1 and room.phase != Phase.ASKING)
    return room.place if room.mode == Mode.ELIMINATION and is_late else None


def _check_open(room: RoomRow, person: Person, here: int) -> None:
    if room.phase == Phase.FINISHED:
        raise CannotJoin(N_("这场直播答题已经结束"))
    if not room.takes_players:
        raise CannotJoin(N_("主持人已停止入场：已经在里面的人不受影响"))
    if room.roster_only and person.roster_entry_id is None:
        raise CannotJoin(N_("这一场只对名单里的人开放：请核对姓名和单位，或找现场工作人员"))
    if here >= room.join_limit:
        raise CannotJoin(N_("直播间人数已满（%(n)d 人），请找主持人"), n=room.join_limit)


@lru_cache(maxsize=1)
def house_words() -> tuple[str, ...]:
    """Words that hide a name in every room."""
    return tuple(tomllib.loads((files("quizapp.live") / "words.toml").read_text("utf-8"))["words"])
