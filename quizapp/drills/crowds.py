"""People without names in a muster: how many wardens counted, who came by himself, how many of each crowd are missing.

One crowd's surplus never stands for another's lack: ten too many in the yard do not mean that the canteen is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from quizapp.drills.curves import curve_of
from quizapp.drills.models import DrillZone
from quizapp.drills.rules import CountStanding

_Steps = Sequence[tuple[datetime, int]]


def share_out(
    arrivals: Iterable[tuple[datetime, int | None]], crowd_points: Mapping[int, int | None]
) -> dict[int | None, list[datetime]]:
    """Crowd -> when people on no list came who belong to it; None: they may be any crowd's.

    ``arrivals`` are (moment, assembly point or None), ``crowd_points`` crowd -> where it assembles. Somebody belongs to
    the only crowd there is, or to the only one that assembles where he came; without crowds to nobody.
    """
    found: dict[int | None, list[datetime]] = {}
    for at, point in arrivals if crowd_points else ():
        near = [crowd for crowd, own in crowd_points.items() if point is not None and own == point]
        here = list(crowd_points) if len(crowd_points) == 1 else near
        found.setdefault(here[0] if len(here) == 1 else None, []).append(at)
    return found


@dataclass(frozen=True, slots=True)
class Crowds:
    """What is known about the people without names, zone by zone."""

    #: Zone -> what its wardens' counts come to.
    counts: Mapping[int, CountStanding]
    #: As `share_out` gives it.
    came: Mapping[int | None, Sequence[datetime]]

    def of(self, plan: Sequence[DrillZone], *, is_all: bool) -> Crowd:
        """The crowds of these zones together; ``is_all``: of the whole plan, with whoever may be any crowd's."""
        anywhere = self.came.get(None, ()) if is_all else ()
        grown = [(zone.expected or 0, self._steps(zone)) for zone in plan]
        expected = sum(most for most, _ in grown)
        known = curve_of(expected, anywhere, [_capped(steps, most) for most, steps in grown])
        return Crowd(
            expected=expected,
            people=sum(_last(steps) for _, steps in grown) + len(anywhere),
            missing=max(expected - known.people, 0),
            anywhere=len(anywhere),
            steps=_capped(known.steps, expected),
        )

    def _steps(self, zone: DrillZone) -> _Steps:
        counted = self.counts.get(zone.id, CountStanding()).steps
        return curve_of(0, self.came.get(zone.id, ()), [counted]).steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Unnamed people of some zones."""

    expected: int
    #: Who is there, also beyond those expected.
    people: int
    missing: int
    #: Who came by himself and may be any crowd's: counted for all together, in no zone.
    anywhere: int
    #: How many of those expected were there since when.
    steps: _Steps


def _last(steps: _Steps) -> int:
    return steps[-1][1] if steps else 0


def _capped(steps: _Steps, most: int) -> _Steps:
    return [(at, min(people, most)) for at, people in steps]
