"""Events on the campaign's page, and the good news for those on a list."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign, Card, Group
from quizapp.kit.i18n import N_, Phrase
from quizapp.people import Person
from quizapp.rounds.places import place_card
from quizapp.rounds.queries import EventRow, list_public_events, my_places


def cards(session: Session, campaign: Campaign, person: Person | None, now: datetime) -> list[Card]:
    """A card for each event, one for each place of this person. One statement, or two."""
    events = list_public_events(session, campaign.id)
    mine = my_places(session, person.id, campaign_id=campaign.id) if events and person else []
    return [place_card(each) for each in mine] + [_card(each) for each in events]


def _card(found: EventRow) -> Card:
    text = Phrase(N_("一共 %(n)d 轮，看赛程、晋级办法和名单"), n=found.size)
    return Card(
        group=Group.NOW, title=found.event.title, url=f"/e/{found.event.code}", icon="flag", text=text, order=15
    )
