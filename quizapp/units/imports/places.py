"""Finding the unit that a cell means: by code, by a path of names, by a name that only one unit has."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from quizapp.kit.text import fold_key

_STEPS = re.compile(r"\s*(?:/|／|>|＞|\\|→|—>|->)\s*")


@dataclass(slots=True, kw_only=True, eq=False)
class Place:
    """A unit of the tree or of the file. ``above`` None: the top."""

    name: str
    code: str
    level: str
    kind: str = ""
    headcount: int | None = None
    above: Place | None = None
    #: None for units that only the file knows so far.
    unit_id: int | None = None
    is_active: bool = True
    depth: int = 0

    def chain(self) -> list[str]:
        """Folded names from this unit upwards; ends early when the file puts units in a circle."""
        names: list[str] = []
        seen: set[int] = set()
        place: Place | None = self
        while place is not None and id(place) not in seen:
            seen.add(id(place))
            names.append(fold_key(place.name))
            place = place.above
        return names


@dataclass(slots=True)
class Gazetteer:
    """All places that a cell may name."""

    by_code: dict[str, Place] = field(default_factory=dict)
    by_name: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))

    def add(self, places: Iterable[Place]) -> None:
        """Know these places, too."""
        for place in places:
            if place.code:
                self.by_code.setdefault(place.code, place)
            self.by_name[fold_key(place.name)].append(place)

    def candidates(self, words: str) -> list[Place]:
        """The places that the code or the last name in ``words`` can mean."""
        if words in self.by_code:
            return [self.by_code[words]]
        steps = _steps(words)
        return list(self.by_name.get(steps[0], ())) if steps else []


def narrow(places: Iterable[Place], words: str) -> list[Place]:
    """The distinct places that fit the whole of ``words``, a path of names perhaps; closed units only if all are."""
    steps = _steps(words)
    once = {id(place): place for place in places}.values()
    fitting = [place for place in once if place.code == words or _follows(place.chain(), steps)]
    return [place for place in fitting if place.is_active] or fitting


def _steps(words: str) -> list[str]:
    """Folded names of a path, the lowest first."""
    return [key for step in reversed(_STEPS.split(words)) if (key := fold_key(step))]


def _follows(chain: list[str], wanted: list[str]) -> bool:
    """Whether the steps stand in this order above the place; levels in between may be left out."""
    above = iter(chain)
    return all(step in above for step in wanted)
