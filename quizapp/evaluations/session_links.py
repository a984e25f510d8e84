"""The way from a session's page to its evaluations."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.activities import SessionFacts, get_kind
from quizapp.campaigns import Card, Group
from quizapp.evaluations.models import Evaluation
from quizapp.kit.i18n import N_, Phrase


def links(session: Session, *, facts: SessionFacts, actor: Actor) -> list[Card]:
    """Evaluation and improvements, for drills and for whatever has been evaluated. One statement."""
    made = session.scalar(select(func.count(Evaluation.id)).where(Evaluation.session_id == facts.id)) or 0
    if not made and not get_kind(facts.kind).drill:
        return []
    return [
        Card(
            group=Group.NOW, title=N_("评估和整改"), url=f"/console/sessions/{facts.id}/evaluations", icon="contest",
            order=40, text=Phrase(N_("逐项评估，问题定人定期整改")),
            chip=Phrase(N_("%(n)d 份"), n=made) if made else Phrase(""),
        )
    ]  # fmt: skip
