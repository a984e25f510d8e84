"""The way from a session's page to its photos."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.activities import SessionFacts
from quizapp.campaigns import Card, Group
from quizapp.kit.i18n import N_, Phrase


def links(session: Session, *, facts: SessionFacts, actor: Actor) -> list[Card]:
    """Photos, for everybody who may see the session."""
    return [
        Card(
            group=Group.NOW, title=N_("现场照片"), url=f"/console/sessions/{facts.id}/photos", icon="upload", order=30,
            text=Phrase(N_("去掉位置信息后存档，重复使用的会标出来")),
        )
    ]  # fmt: skip
