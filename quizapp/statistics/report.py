"""A report: one form of one unit for one period, every cell knowing where its figure comes from.

The number of statements does not depend on how many units or entries there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.kit.clock import local_date
from quizapp.kit.periods import Period
from quizapp.ledger import Scope, latest_position, sums
from quizapp.statistics.below import TypedBelow, children_saying_yes, derive_figure, look_below, typed_below
from quizapp.statistics.folds import Folded, Sums
from quizapp.statistics.form import Field, Form, Mode
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
    rows = Sums(sums(session, scope))
    own, children = own_words(session, sheet), list_children(session, unit.id)
    below = look_below(session, scope, sheet, children, words_below(session, sheet) if children else ())
    cells: dict[str, Cell] = {}
    for field in form.fields():
        if field.is_retired(campaign.year):
            cells[field.key] = Cell(field=field, value=None, derived=None, provenance=Provenance.RETIRED)
            continue
        figure = derive_figure(session, scope, field, rows, below)
        yes = children_saying_yes(field, below) if form.shows_yes_units else (None, None)
        cell = _assemble(field, figure, own.get(field.key), typed_below(field, below), *yes)
        cells[field.key] = replace(cell, also=figure.also) if figure and figure.also else cell
    at = latest_position(session) if position is None else position
    return Report(sheet=sheet, position=at, built_at=now, cells=cells, children=tuple(children))


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
            field=field, value=None, derived=None, provenance=Provenance.UNANSWERED, need=Need.ANSWER,
            yes_units=yes, all_units=total,
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
