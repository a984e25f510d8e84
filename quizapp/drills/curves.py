"""Pure arithmetic of an evacuation: how many were out when, and when a share of them was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

#: Shares of the people expected whose time is told, in percent.
SHARES = (50, 90, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Arrivals over time. ``steps`` are (moment, people there since then), moments rising; people may fall back."""

    expected: int
    steps: tuple[tuple[datetime, int], ...] = ()

    @property
    def people(self) -> int:
        """How many were there in the end."""
        return self.steps[-1][1] if self.steps else 0

    @property
    def first_at(self) -> datetime | None:
        """When the first one was there."""
        return next((at for at, people in self.steps if people > 0), None)

    def reached_at(self, percent: int) -> datetime | None:
        """Since when at least ``percent`` of the expected were there and stayed so; None when that never came.

        Nobody expected: None. Fractions of a person count up: half of three is two.
        """
        needed = -(-self.expected * percent // 100)
        if needed == 0 or self.people < needed:
            return None
        since = self.steps[-1][0]
        for at, people in reversed(self.steps):
            if people < needed:
                break
            since = at
        return since


def curve_of(
    expected: int, arrivals: Iterable[datetime], crowds: Iterable[Sequence[tuple[datetime, int]]] = ()
) -> Curve:
    """The curve of named arrivals and counted crowds together. Each crowd is its own number over time."""
    changes = [(at, 1) for at in arrivals]
    for steps in crowds:
        before = 0
        for at, people in _rising(steps):
            changes.append((at, people - before))
            before = people
    total, found = 0, dict[datetime, int]()
    for at, change in sorted(changes):
        total += change
        found[at] = total
    return Curve(expected=expected, steps=tuple(found.items()))


def _rising(steps: Sequence[tuple[datetime, int]]) -> list[tuple[datetime, int]]:
    """The steps with moments that never go back: a count noted late is taken for the moment of the one before it."""
    found: list[tuple[datetime, int]] = []
    for at, people in steps:
        found.append((max(at, found[-1][0]) if found else at, people))
    return found
