"""What people say about cells: type a figure, confirm the derived one, take it back. History is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.statistics.form import Field
from quizapp.statistics.models import CellInput
from quizapp.statistics.report import Cell, Need, Provenance, Report
from quizapp.statistics.said import Sheet
from quizapp.statistics.values import parse_value, read_aloud


class Author(Protocol):
    """Who speaks: `quizapp.accounts.Actor` is one."""

    @property
    def id(self) -> int | None:
        """Staff id."""

    @property
    def name(self) -> str:
        """Name as shown."""


def type_value(
    session: Session, report: Report, key: str, typed: str, *, reason: str, by: Author, now: datetime
) -> CellInput:
    """Put a figure by hand beside the derived one of ``report``, which was built just before.

    Where the derived one has moved in between, the cell asks to be looked at again. A reason is needed wherever there is another derived figure to overrule. Raises `Invalid` naming the form's field
    (``value`` or ``reason``).
    """
    cell = _open_cell(report, key)
    value, is_approximate = parse_value(cell.field, typed)
    because = clean_line(reason, limit=300)
    if cell.derived is not None and value != str(cell.derived) and not because:
        raise Invalid(
            N_("“%(label)s”与台账推算的“%(derived)s”不同，请写明原因"),
            field="reason", label=cell.field.label, derived=read_aloud(cell.field, cell.derived),
        )  # fmt: skip
    return _say(
        session, report, cell, "typed", value=value, is_approximate=is_approximate, reason=because, by=by, now=now
    )


def confirm_value(session: Session, report: Report, key: str, *, seen: str, by: Author, now: datetime) -> CellInput:
    """Say that the derived figure is right. ``seen`` is the figure that the person had before him.

    Raises `Conflict` when it has moved since, so that nobody confirms what he has not seen.
    """
    cell = _open_cell(report, key)
    if cell.derived is None:
        raise Invalid(N_("“%(label)s”没有可确认的推算值，请直接填写"), label=cell.field.label)
    if seen != str(cell.derived):
        raise Conflict(
            N_("“%(label)s”刚刚变成了“%(derived)s”，请看过后再确认"),
            label=cell.field.label, derived=read_aloud(cell.field, cell.derived),
        )  # fmt: skip
    return _say(session, report, cell, "confirmed", by=by, now=now)


def to_confirm(report: Report) -> list[Cell]:
    """Cells with a derived figure that waits for somebody's word; those that were overruled by hand are not among them."""
    needs = {Need.CONFIRM, Need.CONFIRM_AGAIN}
    return [cell for cell in report.waiting() if cell.need in needs and cell.provenance is not Provenance.TYPED]


def confirm_all(
    session: Session, report: Report, seen: Mapping[str, str], *, by: Author, now: datetime
) -> tuple[list[CellInput], list[str]]:
    """Confirm every cell that waits for it and still shows what was ``seen`` (field key -> figure).

    The second part names the labels of those that have moved meanwhile: they still wait.
    """
    waiting = [cell for cell in to_confirm(report) if cell.field.key in seen]
    said, moved = [], []
    for cell in waiting:
        if seen[cell.field.key] == str(cell.derived):
            said.append(_say(session, report, cell, "confirmed", by=by, now=now))
        else:
            moved.append(cell.field.label)
    return said, moved


def withdraw_value(session: Session, report: Report, key: str, *, by: Author, now: datetime) -> CellInput:
    """Go back to the derived figure, or to an empty blank. Raises `Conflict` when there is nothing to take back."""
    cell = _open_cell(report, key)
    if not cell.author:
        raise Conflict(N_("“%(label)s”没有可撤回的内容"), label=cell.field.label)
    if cell.carried_from:
        raise Conflict(N_("“%(label)s”沿用另一期的回答：请直接改填"), label=cell.field.label)
    return _say(session, report, cell, "withdrawn", by=by, now=now)


def _open_cell(report: Report, key: str) -> Cell:
    cell = report.cells.get(key)
    if cell is None:
        raise NotFound(N_("这张表没有“%(key)s”一栏"), key=key)
    if _is_retired(cell.field, report.sheet):
        raise Invalid(N_("“%(label)s”这一栏已停用，不用填"), label=cell.field.label)
    return cell


def _is_retired(field: Field, sheet: Sheet) -> bool:
    return field.is_retired(sheet.campaign.year)


def _say(
    session: Session, report: Report, cell: Cell, action: str, *, value: str | None = None,
    is_approximate: bool = False, reason: str = "", by: Author, now: datetime,
) -> CellInput:  # fmt: skip
    sheet, key = report.sheet, cell.field.key
    derived = None if action == "withdrawn" or cell.derived is None else str(cell.derived)
    word = CellInput(
        campaign_id=sheet.campaign.id, unit_id=sheet.unit.id, form_key=sheet.form.key, field_key=key,
        period_key=sheet.period.key, action=action, value=value, is_approximate=is_approximate, derived=derived,
        reason=reason, staff_id=by.id, author=by.name, at=now, is_standing=action != "withdrawn",
    )  # fmt: skip
    try:
        with session.begin_nested():
            _retire_standing(session, sheet, key)
            session.add(word)
    except IntegrityError:  # two clerks at once: the second has not seen what the first said
        raise Conflict(N_("“%(label)s”刚刚有人填过，请看过后再改"), label=cell.field.label) from None
    return word


def _retire_standing(session: Session, sheet: Sheet, key: str) -> None:
    session.execute(
        update(CellInput)
        .where(
            CellInput.campaign_id == sheet.campaign.id,
            CellInput.form_key == sheet.form.key,
            CellInput.period_key == sheet.period.key,
            CellInput.field_key == key,
            CellInput.unit_id == sheet.unit.id,
            CellInput.is_standing,
        )
        .values(is_standing=False)
    )
