"""What a data set is about, as plain values that wait beside the order and are opened again when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign, get_campaign
from quizapp.kit.periods import parse_period
from quizapp.ledger import Scope
from quizapp.statistics import Form, find_form
from quizapp.units import Unit, get_unit


class BookReach(StrEnum):
    """Whose forms a book holds beside the unit's own."""

    CHILDREN = "children"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One order. ``position`` is a settled one: the same file can be made again, in any format."""

    campaign_id: int
    unit_id: int
    period: str
    position: int
    #: Empty for what needs no form.
    form_key: str = ""
    #: Folder of the installation's own forms.
    forms_folder: str = ""
    reach: str = BookReach.CHILDREN.value
    #: activity | unit | person, for tallies.
    by: str = ""
    #: When it was ordered, ISO: the day that stands on the forms.
    ordered_at: str = ""
    #: What the house's own words are called in the language of whoever orders.
    words: Mapping[str, str] | None = None

    def as_choices(self) -> dict[str, Any]:
        """For `quizapp.downloads.Order`."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """An order with what it names."""

    chosen: Chosen
    campaign: Campaign
    unit: Unit

    @property
    def scope(self) -> Scope:
        """The part of the ledger."""
        return Scope(
            campaign_id=self.campaign.id, unit_path=self.unit.path, period=parse_period(self.chosen.period),
            position=self.chosen.position,
        )  # fmt: skip

    @property
    def ordered_at(self) -> datetime:
        """When it was ordered."""
        return datetime.fromisoformat(self.chosen.ordered_at)

    def say(self, word: str) -> str:
        """A word of the house in the reader's language."""
        return (self.chosen.words or {}).get(word, word)


def open_chosen(session: Session, choices: Mapping[str, Any]) -> Ground:
    """The order as it was given. Raises `NotFound` for what is gone since."""
    chosen = Chosen(**choices)
    return Ground(
        chosen=chosen, campaign=get_campaign(session, chosen.campaign_id), unit=get_unit(session, chosen.unit_id)
    )


def form_of_ground(session: Session, ground: Ground) -> Form:
    """The form that was chosen."""
    return find_form(session, ground.campaign, ground.chosen.form_key, Path(ground.chosen.forms_folder))
