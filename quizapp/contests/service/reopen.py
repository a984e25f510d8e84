"""Opening a paper again (重开): a person decides, with a reason and a new deadline; the ledger only ever grows.

The update says ``WHERE submitted_at IS NOT NULL``: of two organizers at one instant exactly one changes the row and
writes to the ledger. The entry of the paper is reversed; handed in again, it stands by an entry of the reopening.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Row, Table, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from quizapp import ledger
from quizapp.accounts import Actor, Permission
from quizapp.contests.attempts import ATTEMPTS
from quizapp.contests.counted import recount_people
from quizapp.contests.credits import entry_ids
from quizapp.contests.errors import NoSuchAttempt
from quizapp.contests.models import Attempt, AttemptReopening, Contest
from quizapp.contests.rules import last_moment
from quizapp.contests.service.settings import contest_for, window_of
from quizapp.contests.service.void import actor_name, require_reason
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_

_REOPENINGS = cast(Table, AttemptReopening.__table__)
#: Only a paper that was handed in and is not void is opened; everything rests on these conditions.
_IS_HANDED_IN = (ATTEMPTS.c.submitted_at.is_not(None), ATTEMPTS.c.voided_at.is_(None))
#: What a paper is like that nobody has handed in; answers and revision stay.
_OPEN_AGAIN: dict[str, Any] = {
    "submitted_at": None, "submitted_by": "", "submission_key": None, "is_counted": False, "score": None,
    "max_score": None, "correct_count": None, "passed": None, "shares": None,
}  # fmt: skip


def reopen_attempt(
    session: Session, attempt_id: int, *, deadline_at: datetime, reason: str, actor: Actor, now: datetime
) -> int:
    """Id of the reopening; its person goes on with the answers that stood, until ``deadline_at``.

    Raises `Invalid` without a reason, or for a deadline that is past or after the contest's end; `Conflict` when the
    paper is open, void, or its person answers another one; `NoSuchAttempt`, `NotFound`, `NotAllowed` out of reach.
    """
    why = require_reason(reason)
    paper = _find(session, attempt_id)
    contest, _path = contest_for(session, paper.contest_id, Permission.EDIT_CONTESTS, actor)
    _check_deadline(contest, deadline_at, now)
    _check_paper(session, paper)
    by = actor_name(actor)
    try:
        with session.begin_nested():
            reopening_id = _decide(session, paper, why, by, deadline_at, now)
            _open(session, attempt_id, reopening_id, why, deadline_at)
    except IntegrityError as error:
        # somebody reopened it, or its person started another one, at this very instant
        raise _changed_meanwhile() from error
    ledger.reverse_many(session, entry_ids(session, [attempt_id]), reason=why, actor=by, now=now)
    recount_people(session, contest.id, [paper.person_id])
    return reopening_id


def _find(session: Session, attempt_id: int) -> Row[Any]:
    columns: tuple[Any, ...] = (
        Attempt.id, Attempt.contest_id, Attempt.person_id, Attempt.submitted_at, Attempt.submitted_by, Attempt.score,
        Attempt.voided_at,
    )  # fmt: skip
    row = session.execute(select(*columns).where(Attempt.id == attempt_id)).first()
    if row is None:
        raise NoSuchAttempt(N_("没有这份答卷，请回到竞赛页重新进入"))
    return row


def _check_deadline(contest: Contest, deadline_at: datetime, now: datetime) -> None:
    ends = last_moment(window_of(contest))
    if ends <= now:
        raise Conflict(N_("竞赛已经结束：请先把竞赛的结束时间改到以后，再重开答卷"))
    if deadline_at <= now:
        raise Invalid(N_("交卷时间要晚于现在"), field="deadline_at")
    if deadline_at > ends:
        raise Invalid(N_("交卷时间不能晚于竞赛结束"), field="deadline_at")


def _check_paper(session: Session, paper: Row[Any]) -> None:
    if paper.submitted_at is None:
        raise Conflict(N_("这份答卷还没有交，不用重开"))
    if paper.voided_at is not None:
        raise Conflict(N_("这份答卷已经作废：请先恢复，再重开"))
    other = aliased(Attempt)
    query = select(other.id).where(
        other.contest_id == paper.contest_id, other.person_id == paper.person_id, other.submitted_at.is_(None)
    )
    if session.scalar(query.limit(1)) is not None:
        raise Conflict(N_("他正在答另一份卷子：等那份交了再重开"))


def _decide(session: Session, paper: Row[Any], why: str, by: str, deadline_at: datetime, now: datetime) -> int:
    rounds = select(func.coalesce(func.max(AttemptReopening.round), 0)).where(AttemptReopening.attempt_id == paper.id)
    row = {
        "attempt_id": paper.id, "round": (session.scalar(rounds) or 0) + 1, "reason": why, "deadline_at": deadline_at,
        "was_submitted_at": paper.submitted_at, "was_submitted_by": paper.submitted_by, "was_score": paper.score,
        "decided_at": now, "decided_by": by,
    }  # fmt: skip
    return int(session.execute(insert(_REOPENINGS).values(row).returning(_REOPENINGS.c.id)).scalar_one())


def _open(session: Session, attempt_id: int, reopening_id: int, why: str, deadline_at: datetime) -> None:
    values = {**_OPEN_AGAIN, "deadline_at": deadline_at, "reopened_by_id": reopening_id, "reopened_reason": why}
    statement = update(ATTEMPTS).where(ATTEMPTS.c.id == attempt_id, *_IS_HANDED_IN)
    if cast(CursorResult[Any], session.execute(statement.values(values))).rowcount != 1:
        raise _changed_meanwhile()


def _changed_meanwhile() -> Conflict:
    return Conflict(N_("这份答卷刚刚有了变化：请刷新页面再看"))
