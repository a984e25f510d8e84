"""What call-backs know about a person: that he was drawn, and a caller's note. Erased with him; the answer stays."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.callbacks.models import SampledPerson
from quizapp.kit.i18n import N_, Phrase


def erase(session: Session, person_id: int) -> None:
    """Part the answers from the person."""
    session.execute(
        update(SampledPerson)
        .where(SampledPerson.person_id == person_id)
        .values(person_id=None, note="")
        .execution_options(synchronize_session=False)
    )


def describe(session: Session, person_id: int) -> list[tuple[Phrase, Phrase]]:
    """(what, how much) for the person's own copy of his data; empty when he was never drawn. One statement."""
    count = session.scalar(select(func.count(SampledPerson.id)).where(SampledPerson.person_id == person_id)) or 0
    return [(Phrase(N_("抽查回访")), Phrase(N_("被抽中 %(n)d 次"), n=count))] if count else []
