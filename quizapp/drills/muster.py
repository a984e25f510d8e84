"""What stands on a muster board: people, and zones with the people below them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from quizapp.drills.crowds import Crowd
from quizapp.drills.curves import Curve
from quizapp.drills.rules import Standing, State


@dataclass(frozen=True, slots=True, kw_only=True)
class MusterPerson:
    """One person expected, and what stands about him."""

    id: int
    zone_id: int
    person_id: int | None
    #: Empty once erased.
    name: str
    detail: str
    standing: Standing
    #: Where he is, when that is known and not where his zone assembles: safe all the same.
    wrong_point: str = ""

    @property
    def state(self) -> State:
        """Where he stands."""
        return self.standing.state


@dataclass(frozen=True, slots=True, kw_only=True)
class MusterZone:
    """A zone with the people of the zones below it."""

    id: int
    name: str
    depth: int
    warden: str
    #: Its own assembly point or the one of the zone above; empty = anywhere.
    point: str
    #: Named people by state.
    states: Mapping[State, int]
    crowd: Crowd
    #: Whether counts or marks contradict one another.
    is_contested: bool
    curve: Curve
    #: When the zone's count was said to be complete.
    counted_at: datetime | None

    @property
    def expected(self) -> int:
        """Everybody who has to be accounted for; those exempt are not."""
        return sum(self.states.values()) - self.states.get(State.EXEMPT, 0) + self.crowd.expected

    @property
    def arrived(self) -> int:
        """Who is there, named and counted."""
        return self.states.get(State.ARRIVED, 0) + self.crowd.people

    @property
    def present(self) -> int:
        """Who of those expected is there."""
        return self.states.get(State.ARRIVED, 0) + self.crowd.expected - self.crowd.missing

    @property
    def outstanding(self) -> int:
        """Who is not accounted for."""
        named = sum(number for state, number in self.states.items() if not state.is_accounted_for)
        return named + self.crowd.missing
