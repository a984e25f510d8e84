"""The way from a session's page to its training record."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.activities import SessionFacts
from quizapp.campaigns import Card, Group
from quizapp.kit.i18n import N_, Phrase
from quizapp.trainings.rules import is_training


def links(session: Session, *, facts: SessionFacts, actor: Actor) -> list[Card]:
    """The record, for sessions that teach."""
    if not is_training(facts.kind):
        return []
    return [
        Card(
            group=Group.NOW, title=N_("培训记录"), url=f"/console/sessions/{facts.id}/training", icon="book", order=12,
            text=Phrase(N_("内容、学时、授课人，每人到场和考核结果")),
        )
    ]  # fmt: skip
