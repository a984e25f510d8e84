"""Keeping answers as they are tapped: the newest sheet wins, and an old one that was late on the way never does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from quizapp.contests.attempts import ATTEMPTS, AttemptRow, find_attempt
from quizapp.contests.errors import AttemptClosed
from quizapp.contests.paper import dump_answers, load_answers, number_sheet, read_sheet
from quizapp.contests.question_time import keep_in_time
from quizapp.contests.rules import takes_answers
from quizapp.db import change_rows
from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.questions import Atom

#: Far beyond what fingers can do; keeps the column an ordinary integer.
_MAX_REVISION = 1_000_000

_SAVE_NEWER = update(ATTEMPTS).where(
    ATTEMPTS.c.id == bindparam("attempt_id"),
    ATTEMPTS.c.submitted_at.is_(None),
    ATTEMPTS.c.revision < bindparam("newer_than"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What stands on the server after a save."""

    #: False when a newer sheet stood already: it stays, and comes back in ``answers``.
    is_stored: bool
    revision: int
    #: By 1-based question number.
    answers: dict[str, list[Atom]]
    #: Last moment for answers; it moves when the contest is closed by hand.
    deadline_at: datetime


def save_answers(
    session: Session, *, code: str, token: str, device_hash: str, revision: int, answers: Mapping[str, object],
    now: datetime,
) -> Saved:  # fmt: skip
    """What stands after keeping the whole sheet, if its revision is newer than the stored one. Two statements,
    four where questions have clocks of their own.

    Raises `AttemptClosed` once the paper is handed in or deadline and grace are over, and `Invalid` for a revision
    that no page sends.
    """
    if not 0 < revision <= _MAX_REVISION:
        raise Invalid(N_("保存的版本号不对，请刷新页面再继续"), field="revision")
    attempt = find_attempt(session, code=code, token=token, device_hash=device_hash)
    if attempt.submitted_at is not None or not takes_answers(attempt.deadline_at, now):
        raise AttemptClosed(N_("本次作答已经结束，不再保存；结束前保存的答案都已计入"))
    sheet = keep_in_time(session, attempt, read_sheet(answers, len(attempt.issued)), now)
    values = {"answers": dump_answers(sheet), "revision": revision, "saved_at": now}
    if change_rows(session, _SAVE_NEWER, {"attempt_id": attempt.id, "newer_than": revision, **values}) != 1:
        return _what_stands(session, attempt)
    return Saved(is_stored=True, revision=revision, answers=number_sheet(sheet), deadline_at=attempt.deadline_at)


def _what_stands(session: Session, attempt: AttemptRow) -> Saved:
    """The newer sheet that was met. Raises `AttemptClosed` when it was handed in meanwhile."""
    table = ATTEMPTS.c
    row = session.execute(select(table.revision, table.answers, table.submitted_at).where(table.id == attempt.id)).one()
    if row.submitted_at is not None:
        raise AttemptClosed(N_("本次作答已经结束，不再保存；结束前保存的答案都已计入"))
    answers = number_sheet(load_answers(row.answers))
    return Saved(is_stored=False, revision=row.revision, answers=answers, deadline_at=attempt.deadline_at)
