"""What an import would do: which units are new, which change, which rows cannot be placed. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.kit import pinyin
from quizapp.kit.i18n import N_
from quizapp.sheets import Problem, error, warning
from quizapp.units.imports.guessing import guess
from quizapp.units.imports.places import Place
from quizapp.units.imports.placing import Placing
from quizapp.units.imports.reading import ReadUnits, UnitRow
from quizapp.units.models import Unit
from quizapp.units.tree import ancestor_ids, is_within


class Step(StrEnum):
    """What happens to a row."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedUnit:
    """One row and what it does."""

    row: int
    step: Step
    place: Place
    wanted: UnitRow
    #: (field, before, after) as stored: name, parent, level, kind, headcount.
    changes: tuple[tuple[str, str, str], ...] = ()
    new_parent: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The outcome of a preview. New units stand after their parents."""

    units: tuple[PlannedUnit, ...]
    problems: tuple[Problem, ...]

    def of(self, step: Step) -> list[PlannedUnit]:
        """The rows with this outcome."""
        return [each for each in self.units if each.step is step]

    @property
    def has_errors(self) -> bool:
        """Whether a row stays out."""
        return any(problem.is_error for problem in self.problems)


def plan_import(session: Session, read: ReadUnits, *, top: Unit | None) -> Plan:
    """What importing ``read`` below ``top`` would do (None: the whole installation, new trees allowed).

    One statement, whatever the size. Rows that name a parent outside of ``top`` are problems.
    """
    standing = _standing(session)
    inside = [place for path, place in standing if top is None or is_within(path, top.path)]
    head = next((place for place in inside if top is not None and place.unit_id == top.id), None)
    planner = _Planner({place.code: place for _, place in standing}, set(map(id, inside)), list(read.problems))
    return planner.plan(read.rows, inside, head)


def _standing(session: Session) -> list[tuple[str, Place]]:
    """Every unit with its path, parents linked."""
    columns = (
        Unit.id,
        Unit.path,
        Unit.name,
        Unit.code,
        Unit.level,
        Unit.kind,
        Unit.headcount,
        Unit.is_active,
        Unit.depth,
    )
    rows = session.execute(select(*columns).order_by(Unit.depth)).all()
    places = {
        row.id: Place(
            name=row.name, code=row.code, level=row.level, kind=row.kind, headcount=row.headcount, unit_id=row.id,
            is_active=row.is_active, depth=row.depth,
        )
        for row in rows
    }  # fmt: skip
    for row in rows:
        chain = ancestor_ids(row.path)
        places[row.id].above = places.get(chain[-2]) if len(chain) > 1 else None
    return [(row.path, places[row.id]) for row in rows]


class _Planner:
    """One pass over the rows of one file."""

    def __init__(self, taken: dict[str, Place], inside: set[int], problems: list[Problem]) -> None:
        self.taken, self.inside, self.problems = taken, inside, problems
        self.codes: dict[str, int] = {}
        self.met: dict[int, int] = {}

    def plan(self, rows: Sequence[UnitRow], inside: Sequence[Place], head: Place | None) -> Plan:
        usable = [row for row in rows if self._code_is_free(row)]
        placing = Placing(usable, inside, head, self._refuse)
        placed = [(row, place) for row in usable if (place := placing.place_of(row)) is not None]
        once = [(row, place) for row, place in placed if self._is_first(row, place)]
        new = [(row, place) for row, place in once if place.unit_id is None]
        planned = [self._added(row, place) for row, place in _parents_first(new)]
        planned += [self._changed(row, place, placing, head) for row, place in once if place.unit_id is not None]
        return Plan(units=tuple(planned), problems=tuple(sorted(self.problems, key=lambda each: each.row)))

    def _refuse(self, row: UnitRow, problem: str, message: str, field: str, **params: object) -> None:
        self.problems.append(error(row.row, problem, message, field=field, **params))

    def _warn(self, row: UnitRow, problem: str, message: str, field: str, **params: object) -> None:
        self.problems.append(warning(row.row, problem, message, field=field, **params))

    def _code_is_free(self, row: UnitRow) -> bool:
        if not row.code:
            return True
        first = self.codes.setdefault(row.code, row.row)
        if first != row.row:
            message = N_("第 %(row)d 行的代码“%(word)s”与第 %(first)d 行相同")
            self._refuse(row, "E-CODE", message, "code", word=row.code, first=first)
            return False
        owner = self.taken.get(row.code)
        if owner is not None and id(owner) not in self.inside:
            message = N_("第 %(row)d 行的代码“%(word)s”已被范围以外的单位使用")
            self._refuse(row, "E-CODE", message, "code", word=row.code)
            return False
        return True

    def _is_first(self, row: UnitRow, place: Place) -> bool:
        """False for a second row about the same unit."""
        first = self.met.setdefault(id(place), row.row)
        if first != row.row:
            message = N_("第 %(row)d 行与第 %(first)d 行是同一个单位，只用前一行")
            self._warn(row, "W-DUPLICATE", message, "name", first=first)
        return first == row.row

    def _added(self, row: UnitRow, place: Place) -> PlannedUnit:
        level, kind = guess(row.name, place.above.level if place.above else "")
        place.level, place.kind = row.level or level, row.kind or kind
        place.depth = place.above.depth + 1 if place.above else 0
        place.code = place.code or self._own_code(place)
        return PlannedUnit(row=row.row, step=Step.ADD, place=place, wanted=row)

    def _own_code(self, place: Place) -> str:
        """A readable code for a list without codes: the parent's and the initials of the name."""
        base = f"{place.above.code}-" if place.above else ""
        stem = f"{base}{pinyin.initials(place.name) or 'unit'}"[:56]
        code, number = stem, 2
        while code in self.taken or code in self.codes:
            code, number = f"{stem}{number}", number + 1
        self.codes[code] = 0
        return code

    def _changed(self, row: UnitRow, place: Place, placing: Placing, head: Place | None) -> PlannedUnit:
        parent = self._new_parent(row, place, placing) if row.parent and place is not head else None
        changes = tuple(_differences(row, place, parent))
        if changes and not place.is_active:
            self._warn(row, "W-CLOSED", N_("第 %(row)d 行的单位已停用，没有改动"), "name")
            changes = ()
        step = Step.CHANGE if changes else Step.SAME
        return PlannedUnit(row=row.row, step=step, place=place, changes=changes, wanted=row, new_parent=parent)

    def _new_parent(self, row: UnitRow, place: Place, placing: Placing) -> Place | None:
        """Where the row moves a standing unit; None when it stays."""
        found = placing.parent_of(row)
        if place.above in found:
            return None
        clear = len(found) == 1 and found[0].unit_id is not None and found[0].is_active
        if not clear or place is found[0] or _is_below(found[0], place):
            message = N_("第 %(row)d 行的上级“%(word)s”不明确，单位留在原处")
            self._warn(row, "W-PARENT", message, "parent", word=row.parent)
            return None
        return found[0]


def _differences(row: UnitRow, place: Place, parent: Place | None) -> Iterator[tuple[str, str, str]]:
    if row.name != place.name:
        yield "name", place.name, row.name
    if parent is not None:
        yield "parent", place.above.name if place.above else "", parent.name
    for field in ("level", "kind"):
        before, after = getattr(place, field), getattr(row, field)
        if after and after != before:
            yield field, before, after
    if row.headcount is not None and row.headcount != place.headcount:
        yield "headcount", "" if place.headcount is None else str(place.headcount), str(row.headcount)


def _is_below(place: Place, top: Place) -> bool:
    step = place.above
    while step is not None and step is not top:
        step = step.above
    return step is top


def _parents_first(new: list[tuple[UnitRow, Place]]) -> list[tuple[UnitRow, Place]]:
    """New units in an order in which each comes after its parent."""

    def height(place: Place) -> int:
        steps = 0
        while place.above is not None and place.above.unit_id is None:
            place, steps = place.above, steps + 1
        return steps

    return sorted(new, key=lambda each: (height(each[1]), each[0].row))
