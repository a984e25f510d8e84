"""What other features offer somebody who has taken part: a certificate. They say so in a module ``contest_links``."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.campaigns import Card
from quizapp.kit.registry import load_part


def collect_links(session: Session, *, contest_id: int, code: str, person_id: int) -> list[Card]:
    """Links of all features for the contest's page and the result, in their order."""
    parts = load_part("contest_links")
    found = [
        card
        for part in parts
        for card in part.links(session, contest_id=contest_id, code=code, person_id=person_id)
    ]  # fmt: skip
    return sorted(found, key=lambda card: card.order)
