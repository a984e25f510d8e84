"""What earlier reports of a unit mean for a sheet, told by a room that this one does not know.

A feature that keeps filed reports has a module ``earlier_reports`` as `Teller` describes it. Without one, or where
reports are not filed, every sheet stands for itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol, cast

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.kit.registry import load_part
from quizapp.statistics.said import Sheet, previous_figures


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedEarlier:
    """By how much a filed weekly figure of a unit differs from the ledger: its cumulative figure differs by it too."""

    unit_path: str
    field_key: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What earlier reports add to a sheet."""

    #: Whether answers that are no figures are asked for once a campaign instead of once a sheet.
    asks_once: bool = False
    #: Unit id -> field -> what of earlier weeks has come in since they were reported; negative for corrections.
    late: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    #: Unit id -> field -> what weekly reports of the unit and of those below typed, as its own total counts it.
    typed: Mapping[int, Mapping[str, Sequence[TypedEarlier]]] = field(default_factory=dict)

    def late_of(self, unit_id: int, key: str) -> int:
        """What came late for one figure of a unit."""
        return self.late.get(unit_id, {}).get(key, 0)

    def typed_of(self, unit_id: int, key: str, covered: Sequence[str]) -> int | None:
        """What was typed in weekly reports beside the ledger, below none of the ``covered`` paths; None = nothing said."""
        found = [
            each.amount
            for each in self.typed.get(unit_id, {}).get(key, ())
            if not any(each.unit_path.startswith(path) for path in covered)
        ]
        return sum(found) if found else None


#: For sheets that nobody files.
NOTHING_EARLIER = Earlier()


class Teller(Protocol):
    """The module ``earlier_reports`` of a feature that keeps filed reports."""

    def is_filed(self, session: Session, campaign: Campaign, form_key: str) -> bool:
        """Whether units of the campaign report on the form, so that they need not answer twice."""

    def look_back(self, session: Session, sheet: Sheet, units: Mapping[int, str], *, position: int | None) -> Earlier:
        """``units`` (id -> path): the sheet's own and those below whose own sheets matter for it."""

    def filed_since(self, session: Session, sheet: Sheet) -> list[str]:
        """Names of units below that reported after the sheet's unit had."""

    def previous_cumulative(self, session: Session, sheet: Sheet, *, before: datetime) -> dict[str, int] | None:
        """The cumulative figures of the last report filed before a moment; None when there is none."""


@lru_cache(maxsize=1)
def _teller() -> Teller | None:
    return next((cast(Teller, module) for module in load_part("earlier_reports")), None)


def is_filed(session: Session, campaign: Campaign, form_key: str) -> bool:
    """Whether reports on the form are filed, each answer being asked for once."""
    teller = _teller()
    return teller is not None and teller.is_filed(session, campaign, form_key)


def look_back(session: Session, sheet: Sheet, units: Mapping[int, str], *, position: int | None) -> Earlier:
    """What earlier reports mean for ``sheet`` at ``position`` (None = now)."""
    teller = _teller()
    return teller.look_back(session, sheet, units, position=position) if teller else NOTHING_EARLIER


def filed_since(session: Session, sheet: Sheet) -> list[str]:
    """Names of the units below that reported on the sheet's period after its own report; on a week's for the total.

    What they filed stands in no report of the unit, but in its total and in those above.
    """
    teller = _teller()
    return teller.filed_since(session, sheet) if teller else []


def figures_before(session: Session, sheet: Sheet, *, now: datetime, closed: datetime) -> dict[str, int]:
    """Cumulative figures as last filed; where nothing was filed, what people stood for when the last week ``closed``."""
    teller = _teller()
    filed = teller.previous_cumulative(session, sheet, before=now) if teller else None
    return previous_figures(session, sheet, before=closed) if filed is None else filed
