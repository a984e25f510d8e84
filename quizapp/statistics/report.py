"""A report: one form of one unit for one period, every cell knowing where its figure comes from.

The number of statements does not depend on how many units or entries there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.kit.clock import local_date
from quizapp.kit.periods import Period
from quizapp.ledger import Scope, Sum, distinct_people, latest_position, sums
from quizapp.statistics.folds import fold, ledger_kinds, measure_of, wanted_tags
from quizapp.statistics.form import Field, FieldType, Fold, Form, Mode
from quizapp.statistics.inputs import standing_inputs
from quizapp.statistics.models import CellInput
from quizapp.units import Unit, list_children


class Provenance(StrEnum):
    """Where a cell's figure comes from."""

    DERIVED = "derived"
    CONFIRMED = "confirmed"
    TYPED = "typed"
    #: Nobody has answered yet.
    UNANSWERED = "unanswered"
    #: The row is no longer asked for.
    RETIRED = "retired"


class Need(StrEnum):
    """What a person still has to do about a cell."""

    NOTHING = ""
    ANSWER = "answer"
    CONFIRM = "confirm"
    #: Confirmed or overruled before, but the derived figure has moved since.
    CONFIRM_AGAIN = "confirm_again"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedBelow:
    """A figure that a unit below typed by hand: the parent's figure follows it and says so."""

    unit_id: int
    typed: int
    derived: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One blank, filled. ``value`` is an int, 1/0 for yes/no, a text, or None when unanswered."""

    field: Field
    value: int | str | None
    derived: int | None
    provenance: Provenance
    need: Need = Need.NOTHING
    is_approximate: bool = False
    author: str = ""
    at: datetime | None = None
    reason: str = ""
    below: tuple[TypedBelow, ...] = ()
    #: For yes/no of a unit with children: how many of them said yes, of how many.
    yes_units: int | None = None
    all_units: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The filled form. The same for all formats: screen, xlsx, docx, csv, json."""

    form: Form
    campaign: Campaign
    unit: Unit
    period: Period
    #: Ledger position that the figures cover.
    position: int
    built_at: datetime
    cells: dict[str, Cell]

    def number(self, key: str) -> int | None:
        """The figure of a count or persons cell; None when unanswered or not a figure."""
        value = self.cells[key].value
        return value if isinstance(value, int) else None


