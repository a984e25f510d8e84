"""What a participant can do today, gathered from features that this room does not know.

A feature that offers something has a module ``campaign_cards`` with
``cards(session, campaign, person, now) -> list[Card]``; ``person`` is None before a name was given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from quizapp.campaigns.models import Campaign
from quizapp.kit.i18n import Phrase
from quizapp.kit.registry import load_part
from quizapp.people import Person

NOTHING = Phrase("")


class Group(StrEnum):
    """Where on the page a card stands."""

    #: Can be done now.
    NOW = "now"
    #: Opens later.
    LATER = "later"
    #: Was done by this person.
    DONE = "done"
    #: Is over, without this person.
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing on the campaign page: a contest, a session. The whole card is the link."""

    group: Group
    #: As its organizer named it, or a `Phrase` of ours.
    title: Phrase | str
    #: A path of this site; empty when there is nothing to open yet.
    url: str = ""
    #: Name in frontend/icons.json.
    icon: str = "chevron-right"
    #: One line of facts: until when, where, how long.
    text: Phrase = NOTHING
    #: One or two words of state, such as 进行中, 已通过.
    chip: Phrase = NOTHING
    #: "" | action | live | warn | done
    chip_tone: str = ""
    #: Ascending within its group.
    order: int = 100
    #: When it can be done until, or opens; decides between equals.
    at: datetime | None = None
    #: Whether it is a deed: a click sends a form to ``url``. On the console only.
    posts: bool = False


def collect_cards(
    session: Session, campaign: Campaign, person: Person | None, now: datetime
) -> dict[Group, list[Card]]:
    """Cards of all features by group, in the order in which they are shown."""
    found = [card for part in load_part("campaign_cards") for card in part.cards(session, campaign, person, now)]
    found.sort(key=lambda card: (card.order, card.at or now, str(card.title)))
    return {group: [card for card in found if card.group is group] for group in Group}
