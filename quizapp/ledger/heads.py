"""Heads of sessions: how many attendances stand in the ledger for a holding, and how they came in."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.orm import Session

from quizapp.ledger.entry import Measure
from quizapp.ledger.models import LedgerEntry


def approximate_heads(session: Session, session_ids: Collection[int]) -> set[int]:
    """Sessions whose attendances are a floor ("160余"): an approximate crowd stands among them. One statement."""
    if not session_ids:
        return set()
    signed = func.sum(case((LedgerEntry.quantity < 0, -1), else_=1))
    rows = session.scalars(
        select(LedgerEntry.session_id)
        .where(LedgerEntry.session_id.in_(set(session_ids)), LedgerEntry.measure == Measure.ATTENDANCE.value)
        .where(LedgerEntry.is_approximate)
        .group_by(LedgerEntry.session_id)
        .having(signed > 0)
    )
    return {session_id for session_id in rows if session_id is not None}


def session_heads(session: Session, session_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Session id -> source -> attendances (人次) that stand. Sessions and sources without any are left out."""
    if not session_ids:
        return {}
    people = cast(func.sum(LedgerEntry.quantity), Integer)
    rows = session.execute(
        select(LedgerEntry.session_id, LedgerEntry.source, people)
        .where(LedgerEntry.session_id.in_(set(session_ids)), LedgerEntry.measure == Measure.ATTENDANCE.value)
        .group_by(LedgerEntry.session_id, LedgerEntry.source)
        .having(people > 0)
    )
    found: dict[int, dict[str, int]] = {}
    for session_id, source, heads in rows:
        if session_id is not None:
            found.setdefault(session_id, {})[source] = heads
    return found