def build_report(
    session: Session, form: Form, campaign: Campaign, unit: Unit, period: Period, *, now: datetime,
    position: int | None = None,
) -> Report:  # fmt: skip
    """The unit's report, descendants included. ``position`` None = everything the ledger holds now."""
    at = latest_position(session) if position is None else position
    scope = Scope(campaign_id=campaign.id, unit_path=unit.path, period=period, position=position)
    rows = sums(session, scope)
    inputs = standing_inputs(session, campaign.id, form.key, period.key, unit.path)
    children = list_children(session, unit.id)
    below = _rows_by_unit(session, scope, form, inputs, unit, bool(children))
    derived = {field.key: _derived(session, scope, field, rows) for field in form.fields()}
    cells = {
        field.key: _cell(field, derived[field.key], inputs, below, unit, children, campaign.year)
        for field in form.fields()
    }
    return Report(form=form, campaign=campaign, unit=unit, period=period, position=at, built_at=now, cells=cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    value: int
    is_approximate: bool


def _derived(session: Session, scope: Scope, field: Field, rows: Sequence[Sum]) -> _Figure | None:
    derive = field.derive
    if derive is None:
        return None
    if derive.fold is Fold.DISTINCT_PERSONS:
        kinds = ledger_kinds(derive) or tuple({row.kind for row in rows if row.kind.startswith(derive.source)})
        tags = wanted_tags(derive)
        people = distinct_people(session, scope, kinds=kinds, tags=tags, measure=measure_of(derive))
        return _Figure(value=people, is_approximate=False)
    folded = fold(derive, rows)
    return _Figure(value=folded.value, is_approximate=folded.is_approximate)


def _rows_by_unit(
    session: Session, scope: Scope, form: Form, inputs: Sequence[tuple[CellInput, str]], unit: Unit, has_children: bool
) -> list[Sum]:
    """Sums per unit, read only where they are needed: yes/no of children, figures typed below."""
    typed_below = {word.field_key for word, path in inputs if path != unit.path and word.action == "typed"}
    wanted = [
        field.derive
        for field in form.fields()
        if field.derive and (field.key in typed_below or (has_children and field.type is FieldType.BOOL))
    ]
    if not wanted:
        return []
    exact = [ledger_kinds(each) for each in wanted]
    kinds = None if None in exact else {kind for each in exact for kind in each or ()}
    return sums(session, scope, kinds=kinds, by_unit=True)


def _cell(
    field: Field, derived: _Figure | None, inputs: Sequence[tuple[CellInput, str]], by_unit: Sequence[Sum],
    unit: Unit, children: Sequence[Unit], year: int,
) -> Cell:  # fmt: skip
    if field.is_retired(year):
        return Cell(field=field, value=None, derived=None, provenance=Provenance.RETIRED)
    words = [(word, path) for word, path in inputs if word.field_key == field.key]
    own = next((word for word, path in words if path == unit.path), None)
    figure = _Figure(value=derived.value, is_approximate=derived.is_approximate) if derived else None
    below: tuple[TypedBelow, ...] = ()
    if field.type in (FieldType.COUNT, FieldType.PERSONS):
        below = _typed_below(field, words, by_unit, unit)
        figure = _with_below(figure, below, words)
    yes, total = _children_saying_yes(field, words, by_unit, children)
    return _assemble(field, figure, own, below, yes, total)


def _typed_below(
    field: Field, words: Sequence[tuple[CellInput, str]], by_unit: Sequence[Sum], unit: Unit
) -> tuple[TypedBelow, ...]:
    """The topmost typed figures under the unit; what lies under one of them is covered by it."""
    typed = [(word, path) for word, path in words if word.action == "typed" and path != unit.path]
    paths = [path for _, path in typed]
    found = []
    for word, path in typed:
        if any(other != path and path.startswith(other) for other in paths):
            continue
        inside = [row for row in by_unit if row.unit_path is not None and row.unit_path.startswith(path)]
        ledger = fold(field.derive, inside).value if field.derive and _folds(field) else 0
        found.append(TypedBelow(unit_id=word.unit_id, typed=int(word.value or 0), derived=ledger))
    return tuple(found)


def _folds(field: Field) -> bool:
    return field.derive is not None and field.derive.fold is not Fold.DISTINCT_PERSONS


def _with_below(
    figure: _Figure | None, below: Sequence[TypedBelow], words: Sequence[tuple[CellInput, str]]
) -> _Figure | None:
    if not below:
        return figure
    changed = {each.unit_id for each in below}
    approximate = any(word.is_approximate for word, _ in words if word.unit_id in changed)
    base = figure or _Figure(value=0, is_approximate=False)
    return _Figure(
        value=base.value + sum(each.typed - each.derived for each in below),
        is_approximate=base.is_approximate or approximate,
    )


def _children_saying_yes(
    field: Field, words: Sequence[tuple[CellInput, str]], by_unit: Sequence[Sum], children: Sequence[Unit]
) -> tuple[int | None, int | None]:
    if field.type is not FieldType.BOOL or not children:
        return None, None
    answers = {word.unit_id: word.value == "1" for word, _ in words if word.action == "typed"}
    yes = 0
    for child in children:
        inside = [row for row in by_unit if row.unit_path is not None and row.unit_path.startswith(child.path)]
        from_ledger = bool(field.derive and fold(field.derive, inside).value)
        yes += answers.get(child.id, from_ledger)
    return yes, len(children)


def _assemble(
    field: Field, figure: _Figure | None, own: CellInput | None, below: tuple[TypedBelow, ...],
    yes: int | None, total: int | None,
) -> Cell:  # fmt: skip
    derived = figure.value if figure else None
    if own is not None and own.action == "typed":
        return Cell(
            field=field, value=_stored(field, own.value), derived=derived, provenance=Provenance.TYPED,
            need=_need_again(own, derived), is_approximate=own.is_approximate, author=own.author, at=own.at,
            reason=own.reason, below=below, yes_units=yes, all_units=total,
        )  # fmt: skip
    if own is not None and derived is not None:
        return Cell(
            field=field, value=derived, derived=derived, provenance=Provenance.CONFIRMED,
            need=_need_again(own, derived), is_approximate=figure.is_approximate if figure else False,
            author=own.author, at=own.at, below=below, yes_units=yes, all_units=total,
        )  # fmt: skip
    if figure is None:
        return Cell(
            field=field, value=None, derived=None, provenance=Provenance.UNANSWERED, need=Need.ANSWER,
            yes_units=yes, all_units=total,
        )  # fmt: skip
    provenance = Provenance.TYPED if field.mode is Mode.MANUAL and below else Provenance.DERIVED
    return Cell(
        field=field, value=derived, derived=derived, provenance=provenance,
        need=Need.CONFIRM if field.mode is Mode.ASSISTED else Need.NOTHING,
        is_approximate=figure.is_approximate, below=below, yes_units=yes, all_units=total,
    )  # fmt: skip


def _need_again(own: CellInput, derived: int | None) -> Need:
    moved = own.derived is not None and derived is not None and own.derived != str(derived)
    return Need.CONFIRM_AGAIN if moved else Need.NOTHING


def _stored(field: Field, value: str | None) -> int | str | None:
    if value is None or field.type in (FieldType.TEXT, FieldType.DATE):
        return value
    return int(value)


def report_day(report: Report) -> date:
    """The day printed on the form (填报日期)."""
    return local_date(report.built_at, report.campaign.time_zone)
