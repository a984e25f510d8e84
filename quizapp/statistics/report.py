"""A report: one form of one unit for one period, every cell knowing where its figure comes from.

The number of statements does not depend on how many units or entries there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.external_figures import KeptFigure
from quizapp.kit.clock import local_date
from quizapp.kit.periods import Period, up_to
from quizapp.ledger import Scope, latest_position, sums
from quizapp.statistics.below import (
    Below,
    TypedBelow,
    children_saying_yes,
    derive_figure,
    look_below,
    typed_below,
    typed_earlier,
    typed_units,
)
from quizapp.statistics.earlier import NOTHING_EARLIER, is_filed, look_back
from quizapp.statistics.external import external_figures
from quizapp.statistics.folds import Folded, Sums
from quizapp.statistics.form import Field, FieldType, Form, Mode
from quizapp.statistics.models import CellInput
from quizapp.statistics.said import Sheet, own_words, words_below
from quizapp.statistics.values import stored_value
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
class Cell:
    """One blank, filled. ``value`` is an int, 1/0 for yes/no, a text, or None when unanswered."""

    field: Field
    value: int | str | None
    #: What the ledger, with figures typed by units below, makes of it.
    derived: int | None
    provenance: Provenance
    need: Need = Need.NOTHING
    is_approximate: bool = False
    #: Whether ``derived`` is a floor, which a typed value need not be.
    is_derived_approximate: bool = False
    #: How much of the derived figure counts in another cell too, because the organizer chose so.
    also: int = 0
    #: How much of a week's figure belongs to earlier weeks and came in after they were reported.
    late: int = 0
    #: How much of a cumulative figure was typed in weekly reports beside the ledger.
    typed_before: int = 0
    #: Key of the period in whose sheet the answer was given, when that is not this one.
    carried_from: str = ""
    author: str = ""
    at: datetime | None = None
    reason: str = ""
    below: tuple[TypedBelow, ...] = ()
    #: For yes/no of a unit with children: how many of them said yes, of how many.
    yes_units: int | None = None
    all_units: int | None = None

    @property
    def is_vouched_for(self) -> bool:
        """False while the ledger only proposes the value and nobody has confirmed it as it is now."""
        is_old = self.need is Need.CONFIRM_AGAIN and self.provenance is Provenance.CONFIRMED
        return self.need is not Need.CONFIRM and not is_old


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The filled form. The same for all formats: screen, xlsx, docx, pdf, csv, json."""

    sheet: Sheet
    #: Ledger position that the figures cover.
    position: int
    built_at: datetime
    cells: dict[str, Cell]
    #: Direct children that are active, in their order.
    children: tuple[Unit, ...] = ()
    #: Field key -> figures that somebody else counted, for this sheet and those below: shown beside it, never inside.
    external: Mapping[str, Sequence[KeptFigure]] = dataclass_field(default_factory=dict)

    @property
    def form(self) -> Form:
        """The form that was filled."""
        return self.sheet.form

    @property
    def campaign(self) -> Campaign:
        """The safety month it is about."""
        return self.sheet.campaign

    @property
    def unit(self) -> Unit:
        """The reporting unit."""
        return self.sheet.unit

    @property
    def period(self) -> Period:
        """The days it covers."""
        return self.sheet.period

    def number(self, key: str) -> int | None:
        """The figure of a count or persons cell (1/0 of a yes/no); None when unanswered or a text."""
        value = self.cells[key].value
        return value if isinstance(value, int) else None

    def waiting(self) -> list[Cell]:
        """Cells about which a person still has to say something, in the order of the form."""
        return [cell for cell in self.cells.values() if cell.need is not Need.NOTHING]

    def unconfirmed_answers(self) -> list[Cell]:
        """Yes/no cells that the ledger proposes an answer to and nobody has confirmed: they stay blank on paper."""
        return [
            cell
            for cell in self.cells.values()
            if cell.field.type is FieldType.BOOL and cell.value is not None and not cell.is_vouched_for
        ]


