"""Taking a scan or a head back: what was stays as history, the ledger holds the reversing entry."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from quizapp.activities import Lock, SessionFacts, load_facts, settle
from quizapp.checkins.models import Attendance, Headcount, Scan
from quizapp.checkins.producer import ATTENDANCE, HEADCOUNT
from quizapp.checkins.rules import payload_hash
from quizapp.checkins.verdicts import SEEN, Verdict
from quizapp.db import insert_or_ignore
from quizapp.errors import Conflict, Invalid, NotFound
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
    _keep_undo(
        session, facts, f"undo-{attendance.id}", person_id=attendance.person_id, scan_id=attendance.scan_id,
        slot=attendance.slot, why=why, actor=actor, now=now,
    )  # fmt: skip
    reverse_record(session, ATTENDANCE, attendance_id, reason=why, actor=actor, now=now)
    settle(session, facts, reason=why, actor=actor, now=now)
    return True


def undo_scan(session: Session, session_id: int, nonce: str, *, reason: str, actor: str, now: datetime) -> bool:
    """Take back what the scan with this nonce did: a head with all of its passages, or one passage alone.

    False when that was done before. Raises `NotFound` for an unknown nonce, `Conflict` for a scan that did nothing
    (it was refused), `Invalid` without a reason.
    """
    why = _require_reason(reason)
    scan = session.scalar(select(Scan).where(Scan.session_id == session_id, Scan.nonce == nonce))
    if scan is None:
        raise NotFound(N_("没有这次扫码"))
    if scan.verdict not in SEEN:
        raise Conflict(N_("这次扫码没有签到成功，不用撤销"))
    attendance_id = session.scalar(select(Attendance.id).where(Attendance.scan_id == scan.id))
    if attendance_id is not None:
        return undo_check_in(session, session_id, attendance_id, reason=why, actor=actor, now=now)
    facts = load_facts(session, session_id, lock=Lock.ALONE)
    return _keep_undo(
        session, facts, f"undo-s{scan.id}", person_id=scan.person_id, scan_id=scan.id, slot=scan.slot, why=why,
        actor=actor, now=now,
    )  # fmt: skip


def _require_reason(reason: str) -> str:
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明撤销原因"), field="reason")
    return why


def _keep_undo(
    session: Session, facts: SessionFacts, nonce: str, *, person_id: int | None, scan_id: int, slot: date, why: str,
    actor: str, now: datetime,
) -> bool:  # fmt: skip
    """Keep the undo as an event; False when it stands already."""
    values = {
        "session_id": facts.id, "nonce": nonce, "payload_hash": payload_hash(nonce), "person_id": person_id,
        "verdict": Verdict.UNDONE.value, "source": "helper", "scanned_at": now, "recorded_at": now, "actor": actor,
        "undoes_id": scan_id, "reason": why, "slot": slot, "direction": "entry", "is_late": False, "code_read": "",
    }  # fmt: skip
    return insert_or_ignore(session, cast(Table, Scan.__table__), values, unique=("session_id", "nonce")) is not None


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
