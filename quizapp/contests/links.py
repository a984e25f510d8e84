"""What other features offer around a contest.

A certificate for somebody who has taken part: a module ``contest_links``. A team to join, a list to be on: a module
``contest_cards`` with ``cards(session, *, contest, person, now) -> list[Card]``, asked for everybody who looks at the
contest; ``person`` is None before a name was given.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.campaigns import Card
from quizapp.contests.queries import ContestRow
from quizapp.kit.registry import load_part
from quizapp.people import Person


def collect_links(session: Session, *, contest_id: int, code: str, person_id: int) -> list[Card]:
    """Links of all features for the contest's page and the result, in their order."""
    parts = load_part("contest_links")
    found = [
        card
        for part in parts
        for card in part.links(session, contest_id=contest_id, code=code, person_id=person_id)
    ]  # fmt: skip
    return sorted(found, key=lambda card: card.order)


def collect_contest_cards(session: Session, *, contest: ContestRow, person: Person | None, now: datetime) -> list[Card]:
    """Cards of all features for the contest's page, in their order."""
    parts = load_part("contest_cards")
    found = [card for part in parts for card in part.cards(session, contest=contest, person=person, now=now)]
    return sorted(found, key=lambda card: card.order)
