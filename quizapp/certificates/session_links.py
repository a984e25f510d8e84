"""The way from a session's page to its certificates of attendance."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.activities import SessionFacts
from quizapp.campaigns import Card, Group
from quizapp.kit.i18n import N_, Phrase
from quizapp.trainings import is_training


def links(session: Session, *, facts: SessionFacts, actor: Actor) -> list[Card]:
    """Certificates, for sessions that teach and for those that ask for a shortest stay."""
    if not is_training(facts.kind) and not facts.door.min_stay_min:
        return []
    return [
        Card(
            group=Group.NOW, title=N_("参加证明"), url=f"/console/sessions/{facts.id}/certificates", icon="award", order=14,
            text=Phrase(N_("到场够时长、考核合格的人，一键发证")),
        )
    ]  # fmt: skip
