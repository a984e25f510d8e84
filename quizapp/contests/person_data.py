"""What contests know about a person beside the ledger: why more time was given, and open codes; erased with the person."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from quizapp.contests.accommodations import erase_reasons
from quizapp.contests.models import Attempt, ContestAccommodation, MoveCode
from quizapp.kit.i18n import N_, Phrase


def erase(session: Session, person_id: int) -> None:
    """Take out reasons and codes; papers, deadlines and figures stay."""
    erase_reasons(session, person_id)
    papers = select(Attempt.id).where(Attempt.person_id == person_id)
    session.execute(
        delete(MoveCode).where(MoveCode.attempt_id.in_(papers)).execution_options(synchronize_session=False)
    )


def describe(session: Session, person_id: int) -> list[tuple[Phrase, Phrase]]:
    """(what, how much) for the person's own copy of his data; empty when nothing is kept. One statement."""
    given = select(func.count(ContestAccommodation.id)).where(ContestAccommodation.person_id == person_id)
    count = session.scalar(given) or 0
    return [(Phrase(N_("答题时间的照顾安排")), Phrase(N_("%(n)d 次竞赛"), n=count))] if count else []
