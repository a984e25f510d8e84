"""Whether a session took place: by its first head, or by a signed record where nobody took heads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.activities.facts import Lock, SessionFacts, load_facts
from quizapp.activities.models import SessionRecord
from quizapp.activities.producer import close_holding, open_holding
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.ledger import Source, append_many, session_heads


def record_as_held(
    session: Session, session_id: int, *, signed_by: str, note: str = "", actor: str, now: datetime
) -> SessionRecord:
    """The signed record that the session took place; it counts from now on. One record stands at a time.

    Raises `Invalid` without a name, `Conflict` for a cancelled session or one that has not begun.
    """
    facts = load_facts(session, session_id, lock=Lock.ALONE)
    signer = clean_line(signed_by, limit=100)
    if not signer:
        raise Invalid(N_("请填写谁证明这一场已经举办（姓名和职务）"), field="signed_by")
    if facts.cancelled_at is not None:
        raise Conflict(N_("这一场已取消，不能登记为已举办"))
    if now < facts.starts_at:
        raise Conflict(N_("这一场还没有开始，举办之后再登记"))
    standing = standing_record(session, session_id)
    if standing is not None:
        return standing
    record = SessionRecord(
        session_id=session_id, signed_by=signer, note=clean_line(note, limit=300), recorded_at=now, actor=actor
    )
    session.add(record)
    session.flush()
    append_many(session, open_holding(session, facts, source=Source.MANUAL, actor=actor, now=now))
    return record


def standing_record(session: Session, session_id: int) -> SessionRecord | None:
    """The signed record that has not been withdrawn."""
    return session.scalar(
        select(SessionRecord).where(SessionRecord.session_id == session_id, SessionRecord.withdrawn_at.is_(None))
    )


def withdraw_record(session: Session, session_id: int, *, reason: str, actor: str, now: datetime) -> bool:
    """Withdraw the signed record; whether there was one. Without heads the session counts no more."""
    facts = load_facts(session, session_id, lock=Lock.ALONE)
    why = clean_line(reason, limit=200)
    if not why:
        raise Invalid(N_("请写明撤销原因"), field="reason")
    withdrawn = session.execute(
        update(SessionRecord)
        .where(SessionRecord.session_id == session_id, SessionRecord.withdrawn_at.is_(None))
        .values(withdrawn_at=now, withdrawn_reason=why)
        .returning(SessionRecord.id)
    ).first()
    settle(session, facts, reason=why, actor=actor, now=now)
    return withdrawn is not None


def settle(session: Session, facts: SessionFacts, *, reason: str, actor: str, now: datetime) -> None:
    """Take the session back when neither a head nor a signed record stands. The caller holds its row alone."""
    if facts.held_at is None or session_heads(session, [facts.id]) or standing_record(session, facts.id):
        return
    close_holding(session, facts.id, reason=reason, actor=actor, now=now)


def rehold(session: Session, facts: SessionFacts, *, reason: str, actor: str, now: datetime) -> None:
    """Count a held session anew after its day, hosts or their places in the tree changed. The caller holds its row alone."""
    if close_holding(session, facts.id, reason=reason, actor=actor, now=now):
        fresh = load_facts(session, facts.id)
        append_many(session, open_holding(session, fresh, source=Source.MANUAL, actor=actor, now=now))


def require_no_heads(session: Session, facts: SessionFacts, *, reason: str, actor: str, now: datetime) -> None:
    """Take back a session that counts by a signed record alone. Raises `Conflict` while heads stand."""
    heads = sum(session_heads(session, [facts.id]).get(facts.id, {}).values())
    if heads:
        raise Conflict(N_("这一场已有 %(heads)d 人次签到，不能取消：请先撤销签到"), heads=heads)
    withdraw_record(session, facts.id, reason=reason, actor=actor, now=now)
