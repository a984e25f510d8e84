"""Why a parent's figure is not the sum of its children's: line by line, and the lines add up to the figure.

The number of statements does not depend on how many units there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from quizapp.ledger import Scope, Sum, Wanted, distinct_people, joint_sums, people_below, subtree_sums
from quizapp.statistics.below import wanted_of
from quizapp.statistics.earlier import NOTHING_EARLIER, Earlier, is_filed, look_back
from quizapp.statistics.folds import Folded, Sums, fold
from quizapp.statistics.form import Derive, Field, Fold
from quizapp.statistics.report import Provenance, Report
from quizapp.statistics.said import WordBelow, topmost_words, words_below
from quizapp.units import Unit, list_children

_NOTHING = Folded(value=0)


class Why(StrEnum):
    """What a line of an explanation stands for."""

    #: A unit directly below, with the figure of its own form.
    CHILD = "child"
    #: Units directly below that are closed or merged: what they did before still counts.
    CLOSED = "closed"
    #: What the unit's own office brought in.
    OWN = "own"
    #: Sessions with several hosts below, each of which counts them.
    JOINT = "joint"
    #: People who stand in the figures of several units.
    SAME_PEOPLE = "same_people"
    #: What of earlier weeks came in after this unit's report, not counted by the children in this one.
    LATE = "late"
    #: What the unit's weekly reports typed beside the ledger.
    WEEKLY = "weekly"
    #: The unit typed another figure.
    TYPED = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line; ``amount`` may be negative, and None is a child that has not answered (it adds nothing)."""

    why: Why
    amount: int | None
    unit: Unit | None = None
    #: The child typed the figure, or one of the units below it did.
    is_typed: bool = False
    has_typed_below: bool = False
    is_approximate: bool = False
    #: What came late from earlier weeks is in it.
    late: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A figure and the lines that it is made of."""

    field: Field
    figure: int
    lines: tuple[Line, ...]

    @property
    def of_children(self) -> int:
        """The sum that one would expect."""
        return sum(line.amount or 0 for line in self.lines if line.why is Why.CHILD)

    @property
    def others(self) -> tuple[Line, ...]:
        """Everything but the children."""
        return tuple(line for line in self.lines if line.why is not Why.CHILD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What was read of the units below, once for all fields."""

    report: Report
    fields: Sequence[Field]
    #: Unit id -> what the ledger holds for its whole subtree; the report's own unit is among them.
    rows: Mapping[int, Sequence[Sum]]
    closed: Sequence[Unit]
    words: Mapping[str, Sequence[WordBelow]]
    sums: Mapping[int, Sums]
    joint: Sums
    earlier: Earlier

    def below(self) -> list[Unit]:
        return [*self.report.children, *self.closed]

    def words_of(self, field: Field, path: str = "/") -> list[WordBelow]:
        return [word for word in self.words.get(field.key, ()) if word.unit_path.startswith(path)]


def explain(session: Session, report: Report, fields: Sequence[Field] | None = None) -> dict[str, Explanation]:
    """Field key -> explanation of each figure (of ``fields``; None = all) that the unit has; nothing without children."""
    return explain_ground(session, look_around(session, report, fields))


def look_around(session: Session, report: Report, fields: Sequence[Field] | None = None) -> Ground:
    """What an explanation needs. For all fields it reads whatever the ledger holds, so that others may use it too."""
    asked = [
        field for field in (report.form.fields() if fields is None else fields)
        if field.is_number and report.number(field.key) is not None
        and report.cells[field.key].provenance is not Provenance.RETIRED
    ]  # fmt: skip
    if not report.children:
        return Ground(
            report=report, fields=(), rows={}, sums={}, closed=(), words={}, joint=Sums(), earlier=NOTHING_EARLIER
        )
    derives = [] if fields is None else [field.derive for field in asked if field.derive is not None]
    return _read(session, report, asked, [wanted_of(derive) for derive in derives])


def explain_ground(session: Session, ground: Ground) -> dict[str, Explanation]:
    """The explanations; people are read only now."""
    return {field.key: _explain(session, ground, field) for field in ground.fields}


def scope_of(report: Report) -> Scope:
    """The part of the ledger that the report covers."""
    return Scope(
        campaign_id=report.campaign.id, unit_path=report.unit.path, period=report.period, position=report.position
    )


def _read(session: Session, report: Report, fields: Sequence[Field], wanted: Sequence[Wanted]) -> Ground:
    sheet, scope, unit = report.sheet, scope_of(report), report.unit
    asks_once = is_filed(session, sheet.campaign, sheet.form.key)
    keys = {field.key for field in fields}
    by_field: dict[str, list[WordBelow]] = {}
    for word in words_below(session, sheet, asks_once=asks_once):
        if word.field_key in keys:
            by_field.setdefault(word.field_key, []).append(word)
    words = {key: topmost_words(found) for key, found in by_field.items()}
    closed = [each for each in list_children(session, unit.id, only_active=False) if not each.is_active]
    units = {each.id: each.path for each in (unit, *report.children, *closed)}
    units |= {word.unit_id: word.unit_path for found in words.values() for word in found}
    rows = subtree_sums(session, scope, units, wanted=wanted)
    return Ground(
        report=report, fields=fields, rows=rows, closed=closed, words=words, sums={unit_id: Sums(found) for unit_id, found in rows.items()},
        joint=Sums(_joint(session, scope, unit.id, fields)),
        earlier=look_back(session, sheet, units, position=report.position) if asks_once else NOTHING_EARLIER,
    )  # fmt: skip


