"""Making a room: its rules and its questions, both free while it is a draft and frozen when the lobby opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from quizapp.banks import BankQuestion, QuestionBank, in_use
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_short_code, new_token
from quizapp.kit.text import clean_line
from quizapp.live.errors import RoomFixed
from quizapp.live.models import LiveQuestion, LiveRoom
from quizapp.live.room import QUESTIONS, ROOMS
from quizapp.live.rules import LIVE_TYPES, Mode, Phase, Preset
from quizapp.live.service.acting import lock_room
from quizapp.questions import decode_question, draw_paper

#: Questions of one room; an hour's game has twenty.
MOST_QUESTIONS = 100
MOST_PLAYERS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The rules of a room, as an organizer types them."""

    title: str
    preset: str = Preset.RIGHT_FIRST.value
    has_streak: bool = False
    mode: str = Mode.STANDARD.value
    roster_only: bool = False
    has_teams: bool = False
    is_practice: bool = False
    is_in_hall: bool = True
    board_size: int = 10
    allows_replay: bool = True
    join_limit: int = 3_000
    bad_words: tuple[str, ...] = ()


def make_room(
    session: Session, draft: Draft, *, campaign_id: int, unit_id: int, actor: str, now: datetime
) -> LiveRoom:  # fmt: skip
    """The new draft with its code, without questions. Raises `Invalid`."""
    room = LiveRoom(
        campaign_id=campaign_id, unit_id=unit_id, code=_new_code(session), screen_token=new_token(), created_at=now,
        created_by=actor, touched_at=now, **_values(draft),
    )  # fmt: skip
    session.add(room)
    session.flush()
    return room


def _new_code(session: Session) -> str:
    while True:
        code = new_short_code(6)
        if session.scalar(select(LiveRoom.id).where(LiveRoom.code == code)) is None:
            return code


def _values(draft: Draft) -> dict[str, Any]:
    title = clean_line(draft.title, limit=100)
    if not title:
        raise Invalid(N_("请填写标题，屏幕和手机上都会显示"), field="title")
    if draft.preset not in {each.value for each in Preset} or draft.mode not in {each.value for each in Mode}:
        raise Invalid(N_("请从列表中选择计分和玩法"), field="preset")
    if draft.has_streak and draft.preset == Preset.RIGHT_FIRST:
        raise Invalid(N_("连对加分只用于按速度计分：按答对题数排名时请关掉"), field="has_streak")
    if not 1 <= draft.board_size <= 50:
        raise Invalid(N_("排行榜显示 1 到 50 人"), field="board_size")
    if not 1 <= draft.join_limit <= MOST_PLAYERS:
        raise Invalid(N_("人数上限在 1 到 %(most)d 之间"), field="join_limit", most=MOST_PLAYERS)
    found = {each.name: getattr(draft, each.name) for each in fields(draft)}
    return {**found, "title": title, "bad_words": list(draft.bad_words)}


def change_room(session: Session, room_id: int, draft: Draft, *, now: datetime) -> None:
    """Other rules for a draft. Raises `RoomFixed` and `Invalid`."""
    draft_only(session, room_id)
    session.execute(update(ROOMS).where(ROOMS.c.id == room_id).values({**_values(draft), "touched_at": now}))


def read_draft(room: LiveRoom) -> Draft:
    """The rules of a room as they stand."""
    found = {each.name: getattr(room, each.name) for each in fields(Draft)}
    return Draft(**{**found, "bad_words": tuple(room.bad_words)})


def copy_room(
    session: Session, room: LiveRoom, *, title: str, is_practice: bool, actor: str, now: datetime
) -> LiveRoom:
    """A new draft with the same rules and questions: after a rehearsal, or for next year."""
    made = LiveRoom(
        campaign_id=room.campaign_id, unit_id=room.unit_id, code=_new_code(session), screen_token=new_token(),
        created_at=now, created_by=actor, touched_at=now, question_count=room.question_count,
        **{**_values(read_draft(room)), "title": clean_line(title, limit=100), "is_practice": is_practice},
    )  # fmt: skip
    session.add(made)
    session.flush()
    kept = ("place", "content", "source", "option_order", "seconds", "points")
    rows = session.execute(select(*(QUESTIONS.c[name] for name in kept)).where(QUESTIONS.c.room_id == room.id)).all()
    if rows:
        session.execute(insert(QUESTIONS), [{**row._mapping, "room_id": made.id} for row in rows])
    return made


def draft_only(session: Session, room_id: int) -> None:
    """Take the room's lock, so that nobody opens it meanwhile. Raises `RoomFixed` unless it is a draft."""
    if lock_room(session, room_id).phase != Phase.DRAFT:
        raise RoomFixed(N_("入场已经打开，题目和规则不能再改：可以复制成新的一场再改"))


