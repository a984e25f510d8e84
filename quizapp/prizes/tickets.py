"""Who is in the pool: people of the contest whose attendance stood in the ledger at a position."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from quizapp.contests import Attempt, restored_by
from quizapp.ledger import LedgerEntry
from quizapp.prizes.models import PrizeDraw
from quizapp.prizes.rules import Eligibility, ticket_of


def list_tickets(session: Session, draw: PrizeDraw, *, position: int) -> dict[str, int]:
    """Ticket -> person id of everybody who met the rule at ``position``. One statement.

    A paper that was voided by then does not count. The ledger and people's rows are never deleted, so a recount at the
    same position gives the same pool for ever.
    """
    return {ticket_of(draw.ticket_key, person_id): person_id for person_id in session.scalars(_people(draw, position))}


def ticket_in_pool(session: Session, draw: PrizeDraw, person_id: int) -> str | None:
    """The person's ticket in the frozen pool; None when he is not in it, or nothing is frozen yet. One statement."""
    if draw.pool_position is None:
        return None
    found = session.scalar(_people(draw, draw.pool_position).where(Attempt.person_id == person_id).limit(1))
    return None if found is None else ticket_of(draw.ticket_key, person_id)


def _people(draw: PrizeDraw, position: int) -> Select[Any]:
    reversal = aliased(LedgerEntry)
    taken_back = (reversal.reverses_id == LedgerEntry.id) & (reversal.id <= position)
    query = (
        select(Attempt.person_id)
        .join(
            LedgerEntry,
            (LedgerEntry.source_table == "attempt")
            & (LedgerEntry.source_id == Attempt.id)
            & (LedgerEntry.measure == "attendance")
            & (LedgerEntry.id <= position),
        )
        .outerjoin(reversal, taken_back)
        # the ledger alone decides: a paper voided after the pool was frozen stays in that pool
        .where(Attempt.contest_id == draw.contest_id, reversal.id.is_(None) | restored_by(position))
        .distinct()
    )
    if draw.eligibility == Eligibility.PASSED:
        query = query.where(Attempt.passed.is_(True))
    if draw.eligibility == Eligibility.FULL_MARKS:
        query = query.where(Attempt.score == Attempt.max_score)
    return query
