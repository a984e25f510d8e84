"""A clock for each question (每题限时): when it was shown, and what still counts. The server's clock alone decides.

Questions are shown in their order, each by a deed of its own, so that none is seen before its clock runs. Answers that
arrive after a question's time and grace leave what stood for it; nothing else ever counts against anybody: between two
questions no clock runs but the paper's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from quizapp.contests.attempts import ATTEMPTS, AttemptRow, find_attempt
from quizapp.contests.errors import AttemptClosed
from quizapp.contests.models import QuestionShown
from quizapp.contests.paper import Answers, dump_answers, load_answers, read_sheet
from quizapp.contests.rules import takes_answers, takes_question
from quizapp.db import insert_many_or_ignore
from quizapp.errors import Conflict
from quizapp.kit.i18n import N_

_SHOWN = cast(Table, QuestionShown.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """When each question of a paper was shown, by 0-based place; all questions have the same number of ``seconds``."""

    seconds: int
    shown_at: Mapping[int, datetime]

    @property
    def latest(self) -> int | None:
        """0-based place of the question shown last; None before the first."""
        return max(self.shown_at, default=None)

    def ends_at(self, place: int) -> datetime:
        """When the time of a question that was shown is over; the grace comes after it."""
        return self.shown_at[place] + timedelta(seconds=self.seconds)

    def takes(self, place: int, now: datetime) -> bool:
        """Whether an answer that arrives now counts."""
        return takes_question(self.shown_at.get(place), self.seconds, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of one answer. ``is_stored`` is False when it came after the question's time."""

    is_stored: bool
    clocks: Clocks


def read_clocks(session: Session, attempt: AttemptRow) -> Clocks:
    """The clocks of an attempt whose questions have them. One statement."""
    assert attempt.seconds_each is not None
    rows = session.execute(select(_SHOWN.c.place, _SHOWN.c.shown_at).where(_SHOWN.c.attempt_id == attempt.id))
    return Clocks(seconds=attempt.seconds_each, shown_at={row.place: row.shown_at for row in rows})


def show_question(
    session: Session, *, code: str, token: str, device_hash: str, number: int, now: datetime
) -> tuple[AttemptRow, Clocks]:
    """The paper and its clocks after question ``number`` (from 1) was shown; one that was shown before keeps its clock.

    Raises `AttemptClosed` when the paper's own time is over, and `Conflict` for a question out of turn or a paper
    whose questions have no clock.
    """
    attempt = open_attempt(session, code=code, token=token, device_hash=device_hash, now=now)
    if attempt.seconds_each is None:
        raise Conflict(N_("这份答卷没有每题限时，请刷新页面"))
    clocks = read_clocks(session, attempt)
    place = number - 1
    following = 0 if clocks.latest is None else clocks.latest + 1
    if place < 0 or place > following or place >= len(attempt.issued):
        raise Conflict(N_("题目要一道一道地看，请刷新页面"))
    if place in clocks.shown_at:
        return attempt, clocks
    row = {"attempt_id": attempt.id, "place": place, "shown_at": now}
    # Two taps: the first one starts the clock.
    insert_many_or_ignore(session, _SHOWN, [row], unique=("attempt_id", "place"))
    return attempt, read_clocks(session, attempt)


def keep_answer(
    session: Session, *, code: str, token: str, device_hash: str, number: int, picked: object, now: datetime
) -> Kept:
    """What became of the answer to one question; ``picked`` is untrusted, and nothing picked takes the answer back.

    Raises `AttemptClosed` when the paper's own time is over.
    """
    attempt = open_attempt(session, code=code, token=token, device_hash=device_hash, now=now)
    if attempt.seconds_each is None:
        raise Conflict(N_("这份答卷没有每题限时，请刷新页面"))
    clocks, stands = _lock(session, attempt)
    place = number - 1
    if not clocks.takes(place, now):
        return Kept(is_stored=False, clocks=clocks)
    sheet = read_sheet({str(number): picked}, len(attempt.issued))
    merged = {at: atoms for at, atoms in stands.items() if at != place} | sheet
    session.execute(
        update(ATTEMPTS)
        .where(ATTEMPTS.c.id == attempt.id, ATTEMPTS.c.submitted_at.is_(None))
        .values(answers=dump_answers(merged), revision=ATTEMPTS.c.revision + 1, saved_at=now)
    )
    return Kept(is_stored=True, clocks=clocks)


def keep_in_time(session: Session, attempt: AttemptRow, sent: Answers, now: datetime) -> Answers:
    """A sheet as it counts: answers to questions in their time over those that stand; ``sent`` itself without clocks.

    Two statements where questions have clocks, none elsewhere. The row is held until the transaction ends: a sheet
    that is merged must be merged with the latest.
    """
    if attempt.seconds_each is None:
        return sent
    clocks, stands = _lock(session, attempt)
    return stands | {place: atoms for place, atoms in sent.items() if clocks.takes(place, now)}


def open_attempt(session: Session, *, code: str, token: str, device_hash: str, now: datetime) -> AttemptRow:
    """The attempt, while it can be answered. Raises `AttemptClosed` afterwards, and what `find_attempt` raises."""
    attempt = find_attempt(session, code=code, token=token, device_hash=device_hash)
    if attempt.submitted_at is not None or not takes_answers(attempt.deadline_at, now):
        raise AttemptClosed(N_("本次作答已经结束，不再保存；结束前保存的答案都已计入"))
    return attempt


def _lock(session: Session, attempt: AttemptRow) -> tuple[Clocks, Answers]:
    stored = session.scalars(select(ATTEMPTS.c.answers).where(ATTEMPTS.c.id == attempt.id).with_for_update()).one()
    return read_clocks(session, attempt), load_answers(stored)
