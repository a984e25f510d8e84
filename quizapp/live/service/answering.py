"""Taking an answer: judged by the server's clock, graded at once, stored once. The first answer stands.

Two statements; on SQLite answers that arrive together share a commit (`Store.retrying`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from quizapp.db import first_row, insert_or_ignore
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.live.errors import BadAnswer, DroppedOut, NoSuchRoom, NotOpenYet, NotPlaying, Paused, Removed, TooLate
from quizapp.live.room import ANSWERS, COLUMNS, PLAYERS, ROOMS, Frozen, RoomRow, frozen_question, to_room
from quizapp.live.rules import Phase, Verdict, earn_points
from quizapp.questions import Atom, find_type


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """An answer as it came in."""

    code: str
    device_hash: str
    place: int
    atoms: Sequence[Atom]
    nonce: str
    #: By the server's clock, before anything else was done with it.
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The answer that stands; ``is_mine`` when it is this sending, or the one that this sending repeats."""

    place: int
    atoms: tuple[Atom, ...]
    nonce: str
    received_at: datetime
    is_mine: bool


#: The host's acts take the row FOR UPDATE: none of them comes between the judgement and the insert.
_WHO = (
    select(
        *(ROOMS.c[name] for name in COLUMNS), PLAYERS.c.id.label("player_id"), PLAYERS.c.removed_at,
        PLAYERS.c.out_at,
    )
    .select_from(ROOMS.outerjoin(
        PLAYERS, and_(PLAYERS.c.room_id == ROOMS.c.id, PLAYERS.c.device_hash == bindparam("device_hash"))
    ))
    .where(ROOMS.c.code == bindparam("room_code"))
    .with_for_update(read=True, key_share=True, of=ROOMS)
)  # fmt: skip


def answer(session: Session, sending: Sending) -> Kept:
    """The answer that stands after this one came in.

    A repeated nonce meets its own answer; another answer meets the first one (``is_mine`` False). Raises `NoSuchRoom`,
    `NotPlaying`, `Removed`, `DroppedOut`, `NotOpenYet`, `Paused`, `TooLate` and `BadAnswer`.
    """
    values = {"device_hash": sending.device_hash, "room_code": sending.code}
    row = first_row(session, _WHO, values)
    if row is None or row.phase == Phase.DRAFT:
        raise NoSuchRoom(N_("没有这个直播间：请核对屏幕上的 6 位码"))
    _check_player(row)
    room = to_room(row)
    verdict = room.stage.judge(sending.place, sending.received_at)
    if verdict is not Verdict.TAKE:
        return _stored_before(session, room, row.player_id, sending) or _refuse(verdict)
    if row.out_at is not None:
        raise DroppedOut(N_("您已止步，请看别人继续：最后可以看到全部题目和解析"))
    frozen = frozen_question(session, room, sending.place)
    kept = _values(room, frozen, row.player_id, sending)
    if insert_or_ignore(session, ANSWERS, kept, unique=("room_id", "place", "player_id")) is None:
        standing = _stored(session, room, row.player_id, sending)
        assert standing is not None
        return standing
    return Kept(
        place=sending.place, atoms=tuple(sending.atoms), nonce=sending.nonce, received_at=sending.received_at,
        is_mine=True,
    )  # fmt: skip


def _check_player(row: Any) -> None:
    if row.player_id is None:
        raise NotPlaying(N_("您还没有加入这个直播间：请先填姓名和单位加入"))
    if row.removed_at is not None:
        raise Removed(N_("主持人已请您离开这个直播间；如有误会，请找现场工作人员"))


def _refuse(verdict: Verdict) -> Kept:
    if verdict is Verdict.TOO_EARLY:
        raise NotOpenYet(N_("这道题还没有开始作答"))
    if verdict is Verdict.PAUSED:
        raise Paused(N_("主持人暂停了计时，请等继续后再提交"))
    raise TooLate(N_("这道题已经截止，没能收下"))


def _values(room: RoomRow, frozen: Frozen, player_id: int, sending: Sending) -> dict[str, Any]:
    kind, question = find_type(frozen.question.type), frozen.question
    try:
        shown = kind.parse_answer(question, list(sending.atoms))
    except Invalid:
        shown = None
    if shown is None:
        raise BadAnswer(N_("没有收到可以提交的答案，请重新选一次"), field="answer")
    grade = kind.grade(question, kind.to_original(question, shown, frozen.order), "all_or_nothing")
    elapsed = room.stage.elapsed_ms(sending.received_at, frozen.seconds)
    return {
        "room_id": room.id, "place": sending.place, "player_id": player_id, "answer": list(sending.atoms),
        "nonce": sending.nonce, "received_at": sending.received_at, "elapsed_ms": elapsed,
        "is_right": grade.is_correct, "share": grade.share_0_1, "bonus": 0,
        "points": earn_points(
            room.preset, share=grade.share_0_1, points=frozen.points, elapsed_ms=elapsed, seconds=frozen.seconds
        ),
    }  # fmt: skip


def _stored(session: Session, room: RoomRow, player_id: int, sending: Sending) -> Kept | None:
    mine = (ANSWERS.c.room_id == room.id, ANSWERS.c.place == sending.place, ANSWERS.c.player_id == player_id)
    row = session.execute(select(ANSWERS).where(*mine)).first()
    if row is None:
        return None
    return Kept(
        place=row.place, atoms=tuple(row.answer), nonce=row.nonce, received_at=row.received_at,
        is_mine=row.nonce == sending.nonce,
    )  # fmt: skip


def _stored_before(session: Session, room: RoomRow, player_id: int, sending: Sending) -> Kept | None:
    """The receipt of a sending whose answer was lost on a broken line, however late it asks again."""
    found = _stored(session, room, player_id, sending) if sending.place <= room.place else None
    return found if found is not None and found.is_mine else None