def _joint(session: Session, scope: Scope, unit_id: int, fields: Sequence[Field]) -> list[Sum]:
    has_sessions = any(field.derive is not None and field.derive.fold is Fold.SESSIONS for field in fields)
    return joint_sums(session, scope, unit_id) if has_sessions else []


def _explain(session: Session, ground: Ground, field: Field) -> Explanation:
    report, derive = ground.report, field.derive
    cell = report.cells[field.key]
    if derive is not None and derive.fold is Fold.DISTINCT_PERSONS:
        ledger, own = _people(session, ground, field, derive)
    else:
        ledger, own = _sums(ground, field)
    late_below = 0
    lines: list[Line] = []
    closed = 0
    for unit in ground.below():
        line = _child(ground, field, unit, ledger)
        if unit.is_active:
            lines.append(line)
        else:
            closed += line.amount or 0
        late_below += line.late
    late = ground.earlier.late_of(report.unit.id, field.key) - late_below
    weekly = (_weekly(ground, field, report.unit.id) or 0) - sum(
        _weekly(ground, field, each.id) or 0 for each in ground.below()
    )
    figure = report.number(field.key) or 0
    typed = figure - (cell.derived or 0) if cell.provenance is Provenance.TYPED and cell.author else 0
    rest = ((Why.CLOSED, closed), *own, (Why.LATE, late), (Why.WEEKLY, weekly), (Why.TYPED, typed))
    lines += [Line(why=why, amount=amount) for why, amount in rest if amount]
    return Explanation(field=field, figure=figure, lines=tuple(lines))


Own = tuple[tuple[Why, int], ...]


def _sums(ground: Ground, field: Field) -> tuple[dict[int, Folded], Own]:
    """What the ledger says for each unit, and what the office's own lines and joint sessions add."""
    derive = field.derive
    if derive is None:
        return {}, ()
    ledger = {unit_id: fold(derive, rows) for unit_id, rows in ground.sums.items()}
    beyond = ledger.get(ground.report.unit.id, _NOTHING).value
    beyond -= sum(ledger.get(each.id, _NOTHING).value for each in ground.below())
    joint = fold(derive, ground.joint).value if derive.fold is Fold.SESSIONS else 0
    return ledger, ((Why.OWN, beyond - joint), (Why.JOINT, joint))


def _people(session: Session, ground: Ground, field: Field, derive: Derive) -> tuple[dict[int, Folded], Own]:
    """The same for people, who are counted anew at each level. Two statements."""
    scope, unit, below = scope_of(ground.report), ground.report.unit, ground.below()
    kinds = ground.sums.get(unit.id, Sums()).kinds_of(derive)
    outside = [word.unit_path for word in ground.words_of(field)]
    units = {each.id: each.path for each in (unit, *below)}
    found = people_below(
        session, scope, units, kinds=kinds, tags=derive.tags, also=derive.also, outside=outside
    )  # fmt: skip
    own = distinct_people(
        session, scope, kinds=kinds, tags=derive.tags, measure=derive.measure, also=derive.also,
        outside=[*outside, *(each.path for each in below)],
    )  # fmt: skip
    same = found[unit.id] - own - sum(found[each.id] for each in below)
    return {unit_id: Folded(value=count) for unit_id, count in found.items()}, (
        (Why.OWN, own), (Why.SAME_PEOPLE, same),
    )  # fmt: skip


def _child(ground: Ground, field: Field, unit: Unit, ledger: Mapping[int, Folded]) -> Line:
    """The figure of the unit's own form, as far as it is answered."""
    words = ground.words_of(field, unit.path)
    says = ledger.get(unit.id, _NOTHING)
    late = ground.earlier.late_of(unit.id, field.key)
    is_typed = any(word.unit_id == unit.id for word in words)
    weekly = _weekly(ground, field, unit.id)
    if field.derive is None and not words and weekly is None:
        return Line(why=Why.CHILD, unit=unit, amount=None)
    typed = sum(int(word.value) - _beside(ground, field, word, ledger) for word in words)
    amount = says.value + late + (weekly or 0) + typed
    return Line(
        why=Why.CHILD, unit=unit, amount=amount, is_typed=is_typed, has_typed_below=bool(words) and not is_typed,
        is_approximate=any(word.is_approximate for word in words) or (says.is_approximate and not is_typed),
        late=late,
    )  # fmt: skip


def _beside(ground: Ground, field: Field, word: WordBelow, ledger: Mapping[int, Folded]) -> int:
    """What stands in the ledger where the figure was typed; people there were left out from the beginning."""
    if field.derive is None or field.derive.fold is Fold.DISTINCT_PERSONS:
        return 0
    return ledger.get(word.unit_id, _NOTHING).value + ground.earlier.late_of(word.unit_id, field.key)


def _weekly(ground: Ground, field: Field, unit_id: int) -> int | None:
    """What weekly reports typed beside the ledger as the unit's own sheet has it, where nothing typed there covers it."""
    return ground.earlier.typed_of(unit_id, field.key, [word.unit_path for word in ground.words_of(field)])
