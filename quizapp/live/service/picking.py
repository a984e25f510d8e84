"""Picking questions for a draft one by one, and the pace of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.live.room import QUESTIONS
from quizapp.live.rules import LIVE_TYPES
from quizapp.live.service.making import append_questions, candidates, check_pace, draft_only


def pick_questions(
    session: Session, room_id: int, question_ids: Sequence[int], *, bank_ids: Sequence[int], seconds: int, points: int,
    rng: Random, now: datetime,
) -> None:  # fmt: skip
    """Add these questions of the banks at the end. Raises `RoomFixed`, and `Invalid` for a type that does not fit."""
    draft_only(session, room_id)
    rows = {row.id: row for row in candidates(session, bank_ids, now, every_type=True)}
    picked = [rows[each] for each in dict.fromkeys(question_ids) if each in rows]
    for row in picked:
        if row.type not in LIVE_TYPES:
            raise Invalid(
                N_("“%(stem)s”这种题型不适合现场抢答：请选单选、多选、判断或排序题"),
                field="questions",
                stem=row.stem[:20],
            )
    append_questions(session, room_id, picked, seconds=seconds, points=points, rng=rng)


def list_candidates(session: Session, bank_ids: Sequence[int], now: datetime, *, words: str = "") -> list[Any]:
    """Questions that may be picked, whose stem has ``words``; at most 100. One statement."""
    found = [row for row in candidates(session, bank_ids, now) if words in row.stem]
    return found[:100]


def set_pace(session: Session, room_id: int, place: int, *, seconds: int, points: int) -> None:
    """Other seconds and points for one question of a draft. Raises `RoomFixed` and `Invalid`."""
    draft_only(session, room_id)
    check_pace(seconds, points)
    here = (QUESTIONS.c.room_id == room_id, QUESTIONS.c.place == place)
    session.execute(update(QUESTIONS).where(*here).values(seconds=seconds, points=points))
