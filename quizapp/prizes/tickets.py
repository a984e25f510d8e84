"""Who is in the pool: people of the contest whose result stood at a position of the ledger and met the rule."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy.orm import Session

from quizapp.contests import Counted, Until, stream_results
from quizapp.prizes.models import PrizeDraw
from quizapp.prizes.rules import Eligibility, ticket_of


def list_tickets(session: Session, draw: PrizeDraw, *, position: int) -> dict[str, int]:
    """Ticket -> person id of everybody whose result met the rule at ``position``. Two statements.

    A paper that was voided by then does not count, one that is voided later stays in that pool. The ledger and
    people's rows are never deleted, so a recount at the same position gives the same pool for ever.
    """
    return {ticket_of(draw.ticket_key, person_id): person_id for person_id in _people(session, draw, position)}


def ticket_in_pool(session: Session, draw: PrizeDraw, person_id: int) -> str | None:
    """The person's ticket in the frozen pool; None when he is not in it, or nothing is frozen yet. Two statements."""
    if draw.pool_position is None:
        return None
    found = next(_people(session, draw, draw.pool_position, [person_id]), None)
    return None if found is None else ticket_of(draw.ticket_key, person_id)


def _people(
    session: Session, draw: PrizeDraw, position: int, person_ids: Collection[int] | None = None
) -> Iterator[int]:
    until = Until(position=position)
    results = stream_results(session, draw.contest_id, until=until, person_ids=person_ids)
    return (each.person_id for each in results if _is_eligible(draw, each.counted))


def _is_eligible(draw: PrizeDraw, result: Counted) -> bool:
    """By the result that counts: the best paper, the last, the first or the average, as the contest says."""
    if draw.eligibility == Eligibility.PASSED:
        return result.passed
    if draw.eligibility == Eligibility.FULL_MARKS:
        return result.lost == 0
    return True
