"""The way from a session's page to its drill."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.activities import SessionFacts
from quizapp.campaigns import Card, Group
from quizapp.drills.models import Drill
from quizapp.kit.i18n import N_, Phrase


def links(session: Session, *, facts: SessionFacts, actor: Actor) -> list[Card]:
    """The drill that this session is, if it is one. One statement."""
    drill_id = session.scalar(select(Drill.id).where(Drill.session_id == facts.id))
    if drill_id is None:
        return []
    return [
        Card(
            group=Group.NOW, title=N_("应急演练"), url=f"/console/drills/{drill_id}", icon="muster", order=10,
            text=Phrase(N_("方案、清点板、时间线")),
        )
    ]  # fmt: skip
