"""What integrity knows about a person: the words of appeals, shown with his record and erased with him."""

from __future__ import annotations

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from quizapp.contests import Attempt
from quizapp.integrity.models import AttemptAppeal
from quizapp.kit.i18n import N_, Phrase


def erase(session: Session, person_id: int) -> None:
    """Take out what the person wrote; decisions and answers stay, they are about papers."""
    papers = _papers(person_id)
    session.execute(
        update(AttemptAppeal)
        .where(AttemptAppeal.attempt_id.in_(papers))
        .values(words="")
        .execution_options(synchronize_session=False)
    )


def describe(session: Session, person_id: int) -> list[tuple[Phrase, Phrase]]:
    """(what, how much) for the person's own copy of his data; empty when nothing is kept. One statement."""
    written = select(func.count(AttemptAppeal.id)).where(
        AttemptAppeal.attempt_id.in_(_papers(person_id)), AttemptAppeal.words != ""
    )
    count = session.scalar(written) or 0
    return [(Phrase(N_("申诉")), Phrase(N_("写过 %(n)d 条"), n=count))] if count else []


def _papers(person_id: int) -> Select[int]:
    return select(Attempt.id).where(Attempt.person_id == person_id)
