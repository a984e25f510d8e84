"""What the console's first page says, gathered from features that this room does not know.

A feature with something to say has a module ``console_cards`` with
``cards(session, view: TodayView) -> list[TodayCard]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.campaigns.models import Campaign
from quizapp.kit.i18n import Phrase
from quizapp.kit.registry import load_part

NOTHING = Phrase("")


class Section(StrEnum):
    """Where on the page a card stands."""

    #: Going on at this moment.
    LIVE = "live"
    #: Has a date by which it must be done.
    DUE = "due"
    #: Wants somebody to look at it: drafts, missing units, complaints.
    EYES = "eyes"
    #: Figures at the top.
    FIGURE = "figure"
    #: What came in last.
    LATEST = "latest"


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayView:
    """For whom the page is: one campaign, seen by one member of staff, at one moment."""

    campaign: Campaign
    actor: Actor
    #: Topmost units of the campaign that the actor may see.
    paths: tuple[str, ...]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayCard:
    """One line of the page. ``title`` is a `Phrase` of ours, or an organizer's own words as plain text."""

    section: Section
    title: Phrase | str
    text: Phrase | str = NOTHING
    url: str = ""
    icon: str = "info"
    chip: Phrase = NOTHING
    #: "" | action | live | warn | done
    tone: str = ""
    #: For figures: the number, already counted.
    value: int | None = None
    order: int = 100


def collect_today(session: Session, view: TodayView) -> dict[Section, list[TodayCard]]:
    """Cards of all features by section, in the order in which they are shown."""
    found = [card for part in load_part("console_cards") for card in part.cards(session, view)]
    found.sort(key=lambda card: card.order)
    return {section: [card for card in found if card.section is section] for section in Section}