def draw_questions(
    session: Session, room_id: int, *, bank_ids: Sequence[int], count: int, seconds: int, points: int, rng: Random,
    now: datetime,
) -> None:  # fmt: skip
    """Replace the questions by ``count`` drawn from the banks. Raises `RoomFixed`, and `Invalid` when there are too few."""
    draft_only(session, room_id)
    rows = candidates(session, bank_ids, now)
    if not 1 <= count <= MOST_QUESTIONS:
        raise Invalid(N_("每场 1 到 %(most)d 道题"), field="count", most=MOST_QUESTIONS)
    if len(rows) < count:
        message = N_("选中的题库里能在手机上抢答的题只有 %(size)d 道（单选、多选、判断、排序）：请减少题数或再选题库")
        raise Invalid(message, field="count", size=len(rows))
    session.execute(delete(QUESTIONS).where(QUESTIONS.c.room_id == room_id))
    session.execute(update(ROOMS).where(ROOMS.c.id == room_id).values(question_count=0))
    append_questions(session, room_id, rng.sample(rows, count), seconds=seconds, points=points, rng=rng)


def candidates(session: Session, bank_ids: Sequence[int], now: datetime, *, every_type: bool = False) -> list[Any]:
    """Questions in use of the banks, right today; a question that stands in two banks once."""
    day = now.date()
    query = select(
        BankQuestion.id, BankQuestion.type, BankQuestion.stem, BankQuestion.content, BankQuestion.content_hash,
        BankQuestion.source, BankQuestion.bank_id, QuestionBank.title.label("bank_title"),
    )  # fmt: skip
    query = query.join(QuestionBank, QuestionBank.id == BankQuestion.bank_id).where(
        BankQuestion.bank_id.in_(bank_ids), in_use(),
        or_(BankQuestion.valid_from.is_(None), BankQuestion.valid_from <= day),
        or_(BankQuestion.valid_to.is_(None), BankQuestion.valid_to >= day),
    )  # fmt: skip
    if not every_type:
        query = query.where(BankQuestion.type.in_(LIVE_TYPES))
    rows = session.execute(query.order_by(BankQuestion.bank_id, BankQuestion.key, BankQuestion.id))
    return list({row.content_hash: row for row in rows}.values())


def append_questions(
    session: Session, room_id: int, rows: Sequence[Any], *, seconds: int, points: int, rng: Random
) -> None:  # fmt: skip
    """Add rows of `candidates` at the end. Raises `Invalid` for too many of them and for an odd pace."""
    if not rows:
        return
    check_pace(seconds, points)
    last = session.scalar(select(func.max(LiveQuestion.place)).where(LiveQuestion.room_id == room_id)) or 0
    if last + len(rows) > MOST_QUESTIONS:
        raise Invalid(N_("每场 1 到 %(most)d 道题"), field="questions", most=MOST_QUESTIONS)
    seed = rng.randbytes(16).hex()
    values = [
        {
            "room_id": room_id, "place": last + number, "content": row.content, "source": row.source, "seconds": seconds,
            "points": points, "option_order": _order(row, seed),
        }
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    session.execute(insert(QUESTIONS), values)
    session.execute(update(ROOMS).where(ROOMS.c.id == room_id).values(question_count=last + len(rows)))


def _order(row: Any, seed: str) -> list[int]:
    question = decode_question(row.content)
    return list(draw_paper((question,), 1, seed=seed, person_key=f"live:{row.id}")[0].option_order)


def check_pace(seconds: int, points: int) -> None:
    """Raises `Invalid` for seconds or points that nobody means."""
    if not 5 <= seconds <= 600:
        raise Invalid(N_("每题 5 到 600 秒"), field="seconds")
    if not 1 <= points <= 10_000:
        raise Invalid(N_("每题 1 到 10000 分"), field="points")


def move_question(session: Session, room_id: int, place: int, by: int) -> None:
    """Change a draft's question with the one before (-1) or after it (1); at the ends nothing happens."""
    draft_only(session, room_id)
    size = session.scalar(select(ROOMS.c.question_count).where(ROOMS.c.id == room_id)) or 0
    if by in (-1, 1) and 1 <= place <= size and 1 <= place + by <= size:
        # through a place that nobody has: the primary key would not let two stand at one
        for source, target in ((place, 0), (place + by, place), (0, place + by)):
            _set_place(session, room_id, source, target)


def remove_question(session: Session, room_id: int, place: int) -> None:
    """Take one question out of a draft; those behind it move up."""
    draft_only(session, room_id)
    gone = session.execute(
        delete(QUESTIONS).where(QUESTIONS.c.room_id == room_id, QUESTIONS.c.place == place).returning(QUESTIONS.c.place)
    ).first()
    if gone is None:
        return
    behind = select(QUESTIONS.c.place).where(QUESTIONS.c.room_id == room_id, QUESTIONS.c.place > place)
    places = session.scalars(behind.order_by(QUESTIONS.c.place)).all()
    for each in places:
        _set_place(session, room_id, each, each - 1)
    session.execute(update(ROOMS).where(ROOMS.c.id == room_id).values(question_count=ROOMS.c.question_count - 1))


def _set_place(session: Session, room_id: int, source: int, target: int) -> None:
    here = (QUESTIONS.c.room_id == room_id, QUESTIONS.c.place == source)
    session.execute(update(QUESTIONS).where(*here).values(place=target))


def delete_draft(session: Session, room_id: int) -> None:
    """A draft that nobody needs. Raises `RoomFixed` for a room that was opened."""
    draft_only(session, room_id)
    session.execute(delete(QUESTIONS).where(QUESTIONS.c.room_id == room_id))
    session.execute(delete(ROOMS).where(ROOMS.c.id == room_id))
