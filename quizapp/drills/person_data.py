"""What drills know about a person: where he was expected and what was said, shown with his record and erased with him."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.drills.ddl import ERASED
from quizapp.drills.models import DrillEvent, DrillExpected
from quizapp.kit.i18n import N_, Phrase


def erase(session: Session, person_id: int) -> None:
    """Take out reasons, which may name him; that somebody was expected and where he stood stays without a name."""
    rows = select(DrillExpected.id).where(DrillExpected.person_id == person_id)
    session.execute(
        update(DrillEvent)
        .where(DrillEvent.expected_id.in_(rows), DrillEvent.reason != "")
        .values(reason=ERASED)
        .execution_options(synchronize_session=False)
    )


def describe(session: Session, person_id: int) -> list[tuple[Phrase, Phrase]]:
    """(what, how much) for the person's own copy of his data; empty when nothing is kept. One statement."""
    drills = session.scalar(select(func.count(DrillExpected.id.distinct())).where(DrillExpected.person_id == person_id))
    return [(Phrase(N_("演练名单")), Phrase(N_("在 %(n)d 次演练的应到名单上"), n=drills))] if drills else []
