"""What events know about a person: places on lists and the words that were written about him."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.kit.i18n import N_, Phrase
from quizapp.rounds.models import RoundDecision, RoundPlace

#: What stands where a reason about somebody erased stood: rows keep one by constraint.
_GONE = "—"


def erase(session: Session, person_id: int) -> None:
    """Take out the words about the person; places stay without a name, as the published list has them."""
    mine = RoundPlace.person_id == person_id
    quiet = {"synchronize_session": False}
    session.execute(
        update(RoundPlace).where(mine, RoundPlace.reason != "").values(reason=_GONE), execution_options=quiet
    )
    session.execute(update(RoundPlace).where(mine).values(state_reason=""), execution_options=quiet)
    about = (RoundDecision.person_id == person_id, RoundDecision.reason != "")
    session.execute(update(RoundDecision).where(*about).values(reason=_GONE), execution_options=quiet)


def describe(session: Session, person_id: int) -> list[tuple[Phrase, Phrase]]:
    """(what, how much) for the person's own copy of his data; empty when nothing is kept. One statement."""
    count = session.scalar(select(func.count(RoundPlace.id)).where(RoundPlace.person_id == person_id)) or 0
    return [(Phrase(N_("赛事名单")), Phrase(N_("在 %(n)d 份入围名单上"), n=count))] if count else []
