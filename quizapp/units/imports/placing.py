"""Where the rows of a list belong: below which unit, and whether the tree has that unit already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from quizapp.kit.i18n import N_
from quizapp.kit.text import fold_key
from quizapp.units.imports.places import Gazetteer, Place, narrow
from quizapp.units.imports.reading import UnitRow

#: No real tree is deeper; a longer chain of rows is a mistake or an attack.
_DEEPEST = 30

Refuse = Callable[..., None]


class Placing:
    """Settles rows one by one; a row may name another row of the file as its parent, in any order."""

    def __init__(self, rows: Sequence[UnitRow], standing: Sequence[Place], head: Place | None, refuse: Refuse) -> None:
        self._head = head
        self._refuse = refuse
        self._known = Gazetteer()
        self._known.add(standing)
        self._of_row: dict[int, Place] = {}
        self._row_of: dict[int, UnitRow] = {}
        self._settled: dict[int, Place | None] = {}
        for row in rows:
            if not row.code or row.code not in self._known.by_code:
                self._expect(row)
        self._known.add(self._of_row.values())

    def _expect(self, row: UnitRow) -> None:
        place = Place(name=row.name, code=row.code, level=row.level, headcount=row.headcount)
        self._of_row[row.row], self._row_of[id(place)] = place, row

    def place_of(self, row: UnitRow) -> Place | None:
        """The unit that the row means: a standing one, a new one below its parent, or None when that is not clear."""
        place = self._of_row.get(row.row)
        if place is None:
            return self._known.by_code[row.code]
        home = self._settle(place, 0)
        if home is not None and any(self._settled.get(id(each), each) is None for each in _above(home)):
            self._refuse(row, "E-PARENT", N_("第 %(row)d 行的上级那一行有问题，请先改好那一行"), "parent")
            return None
        return home

    def parent_of(self, row: UnitRow) -> list[Place]:
        """The units that the row's parent cell can mean."""
        return self._named(row.parent, 0)

    def _named(self, words: str, depth: int) -> list[Place]:
        settled = (self._settle(place, depth) for place in self._known.candidates(words))
        return narrow((place for place in settled if place is not None), words)

    def _settle(self, place: Place, depth: int) -> Place | None:
        row = self._row_of.get(id(place))
        if row is None:
            return place
        if id(place) not in self._settled:
            self._settled[id(place)] = place  # a circle of rows meets the place itself here, and is refused below
            self._settled[id(place)] = self._find_home(place, row, depth) if depth < _DEEPEST else None
        return self._settled[id(place)]

    def _find_home(self, place: Place, row: UnitRow, depth: int) -> Place | None:
        place.above = self._head
        if row.parent:
            found = [each for each in self._named(row.parent, depth + 1) if each is not place]
            if len(found) != 1:
                self._explain(row, len(found))
                return None
            place.above = found[0]
        if place in _above(place):
            place.above = None
            self._refuse(row, "E-CIRCLE", N_("第 %(row)d 行的上级又归它自己管，请核对上级"), "parent")
            return None
        return place if row.code else self._twin(place) or place

    def _explain(self, row: UnitRow, count: int) -> None:
        if count:
            message = N_("第 %(row)d 行的上级“%(word)s”有 %(count)d 个同名单位，请改填上级单位的代码")
        else:
            message = N_("第 %(row)d 行的上级“%(word)s”没有找到：请核对名称或代码，或者先把它写进表里")
        self._refuse(row, "E-PARENT", message, "parent", word=row.parent, count=count)

    def _twin(self, place: Place) -> Place | None:
        """The unit of this name that stands below the same parent: lists without codes are recognised so."""
        same = [each for each in self._known.by_name[fold_key(place.name)] if each.unit_id is not None]
        here = [each for each in same if each.above is place.above]
        if not here and self._head in same and place.above is self._head:
            here = [place for place in same if place is self._head]
        return here[0] if here else None


def _above(place: Place) -> Iterator[Place]:
    """Everything above the place, each once."""
    seen: set[int] = set()
    step = place.above
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        yield step
        step = step.above
