"""Appeals (申诉): a participant objects once to each void; the organizer upholds it or lets the paper count again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import CursorResult, Table, select, update
from sqlalchemy.orm import Session

from quizapp import contests
from quizapp.accounts import Actor, Permission
from quizapp.contests import Attempt, AttemptRow, AttemptRuling, Contest
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.integrity.models import AttemptAppeal
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line, clean_text
from quizapp.units import Unit

MAX_TEXT = 500
#: What a participant wrote is kept so long after the answer.
KEPT = timedelta(days=180)
_TABLE = cast(Table, AttemptAppeal.__table__)


class AppealVerdict(StrEnum):
    """How an appeal was answered."""

    UPHELD = "upheld"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class MyAppeal:
    """Where the void of one's own paper stands. ``ruling_id`` is the decision that stood last."""

    attempt: AttemptRow
    is_void: bool
    #: Why it was voided, and when.
    reason: str
    decided_at: datetime
    ruling_id: int
    #: None while nothing was written.
    appeal: AttemptAppeal | None


def my_appeal(session: Session, *, code: str, token: str, device_hash: str) -> MyAppeal:
    """The void of the paper at /q/<code>/a/<token>, for its own phone. Two statements.

    Raises `NotFound` for a paper that was never voided, `NoSuchAttempt` and `OtherPhone` as the paper itself does.
    """
    attempt = contests.find_attempt(session, code=code, token=token, device_hash=device_hash)
    row = session.execute(
        select(AttemptRuling, AttemptAppeal, Attempt.voided_at)
        .join(Attempt, Attempt.id == AttemptRuling.attempt_id)
        .outerjoin(AttemptAppeal, AttemptAppeal.ruling_id == AttemptRuling.id)
        .where(AttemptRuling.attempt_id == attempt.id, AttemptRuling.verdict == "void")
        .order_by(AttemptRuling.round.desc())
        .limit(1)
    ).first()
    if row is None:
        raise NotFound(N_("这份答卷没有作废，不用申诉"))
    ruling: AttemptRuling = row[0]
    return MyAppeal(
        attempt=attempt, is_void=row.voided_at is not None, reason=ruling.reason, decided_at=ruling.decided_at,
        ruling_id=ruling.id, appeal=row[1],
    )  # fmt: skip


def make_appeal(session: Session, mine: MyAppeal, *, text: str, now: datetime) -> int:
    """Id of the new appeal against the void that stands.

    Raises `Invalid` without a text and `Conflict` when one was made before, or the paper counts again.
    """
    words = clean_text(text)[:MAX_TEXT].strip()
    if not words:
        raise Invalid(N_("请写明您的理由"), field="text")
    if not mine.is_void:
        raise Conflict(N_("这份答卷已经恢复，不用申诉"))
    values = {
        "contest_id": mine.attempt.contest_id, "attempt_id": mine.attempt.id, "ruling_id": mine.ruling_id,
        "words": words, "made_at": now, "answered_by": "", "verdict": "", "answer": "",
    }  # fmt: skip
    made = insert_or_ignore(session, _TABLE, values, unique=("ruling_id",))
    if made is None:
        raise Conflict(N_("您已经申诉过一次，请等组织者答复"))
    return made


def answer_appeal(
    session: Session, appeal_id: int, *, verdict: AppealVerdict, answer: str, actor: Actor, now: datetime
) -> AttemptAppeal:
    """The appeal with its answer; ``RESTORED`` lets the paper count again in the same transaction.

    Raises `Invalid` without an answer, `Conflict` when it was answered before, `NotFound` or `NotAllowed` elsewhere.
    """
    words = clean_line(answer, limit=200)
    if not words:
        raise Invalid(N_("请写明答复：申诉人会看到"), field="answer")
    appeal = read_appeal(session, appeal_id, actor)
    changed = session.execute(
        update(AttemptAppeal)
        .where(AttemptAppeal.id == appeal_id, AttemptAppeal.answered_at.is_(None))
        .values(answered_at=now, answered_by=contests.actor_name(actor), verdict=verdict.value, answer=words)
        .execution_options(synchronize_session=False)
    )
    if cast(CursorResult[Any], changed).rowcount != 1:
        raise Conflict(N_("这条申诉已经答复过：请刷新页面"))
    if verdict is AppealVerdict.RESTORED and _is_void(session, appeal.attempt_id):
        contests.restore_attempt(session, appeal.attempt_id, reason=words, actor=actor, now=now)
    session.refresh(appeal)
    return appeal


def read_appeal(session: Session, appeal_id: int, actor: Actor) -> AttemptAppeal:
    """An appeal for those who decide. Raises `NotFound` outside of the actor's reach, `NotAllowed` inside of it."""
    row = session.execute(
        select(AttemptAppeal, Unit.path)
        .join(Contest, Contest.id == AttemptAppeal.contest_id)
        .join(Unit, Unit.id == Contest.unit_id)
        .where(AttemptAppeal.id == appeal_id)
    ).first()
    if row is None:
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    actor.require(Permission.EDIT_CONTESTS, row.path)
    found: AttemptAppeal = row[0]
    return found


def _is_void(session: Session, attempt_id: int) -> bool:
    """Whether nobody has restored it meanwhile by hand."""
    return session.scalar(select(Attempt.voided_at).where(Attempt.id == attempt_id)) is not None


def purge_appeals(session: Session, *, now: datetime) -> int:
    """Take out what participants wrote half a year after the answer; how many. Decision and answer stay."""
    done = session.execute(
        update(AttemptAppeal)
        .where(AttemptAppeal.answered_at < now - KEPT, AttemptAppeal.words != "")
        .values(words="")
        .execution_options(synchronize_session=False)
    )
    return cast(CursorResult[Any], done).rowcount
