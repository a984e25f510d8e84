"""What a host does, one tap at a time: each act names the revision it saw, and no two hosts act upon the same one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.kit.i18n import N_
from quizapp.live.errors import CannotAct, StaleRevision, StillOpen
from quizapp.live.fold import fold_question, rank_players
from quizapp.live.producer import credit_players
from quizapp.live.room import QUESTIONS, frozen_question
from quizapp.live.rules import LEAD, PLAYER_ACTS, Phase, Step, allowed_acts
from quizapp.live.service.acting import Act, Acting, lock_room, write_act
from quizapp.live.service.moving import NewCode
from quizapp.live.service.players import act_on_player
from quizapp.live.telling import tell_room

#: Checked before every act, under the room's lock; a test takes it away and sees two hosts skip a question.
_checks_revision = True


def act(session: Session, room_id: int, wanted: Act, *, actor: str, now: datetime) -> NewCode | None:
    """Do it, and write it down; a code comes back for ``move_code`` alone.

    Raises `StaleRevision` when somebody was quicker, `StillOpen` for a reveal that comes too early, `CannotAct` for
    what does not fit, and `Invalid` for a name or player that will not do.
    """
    room = lock_room(session, room_id)
    if _checks_revision and room.revision != wanted.revision:
        raise StaleRevision(N_("另一位主持人刚刚操作过：请看清现在的状态再按"))
    acting = Acting(session=session, room=room, act=wanted, actor=actor, now=now)
    if wanted.action in PLAYER_ACTS:
        return act_on_player(acting)
    _check_fits(acting)
    changes = _ACTS[wanted.action](acting)
    write_act(acting, changes)
    return None


def _check_fits(acting: Acting) -> None:
    room, wanted = acting.room, acting.act.action
    if wanted == "reveal" and acting.step in (Step.OPEN, Step.GRACE):
        raise StillOpen(N_("还有按时交的答案在路上：截止一秒后就能公布"))
    is_last = room.place >= room.question_count
    if wanted not in allowed_acts(acting.step, is_last=is_last, is_locked=room.joins_locked_at is not None):
        raise CannotAct(N_("现在不能这样操作：请按当前画面上的按钮"))


def _open(acting: Acting) -> dict[str, Any]:
    if not acting.room.question_count:
        raise CannotAct(N_("还没有选题，不能打开入场：请先在题目页选题"))
    return {"phase": Phase.LOBBY.value, "opened_at": acting.now}


def _next(acting: Acting) -> dict[str, Any]:
    """Announce the next question for a moment that is a little ahead: phones count down to it together."""
    frozen = frozen_question(acting.session, acting.room, acting.room.place + 1)
    opens_at = acting.now + LEAD
    here = (QUESTIONS.c.room_id == acting.room.id, QUESTIONS.c.place == frozen.place)
    acting.session.execute(update(QUESTIONS).where(*here).values(opened_at=opens_at))
    closes_at = opens_at + timedelta(seconds=frozen.seconds)
    return {
        "phase": Phase.ASKING.value, "place": frozen.place, "opens_at": opens_at, "closes_at": closes_at,
        "paused_at": None,
    }  # fmt: skip


def _close(acting: Acting) -> dict[str, Any]:
    return {"closes_at": acting.now}


def _extend(acting: Acting) -> dict[str, Any]:
    assert acting.room.closes_at is not None
    return {"closes_at": acting.room.closes_at + timedelta(seconds=acting.act.seconds)}


def _pause(acting: Acting) -> dict[str, Any]:
    return {"paused_at": acting.now}


def _resume(acting: Acting) -> dict[str, Any]:
    """Both moments move by the length of the pause: nobody's elapsed time holds it."""
    room = acting.room
    assert room.paused_at
    assert room.opens_at
    assert room.closes_at
    stood = acting.now - room.paused_at
    return {"paused_at": None, "opens_at": room.opens_at + stood, "closes_at": room.closes_at + stood}


def _reveal(acting: Acting) -> dict[str, Any]:
    session, room = acting.session, acting.room
    tally = fold_question(session, room, frozen_question(session, room, room.place), acting.now)
    told = {"closed_at": room.closes_at, "revealed_at": acting.now, "tally": tally}
    session.execute(update(QUESTIONS).where(*acting.question_here).values(told))
    credit_players(session, room, now=acting.now)
    return {"phase": Phase.REVEALED.value}


def _skip(acting: Acting) -> dict[str, Any]:
    """Leave the question out: what was answered stays kept and counts nowhere."""
    acting.session.execute(update(QUESTIONS).where(*acting.question_here).values(skipped_at=acting.now))
    rank_players(acting.session, acting.room)
    return {"phase": Phase.BOARD.value, "paused_at": None}


def _board(acting: Acting) -> dict[str, Any]:
    return {"phase": Phase.BOARD.value}


def _finish(acting: Acting) -> dict[str, Any]:
    tell_room(acting.session, acting.room, state="finished", now=acting.now)
    return {"phase": Phase.FINISHED.value, "finished_at": acting.now, "paused_at": None}


def _lock(acting: Acting) -> dict[str, Any]:
    return {"joins_locked_at": acting.now}


def _unlock(acting: Acting) -> dict[str, Any]:
    return {"joins_locked_at": None}


_ACTS: dict[str, Callable[[Acting], dict[str, Any]]] = {
    "open": _open, "next": _next, "close": _close, "extend": _extend, "pause": _pause, "resume": _resume,
    "reveal": _reveal, "skip": _skip, "board": _board, "finish": _finish, "lock": _lock, "unlock": _unlock,
}  # fmt: skip


def close_room(session: Session, room_id: int, *, now: datetime) -> None:
    """Finish a room that was left alone; an open question is left out."""
    room = lock_room(session, room_id)
    if room.phase == Phase.FINISHED:
        return
    wanted = Act(action="finish", revision=room.revision)
    acting = Acting(session=session, room=room, act=wanted, actor="system", now=now)
    if room.phase == Phase.ASKING:
        session.execute(update(QUESTIONS).where(*acting.question_here).values(skipped_at=now))
    write_act(acting, _finish(acting))
