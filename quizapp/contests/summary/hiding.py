"""Which units' scores are not shown: those of so few people that a figure would be about a person. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

#: Scores of fewer people than this are not shown.
MIN_PEOPLE = 5
K = TypeVar("K", bound=Hashable)


def hidden_units(people: Mapping[K, int]) -> set[K]:
    """The units whose scores stay hidden; units without people need no hiding.

    When those hidden are together still too few, their scores follow from the whole less all others: then the next
    smallest unit is hidden too.
    """
    by_size = sorted((unit for unit in people if people[unit]), key=lambda unit: (people[unit], str(unit)))
    hidden = {unit for unit in by_size if people[unit] < MIN_PEOPLE}
    if hidden and sum(people[unit] for unit in hidden) < MIN_PEOPLE:
        hidden |= set([unit for unit in by_size if unit not in hidden][:1])
    return hidden
