"""What other features offer around a session of the console: sheets, photos, devices, the drill.

A feature has a module ``session_links`` with ``links(session, *, facts, actor) -> list[Card]``; it leaves out what the
actor may not open.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.activities import SessionFacts
from quizapp.campaigns import Card
from quizapp.kit.registry import load_part


def collect_session_links(session: Session, *, facts: SessionFacts, actor: Actor) -> list[Card]:
    """Links of all features for the session's page, in their order."""
    parts = load_part("session_links")
    found = [card for part in parts for card in part.links(session, facts=facts, actor=actor)]
    return sorted(found, key=lambda card: card.order)
