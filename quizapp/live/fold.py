"""Folding a question into the scores, at its reveal: set by set, in the transaction that tells the key."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, exists, func, select, update
from sqlalchemy.orm import Session

from quizapp.live.room import ANSWERS, PLAYERS, Frozen, RoomRow
from quizapp.live.rules import STREAK_MOST, STREAK_STEP, Mode
from quizapp.questions import read_answer

_COUNTED = ("single", "multiple", "true_false")


def fold_question(session: Session, room: RoomRow, frozen: Frozen, now: datetime) -> dict[str, Any]:
    """Scores, streaks and places with this question; returns its tally. Seven statements, however many players."""
    here = (ANSWERS.c.room_id == room.id, ANSWERS.c.place == frozen.place)
    if room.has_streak:
        _add_bonus(session, here)
    _add_points(session, room, here)
    if room.mode == Mode.ELIMINATION:
        _drop_out(session, room, frozen.place)
    rank_players(session, room)
    return _tally(session, frozen, here)


def _add_bonus(session: Session, here: tuple[Any, ...]) -> None:
    in_row = select(PLAYERS.c.streak).where(PLAYERS.c.id == ANSWERS.c.player_id).scalar_subquery()
    bonus = STREAK_STEP * case((in_row > STREAK_MOST, STREAK_MOST), else_=in_row)
    session.execute(update(ANSWERS).where(*here, ANSWERS.c.is_right.is_(True)).values(bonus=bonus))


def _add_points(session: Session, room: RoomRow, here: tuple[Any, ...]) -> None:
    given = select(ANSWERS).where(*here).subquery()
    is_right = given.c.is_right.is_(True)
    session.execute(
        update(PLAYERS)
        .where(PLAYERS.c.id == given.c.player_id)
        .values(
            score=PLAYERS.c.score + given.c.points + given.c.bonus,
            right_count=PLAYERS.c.right_count + case((is_right, 1), else_=0),
            time_ms=PLAYERS.c.time_ms + case((is_right, given.c.elapsed_ms), else_=0),
            last_right_at=case((is_right, given.c.received_at), else_=PLAYERS.c.last_right_at),
            streak=case((is_right, PLAYERS.c.streak + 1), else_=0),
        )
    )
    mine = exists().where(*here, ANSWERS.c.player_id == PLAYERS.c.id)
    session.execute(
        update(PLAYERS).where(PLAYERS.c.room_id == room.id, PLAYERS.c.streak > 0, ~mine).values(streak=0)
    )  # fmt: skip


def _drop_out(session: Session, room: RoomRow, place: int) -> None:
    """Whoever is still in and has not answered right is out; where nobody was right, everybody stays."""
    right = exists().where(
        ANSWERS.c.room_id == room.id, ANSWERS.c.place == place, ANSWERS.c.player_id == PLAYERS.c.id,
        ANSWERS.c.is_right.is_(True),
    )  # fmt: skip
    still_in = and_(PLAYERS.c.room_id == room.id, PLAYERS.c.out_at.is_(None), PLAYERS.c.removed_at.is_(None))
    if session.execute(select(PLAYERS.c.id).where(still_in, right).limit(1)).first() is not None:
        session.execute(update(PLAYERS).where(still_in, ~right).values(out_at=place))


def rank_players(session: Session, room: RoomRow) -> None:
    """Exact places: who stayed in longer (一站到底), score, time of right answers, last right answer, id."""
    order = [
        PLAYERS.c.score.desc(), PLAYERS.c.time_ms, PLAYERS.c.last_right_at.is_(None), PLAYERS.c.last_right_at, PLAYERS.c.id
    ]  # fmt: skip
    if room.mode == Mode.ELIMINATION:
        order = [PLAYERS.c.out_at.is_not(None), PLAYERS.c.out_at.desc(), *order]
    ranked = (
        select(PLAYERS.c.id, func.row_number().over(order_by=order).label("rank"))
        .where(PLAYERS.c.room_id == room.id, PLAYERS.c.removed_at.is_(None))
        .subquery()
    )
    session.execute(update(PLAYERS).where(PLAYERS.c.id == ranked.c.id).values(rank=ranked.c.rank))
    session.execute(
        update(PLAYERS).where(PLAYERS.c.room_id == room.id, PLAYERS.c.removed_at.is_not(None)).values(rank=None)
    )


def _tally(session: Session, frozen: Frozen, here: tuple[Any, ...]) -> dict[str, Any]:
    """How many answered, how many right, and picks by shown position where the type has options to pick."""
    rows = session.execute(select(ANSWERS.c.answer, ANSWERS.c.is_right).where(*here)).all()
    counts = [0] * len(frozen.order) if frozen.question.type in _COUNTED else None
    shown_at = {index: position for position, index in enumerate(frozen.order)}
    # a thousand people give a handful of different answers
    for atoms, people in Counter(tuple(row.answer) for row in rows).items() if counts is not None else ():
        for index in read_answer(frozen.question, frozen.order, atoms) or ():
            counts[shown_at[index]] += people  # type: ignore[index]
    return {"answered": len(rows), "right": sum(row.is_right for row in rows), "counts": counts}
