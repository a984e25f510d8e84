"""What teams know about a person: seats, and a name that he may have given to a team."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.kit.i18n import N_, Phrase
from quizapp.teams.models import Team, TeamMember


def erase(session: Session, person_id: int) -> None:
    """Hide the names of teams that the person founded until staff has looked again; seats stay without a name."""
    session.execute(
        update(Team).where(Team.founder_id == person_id).values(name_approved_at=None),
        execution_options={"synchronize_session": False},
    )


def describe(session: Session, person_id: int) -> list[tuple[Phrase, Phrase]]:
    """(what, how much) for the person's own copy of his data; empty when nothing is kept. One statement."""
    sits = select(func.count(TeamMember.id)).where(TeamMember.person_id == person_id, TeamMember.left_at.is_(None))
    count = session.scalar(sits) or 0
    return [(Phrase(N_("组队")), Phrase(N_("在 %(n)d 支队伍里"), n=count))] if count else []
