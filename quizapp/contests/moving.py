"""Going on on another phone (换手机继续答题): a short code, good for ten minutes and one use, moves the right to answer.

The answers and the clock stay where they are, on the server. The new phone speaks for the person from then on, as if
the name had been given on it: otherwise one person would become two in every count.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Table, select, update
from sqlalchemy.orm import Session

from quizapp.contests.attempts import ATTEMPTS
from quizapp.contests.errors import AttemptClosed
from quizapp.contests.models import Attempt, Contest, MoveCode
from quizapp.contests.question_time import open_attempt
from quizapp.contests.rules import takes_answers
from quizapp.db import upsert
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_short_code, tidy_short_code
from quizapp.people import get_person, remember_device

#: 23 letters and digits that nobody confuses, 36 bits: with the limits on tries nobody guesses one in ten minutes.
CODE_LENGTH = 8
CODE_LIVES = timedelta(minutes=10)
_CODES = cast(Table, MoveCode.__table__)
#: Of two phones that enter a code at one instant exactly one gets the paper; it rests on this condition.
_UNUSED = (_CODES.c.used_at.is_(None),)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode:
    """A code to be read once; the database keeps its hash alone."""

    code: str
    expires_at: datetime

    @property
    def told(self) -> str:
        """In two groups, as people read it aloud."""
        return f"{self.code[:4]} {self.code[4:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The paper on its new phone."""

    contest_code: str
    token: str
    attempt_id: int


def make_code(session: Session, *, code: str, token: str, device_hash: str, now: datetime) -> NewCode:
    """A new code for the open paper, on the phone that answers it; an earlier code of the paper is void.

    Raises `AttemptClosed` once the paper cannot be answered any more, and what `find_attempt` raises.
    """
    attempt = open_attempt(session, code=code, token=token, device_hash=device_hash, now=now)
    return _new_code(session, attempt.id, now)


def make_code_for(session: Session, attempt_id: int, *, now: datetime) -> NewCode:
    """The same for an organizer who may decide about the paper: its person's phone broke. Raises `AttemptClosed`."""
    query = select(Attempt.deadline_at).where(Attempt.id == attempt_id, Attempt.submitted_at.is_(None))
    deadline_at = session.scalar(query)
    if deadline_at is None or not takes_answers(deadline_at, now):
        raise AttemptClosed(N_("这份答卷已经交了，或时间已到，不用再换手机"))
    return _new_code(session, attempt_id, now)


def _new_code(session: Session, attempt_id: int, now: datetime) -> NewCode:
    made = NewCode(code=new_short_code(CODE_LENGTH), expires_at=now + CODE_LIVES)
    row = {
        "attempt_id": attempt_id, "code_hash": _hash(made.code), "made_at": now, "expires_at": made.expires_at,
        "used_at": None,
    }  # fmt: skip
    upsert(session, _CODES, row, unique=("attempt_id",), change=("code_hash", "made_at", "expires_at", "used_at"))
    return made


def use_code(session: Session, *, contest_code: str, typed: str, device_hash: str, now: datetime) -> Moved:
    """The paper that the code stands for, answered on this phone alone from now on.

    Raises `NotFound` for a code that is wrong, used or too old (which of these, nobody is told), and `AttemptClosed`
    when the paper was handed in meanwhile.
    """
    here = select(Attempt.id).join(Contest, Contest.id == Attempt.contest_id).where(Contest.code == contest_code)
    spent = session.execute(
        update(_CODES)
        .where(_CODES.c.code_hash == _hash(tidy_short_code(typed)), _CODES.c.expires_at > now, *_UNUSED)
        .where(_CODES.c.attempt_id.in_(here))
        .values(used_at=now)
        .returning(_CODES.c.attempt_id)
    ).first()
    if spent is None:
        raise NotFound(N_("这个码不对、已经用过或过了 10 分钟：请在原来的手机上重新取一个"))
    return _move(session, contest_code, spent.attempt_id, device_hash, now)


def _move(session: Session, contest_code: str, attempt_id: int, device_hash: str, now: datetime) -> Moved:
    query = select(Attempt.token, Attempt.person_id, Attempt.deadline_at).where(Attempt.id == attempt_id)
    paper = session.execute(query).one()
    done = session.execute(
        update(ATTEMPTS)
        .where(ATTEMPTS.c.id == attempt_id, ATTEMPTS.c.submitted_at.is_(None))
        .values(device_hash=device_hash, moved_at=now)
    )
    if cast(CursorResult[Any], done).rowcount != 1 or not takes_answers(paper.deadline_at, now):
        raise AttemptClosed(N_("这份答卷已经交了，或时间已到，不用再换手机"))
    remember_device(session, get_person(session, paper.person_id), device_hash, now=now)
    return Moved(contest_code=contest_code, token=paper.token, attempt_id=attempt_id)


def _hash(code: str) -> str:
    return hashlib.sha256(f"move:{code}".encode()).hexdigest()