def build_report(
    session: Session, form: Form, campaign: Campaign, unit: Unit, period: Period, *, now: datetime,
    position: int | None = None,
) -> Report:  # fmt: skip
    """The unit's report, descendants included, from one snapshot of the database.

    ``position`` None = everything this session sees, and the newest of it is the position that the report names. On
    PostgreSQL an older entry may still be on its way then: what is printed or filed for ever passes
    `quizapp.ledger.settled_position`.
    """
    sheet = Sheet(form=form, campaign=campaign, unit=unit, period=period)
    scope = Scope(campaign_id=campaign.id, unit_path=unit.path, period=period, position=position)
    ground = _look(session, sheet, scope)
    cells: dict[str, Cell] = {}
    for field in form.fields():
        if field.is_retired(campaign.year):
            cells[field.key] = _retired(field, ground.own.get(field.key))
            continue
        rows = ground.answers if field.type is FieldType.BOOL else ground.rows
        figure = derive_figure(session, scope, field, rows, ground.below, unit_id=unit.id)
        cells[field.key] = _cell(sheet, field, figure, ground)
    at = latest_position(session) if position is None else position
    return Report(
        sheet=sheet, position=at, built_at=now, cells=cells, children=tuple(ground.below.children),
        external=external_figures(session, sheet),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What was read for a report."""

    rows: Sums
    #: For questions that are asked once a campaign: everything until the period's end. Otherwise the same.
    answers: Sums
    own: dict[str, CellInput]
    below: Below


def _look(session: Session, sheet: Sheet, scope: Scope) -> _Ground:
    asks_once = is_filed(session, sheet.campaign, sheet.form.key)
    until = scope.period.last
    once = replace(scope, period=up_to(until)) if asks_once and until is not None else None
    rows = Sums(sums(session, scope))
    children = list_children(session, sheet.unit.id)
    words = words_below(session, sheet, asks_once=asks_once) if children else []
    units = {sheet.unit.id: sheet.unit.path, **typed_units(words)}
    earlier = look_back(session, sheet, units, position=scope.position) if asks_once else NOTHING_EARLIER
    return _Ground(
        rows=rows, answers=rows if once is None else Sums(sums(session, once)),
        own=own_words(session, sheet, asks_once=asks_once),
        below=look_below(session, scope, sheet, children, words, earlier=earlier, once=once),
    )  # fmt: skip


def _cell(sheet: Sheet, field: Field, figure: Folded | None, ground: _Ground) -> Cell:
    word, below = ground.own.get(field.key), ground.below
    yes = children_saying_yes(field, below) if sheet.form.shows_yes_units else (None, None)
    cell = _assemble(field, figure, word, typed_below(field, below), *yes)
    unit_id = sheet.unit.id
    late, before = below.earlier.late_of(unit_id, field.key), typed_earlier(field, below, unit_id) or 0
    if cell.provenance is Provenance.TYPED and cell.author:
        late, before = 0, 0  # the figure that was typed is all there is
    is_carried = word is not None and bool(cell.author) and word.period_key != sheet.period.key
    origin = word.period_key if word is not None and is_carried else ""
    also = figure.also if figure else 0
    if not (also or late or before or origin):
        return cell
    return replace(cell, also=also, late=late, typed_before=before, carried_from=origin)


def _retired(field: Field, own: CellInput | None) -> Cell:
    """A row that is no longer asked for; what the unit once said there stays readable."""
    if own is None or own.action != "typed":
        return Cell(field=field, value=None, derived=None, provenance=Provenance.RETIRED)
    return Cell(
        field=field, value=stored_value(field, own.value), derived=None, provenance=Provenance.RETIRED,
        is_approximate=own.is_approximate, author=own.author, at=own.at, reason=own.reason,
    )  # fmt: skip


def _assemble(
    field: Field, figure: Folded | None, own: CellInput | None, below: tuple[TypedBelow, ...],
    yes: int | None, total: int | None,
) -> Cell:  # fmt: skip
    derived = figure.value if figure else None
    about = figure.is_approximate if figure else False
    if own is not None and own.action == "typed":
        return Cell(
            field=field, value=stored_value(field, own.value), derived=derived, provenance=Provenance.TYPED,
            need=_need_again(own, derived), is_approximate=own.is_approximate, is_derived_approximate=about,
            author=own.author, at=own.at, reason=own.reason, below=below, yes_units=yes, all_units=total,
        )  # fmt: skip
    if own is not None and derived is not None and not _has_lapsed(field, own, derived):
        return Cell(
            field=field, value=derived, derived=derived, provenance=Provenance.CONFIRMED,
            need=_need_again(own, derived), is_approximate=about, is_derived_approximate=about, author=own.author,
            at=own.at, below=below, yes_units=yes, all_units=total,
        )  # fmt: skip
    if figure is None:
        return Cell(
            field=field, value=None, derived=None, provenance=Provenance.UNANSWERED,
            need=Need.ANSWER if field.is_required else Need.NOTHING, yes_units=yes, all_units=total,
        )  # fmt: skip
    return Cell(
        field=field, value=derived, derived=derived, need=_need(field), is_approximate=about,
        is_derived_approximate=about, below=below, provenance=Provenance.TYPED if field.mode is Mode.MANUAL else Provenance.DERIVED, yes_units=yes,
        all_units=total,
    )  # fmt: skip


def _need(field: Field) -> Need:
    return Need.CONFIRM if field.mode is Mode.ASSISTED else Need.NOTHING


def _has_lapsed(field: Field, own: CellInput, derived: int) -> bool:
    """A figure that needs no confirmation and moved on after somebody gave one: it is simply derived again."""
    return field.mode is Mode.AUTO and own.derived != str(derived)


def _need_again(own: CellInput, derived: int | None) -> Need:
    now = None if derived is None else str(derived)
    ledger_agrees = own.action == "typed" and own.value == now
    return Need.NOTHING if own.derived == now or ledger_agrees else Need.CONFIRM_AGAIN


def report_day(report: Report) -> date:
    """The day printed on the form (填报日期)."""
    return local_date(report.built_at, report.campaign.time_zone)
