"""Counting answers: one row per learner and question, and the same showing counts once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Row, Table, select, update
from sqlalchemy.orm import Session

from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict
from quizapp.kit.i18n import N_
from quizapp.practice.asking import Judged, judge, shuffle
from quizapp.practice.desk import Desk, keep_learner, sit_down
from quizapp.practice.models import PracticeAnswer
from quizapp.practice.pool import Item
from quizapp.practice.rules import Mode, Tally, count_answer
from quizapp.questions import Atom

_ANSWERS = cast(Table, PracticeAnswer.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An answer as it came in."""

    code: str
    device_hash: str
    #: Version of the question that was shown, and the name of that showing.
    question_id: int
    nonce: str
    #: Its number on the page.
    number: int
    #: Empty = "I do not know".
    chosen: tuple[Atom, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A judged answer and what it means for the mistake book."""

    judged: Judged
    item: Item
    tally: Tally
    #: Whether this answer took the question out of the mistake book.
    has_left_book: bool
    #: Whether the campaign shows the mistake book at all.
    has_book: bool


def answer_question(session: Session, sent: Sent, *, mode: Mode, now: datetime) -> Answered:
    """The judged answer, counted once however often it is sent. Five statements.

    Raises `PracticeClosed`, and `Conflict` when the question was changed or taken out of use after it was shown.
    """
    desk = sit_down(session, code=sent.code, device_hash=sent.device_hash, now=now, mode=mode)
    item = desk.pool(session).by_id.get(sent.question_id)
    if item is None:
        raise Conflict(N_("这道题刚刚更新过，请看下一题"))
    judged = judge(
        item.question, shuffle(item.question, sent.nonce), sent.chosen, number=sent.number, source=item.source
    )
    learner_id = keep_learner(session, desk, now=now)
    before, tally = count_once(
        session, learner_id, item, is_right=judged.is_right, nonce=sent.nonce, today=desk.today, now=now
    )
    return Answered(
        judged=judged, item=item, tally=tally, has_left_book=before.is_mistake and not tally.is_mistake,
        has_book=Mode.MISTAKES in desk.opened.modes,
    )  # fmt: skip


def count_once(
    session: Session, learner_id: int, item: Item, *, is_right: bool, nonce: str, today: date, now: datetime
) -> tuple[Tally, Tally]:
    """The tally before and after the answer; equal when this showing was counted before. Two statements."""
    row = _lock(session, learner_id, item)
    if row is None:
        new = count_answer(Tally(), is_right=is_right, today=today)
        values = _values(new, item, nonce, now) | {
            "learner_id": learner_id, "bank_id": item.bank_id, "key": item.key,
        }  # fmt: skip
        if insert_or_ignore(session, _ANSWERS, values, unique=("learner_id", "bank_id", "key")) is not None:
            return Tally(), new
        row = _lock(session, learner_id, item)
        assert row is not None
    before = Tally(
        asked=row.asked, right_count=row.right_count, is_mistake=row.is_mistake, right_days=row.right_days,
        right_on=row.right_on,
    )  # fmt: skip
    if row.nonce == nonce:
        return before, before
    after = count_answer(before, is_right=is_right, today=today)
    session.execute(update(_ANSWERS).where(_ANSWERS.c.id == row.id).values(_values(after, item, nonce, now)))
    return before, after


def _lock(session: Session, learner_id: int, item: Item) -> Row[Any] | None:
    mine = (_ANSWERS.c.learner_id == learner_id, _ANSWERS.c.bank_id == item.bank_id, _ANSWERS.c.key == item.key)
    return session.execute(select(_ANSWERS).where(*mine).with_for_update()).first()


def _values(tally: Tally, item: Item, nonce: str, now: datetime) -> dict[str, object]:
    return {
        "question_id": item.id, "asked": tally.asked, "right_count": tally.right_count, "is_mistake": tally.is_mistake,
        "right_days": tally.right_days, "right_on": tally.right_on, "nonce": nonce, "answered_at": now,
    }  # fmt: skip


def leave_book(session: Session, desk: Desk, answer_id: int | None = None) -> None:
    """Take one question, or all, out of the learner's mistake book; what was answered stays counted."""
    mine = [PracticeAnswer.learner_id == desk.learner_id, PracticeAnswer.is_mistake.is_(True)]
    if answer_id is not None:
        mine.append(PracticeAnswer.id == answer_id)
    session.execute(
        update(PracticeAnswer)
        .where(*mine)
        .values(is_mistake=False, right_days=0, right_on=None)
        .execution_options(synchronize_session=False)
    )
