"""What the ledger holds about one person: for the person's own record and for the console."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from quizapp.ledger.models import LedgerEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """One thing a person took part in. ``is_reversed``: it was taken back later and counts no more."""

    id: int
    kind: str
    measure: str
    day: date
    occurred_at: datetime
    source: str
    source_table: str
    source_id: int
    is_reversed: bool


def entries_of_person(session: Session, person_id: int, *, limit: int = 500) -> list[PersonEntry]:
    """What the person took part in, newest first; corrections are folded into the entry they take back."""
    taking_back = aliased(LedgerEntry)
    rows = session.execute(
        select(LedgerEntry, taking_back.id)
        .outerjoin(taking_back, taking_back.reverses_id == LedgerEntry.id)
        .where(LedgerEntry.person_id == person_id, LedgerEntry.reverses_id.is_(None))
        .order_by(LedgerEntry.occurred_at.desc(), LedgerEntry.id.desc())
        .limit(limit)
    )
    return [
        PersonEntry(
            id=entry.id, kind=entry.kind, measure=entry.measure, day=entry.day, occurred_at=entry.occurred_at,
            source=entry.source, source_table=entry.source_table, source_id=entry.source_id,
            is_reversed=reversal is not None,
        )
        for entry, reversal in rows
    ]  # fmt: skip
