"""How a paper stands in the ledger: by its own entry, and later by one of what let it count again.

That is the ruling that restored a voided paper, or the reopening after which it was handed in once more.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.contests.models import Attempt, AttemptReopening, AttemptRuling
from quizapp.ledger import LedgerEntry, Measure

#: Names in the ledger's ``source_table``.
ATTEMPT, RULING, REOPENING = "attempt", "attempt_ruling", "attempt_reopening"


def restored_by(position: int | None = None) -> ColumnElement[bool]:
    """Whether an `Attempt` whose own entry was taken back stands again, by ``position`` of the ledger (None = now)."""
    return or_(_stands_by(AttemptRuling, RULING, position), _stands_by(AttemptReopening, REOPENING, position))


def _stands_by(
    decision: type[AttemptRuling] | type[AttemptReopening], table: str, position: int | None
) -> ColumnElement[bool]:
    again, taken_back = aliased(LedgerEntry), aliased(LedgerEntry)
    reversal = exists().where(taken_back.reverses_id == again.id, *_until(taken_back, position))
    return exists().where(
        decision.attempt_id == Attempt.id, again.source_table == table, again.source_id == decision.id,
        again.measure == Measure.ATTENDANCE.value, *_until(again, position), ~reversal,
    )  # fmt: skip


def _until(entry: type[LedgerEntry], position: int | None) -> tuple[ColumnElement[bool], ...]:
    return () if position is None else (entry.id <= position,)


def entry_ids(session: Session, attempt_ids: Collection[int]) -> list[int]:
    """Entries that these papers ever got, taken back or not. One statement."""
    rulings = select(AttemptRuling.id).where(AttemptRuling.attempt_id.in_(attempt_ids))
    own = (LedgerEntry.source_table == ATTEMPT) & LedgerEntry.source_id.in_(attempt_ids)
    again = (LedgerEntry.source_table == RULING) & LedgerEntry.source_id.in_(rulings)
    reopenings = select(AttemptReopening.id).where(AttemptReopening.attempt_id.in_(attempt_ids))
    once_more = (LedgerEntry.source_table == REOPENING) & LedgerEntry.source_id.in_(reopenings)
    return list(session.scalars(select(LedgerEntry.id).where(or_(own, again, once_more))))
