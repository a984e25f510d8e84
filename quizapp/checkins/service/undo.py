"""Taking a head back: the attendance stays as history, the ledger holds the reversing entry."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from quizapp.activities import Lock, SessionFacts, load_facts, settle
from quizapp.checkins.models import Attendance, Headcount, Scan
from quizapp.checkins.producer import ATTENDANCE, HEADCOUNT
from quizapp.checkins.rules import Verdict, payload_hash
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.ledger import reverse_record


def undo_check_in(
    session: Session, session_id: int, attendance_id: int, *, reason: str, actor: str, now: datetime
) -> bool:
    """Take an attendance of the session back; False when that was done before.

    With the last head the session counts no more. Raises `NotFound` for an attendance of another session and
    `Invalid` without a reason.
    """
    why = _require_reason(reason)
    facts = load_facts(session, session_id, lock=Lock.ALONE)
    attendance = session.scalar(
        select(Attendance).where(Attendance.id == attendance_id, Attendance.session_id == session_id)
    )
    if attendance is None:
        raise NotFound(N_("没有这条签到"))
    if attendance.undone_at is not None:
        return False
    session.execute(update(Attendance).where(Attendance.id == attendance_id).values(undone_at=now))
    _keep_undo(session, facts, attendance, why, actor=actor, now=now)
    reverse_record(session, ATTENDANCE, attendance_id, reason=why, actor=actor, now=now)
    settle(session, facts, reason=why, actor=actor, now=now)
    return True


def _require_reason(reason: str) -> str:
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明撤销原因"), field="reason")
    return why


def _keep_undo(
    session: Session, facts: SessionFacts, attendance: Attendance, why: str, *, actor: str, now: datetime
) -> None:
    nonce = f"undo-{attendance.id}"
    values = {
        "session_id": facts.id, "nonce": nonce, "payload_hash": payload_hash(nonce), "person_id": attendance.person_id,
        "verdict": Verdict.UNDONE.value, "source": "helper", "scanned_at": now, "recorded_at": now, "actor": actor,
        "undoes_id": attendance.scan_id, "reason": why,
    }  # fmt: skip
    session.execute(insert(Scan).values(values))


def undo_headcount(
    session: Session, session_id: int, headcount_id: int, *, reason: str, actor: str, now: datetime
) -> bool:
    """Take a headcount of the session back; False when that was done before. Raises as `undo_check_in`."""
    why = _require_reason(reason)
    facts = load_facts(session, session_id, lock=Lock.ALONE)
    found = session.scalar(select(Headcount).where(Headcount.id == headcount_id, Headcount.session_id == session_id))
    if found is None:
        raise NotFound(N_("没有这条人数登记"))
    if found.undone_at is not None:
        return False
    found.undone_at, found.undone_by, found.undone_reason = now, actor, why
    session.flush()
    reverse_record(session, HEADCOUNT, headcount_id, reason=why, actor=actor, now=now)
    settle(session, facts, reason=why, actor=actor, now=now)
    return True
