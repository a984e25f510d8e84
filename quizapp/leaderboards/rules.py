"""How units are ranked: pure, and simple enough to print on the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

#: Units with fewer participants are listed without a rank and without figures: small numbers shame and identify.
MIN_PEOPLE = 5


class Order(StrEnum):
    """What a board is ordered by."""

    #: Participants of declared headcount, when every ranked unit has declared one.
    RATE = "rate"
    #: Participants.
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one unit with its subtree did."""

    unit_id: int
    name: str
    #: 人数, 人次, and people who passed at least once.
    people: int
    attempts: int
    passed_people: int
    #: Declared number of people (应参加人数); None when unknown.
    headcount: int | None

    @property
    def rate_percent(self) -> int | None:
        """Participants of the declared headcount, at most 100; None without one."""
        return min(100, round(100 * self.people / self.headcount)) if self.headcount else None

    @property
    def pass_percent(self) -> int:
        """People who passed of those who took part."""
        return round(100 * self.passed_people / self.people) if self.people else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """A unit on the board; ``rank`` None = too few people to be ranked. Equals share a rank."""

    rank: int | None
    tally: Tally


def rank_units(tallies: Sequence[Tally], *, min_people: int = MIN_PEOPLE) -> tuple[Order, tuple[BoardLine, ...]]:
    """The order that applies and the lines: ranked units first, then the small ones by name.

    By participation rate when every ranked unit has declared its headcount, else by participants; then by pass rate.
    """
    large = [tally for tally in tallies if tally.people >= min_people]
    order = Order.RATE if large and all(tally.headcount for tally in large) else Order.PEOPLE
    large.sort(key=lambda tally: (*_key(tally, order), tally.name))
    keys = [_key(tally, order) for tally in large]
    ranked = [BoardLine(rank=1 + keys.index(_key(tally, order)), tally=tally) for tally in large]
    small = sorted((tally for tally in tallies if 0 < tally.people < min_people), key=lambda tally: tally.name)
    return order, (*ranked, *(BoardLine(rank=None, tally=tally) for tally in small))


def _key(tally: Tally, order: Order) -> tuple[int, int]:
    first = tally.rate_percent or 0 if order is Order.RATE else tally.people
    return -first, -tally.pass_percent
