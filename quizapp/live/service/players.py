"""What a host does about a player: out and back in, a name off the screen or mended, a code for another phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, select, update

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, fold_key
from quizapp.live.errors import CannotAct
from quizapp.live.fold import rank_players
from quizapp.live.producer import credit_again, take_back
from quizapp.live.room import PLAYERS
from quizapp.live.rules import Phase
from quizapp.live.service.acting import Acting, write_act
from quizapp.live.service.moving import NewCode, new_code_for


def act_on_player(acting: Acting) -> NewCode | None:
    """Do it, and write it down; a code comes back for ``move_code`` alone. Raises `CannotAct` and `Invalid`."""
    if acting.room.phase == Phase.DRAFT:
        raise CannotAct(N_("现在不能这样操作：请按当前画面上的按钮"))
    player = _player(acting)
    wanted = acting.act.action
    if wanted == "move_code":
        write_act(acting, {}, player.id)
        return new_code_for(acting.session, player.id, now=acting.now)
    changes = _PLAYER_CHANGES[wanted](acting)
    if wanted in ("remove", "allow") and (player.removed_at is None) == (wanted == "allow"):
        raise CannotAct(N_("他已经是这个状态了"))
    acting.session.execute(update(PLAYERS).where(PLAYERS.c.id == player.id).values(changes))
    event_id = write_act(acting, {}, player.id)
    if wanted in ("remove", "allow"):
        rank_players(acting.session, acting.room)
        _count(acting, player, event_id)
    return None


def _player(acting: Acting) -> Row[Any]:
    here = (PLAYERS.c.room_id == acting.room.id, PLAYERS.c.id == acting.act.player_id)
    found = acting.session.execute(select(PLAYERS).where(*here)).first()
    if found is None:
        raise Invalid(N_("这个人不在直播间里"), field="player")
    return found


def _count(acting: Acting, player: Row[Any], event_id: int) -> None:
    if acting.room.is_practice or player.credited_at is None:
        return
    if acting.act.action == "remove":
        reason = "removed from the live room"
        take_back(acting.session, player.id, reason=reason, actor=acting.actor, now=acting.now)
    else:
        credit_again(acting.session, acting.room, player, event_id, actor=acting.actor, now=acting.now)


def _rename(acting: Acting) -> dict[str, Any]:
    name = clean_line(acting.act.name, limit=40)
    if not fold_key(name):
        raise Invalid(N_("请填写屏幕上显示的名字"), field="name")
    return {"shown_name": name, "is_hidden": False}


_PLAYER_CHANGES: dict[str, Callable[[Acting], dict[str, Any]]] = {
    "remove": lambda acting: {"removed_at": acting.now},
    "allow": lambda acting: {"removed_at": None},
    "hide": lambda acting: {"is_hidden": True},
    "show": lambda acting: {"is_hidden": False},
    "rename": _rename,
}
