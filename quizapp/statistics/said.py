"""Reading what people said about cells: one's own word, and the words of the units below that reach this form."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from quizapp.campaigns import Campaign
from quizapp.kit.periods import Period
from quizapp.statistics.form import FieldType, Form
from quizapp.statistics.models import CellInput
from quizapp.units import Unit, within


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One form of one unit for one period: what is filled in and filed."""

    form: Form
    campaign: Campaign
    unit: Unit
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class WordBelow:
    """A figure or answer that a unit below typed by hand."""

    unit_id: int
    unit_path: str
    field_key: str
    value: str
    is_approximate: bool


def _of_form(sheet: Sheet) -> list[ColumnElement[bool]]:
    return [CellInput.campaign_id == sheet.campaign.id, CellInput.form_key == sheet.form.key]


def _of_sheet(sheet: Sheet) -> list[ColumnElement[bool]]:
    return [*_of_form(sheet), CellInput.period_key == sheet.period.key]


def own_words(session: Session, sheet: Sheet, *, asks_once: bool = False) -> dict[str, CellInput]:
    """Field key -> the word of the unit itself that counts.

    With ``asks_once`` an answer that is no figure, once given on another sheet of the campaign, counts here as long
    as this sheet has none of its own.
    """
    keys = list(sheet.form.by_key)
    found = session.scalars(
        select(CellInput)
        .where(*_of_form(sheet), _on_sheet(sheet, asks_once=asks_once), CellInput.is_standing)
        .where(CellInput.field_key.in_(keys), CellInput.unit_id == sheet.unit.id)
        .order_by(CellInput.period_key == sheet.period.key, CellInput.id)
    )
    return {word.field_key: word for word in found}


def words_below(session: Session, sheet: Sheet, *, asks_once: bool = False) -> list[WordBelow]:
    """Typed words of units below: figures at any depth, yes/no of the direct children. One statement.

    ``asks_once`` as for `own_words`.
    """
    numbers = [field.key for field in sheet.form.fields() if field.is_number]
    answers = [field.key for field in sheet.form.fields() if field.type is FieldType.BOOL]
    rows = session.execute(
        select(CellInput.unit_id, Unit.path, CellInput.field_key, CellInput.value, CellInput.is_approximate)
        .join(Unit, Unit.id == CellInput.unit_id)
        .where(*_of_form(sheet), _on_sheet(sheet, asks_once=asks_once))
        .where(CellInput.is_standing, CellInput.action == "typed")
        .where(within(sheet.unit.path), Unit.id != sheet.unit.id, _reaches(sheet, numbers, answers))
        .order_by(CellInput.period_key == sheet.period.key, CellInput.id)
    )
    words = [
        WordBelow(unit_id=row[0], unit_path=row[1], field_key=row[2], value=row[3] or "", is_approximate=row[4])
        for row in rows
    ]
    return list({(word.unit_id, word.field_key): word for word in words}.values())


def _on_sheet(sheet: Sheet, *, asks_once: bool) -> ColumnElement[bool]:
    here = CellInput.period_key == sheet.period.key
    if not asks_once:
        return here
    answers = [field.key for field in sheet.form.fields() if not field.is_number]
    return or_(here, CellInput.field_key.in_(answers))


def _reaches(sheet: Sheet, numbers: Collection[str], answers: Collection[str]) -> ColumnElement[bool]:
    is_child = Unit.parent_id == sheet.unit.id
    return or_(CellInput.field_key.in_(numbers), and_(CellInput.field_key.in_(answers), is_child))


def topmost_words(words: Sequence[WordBelow]) -> list[WordBelow]:
    """Of the words about one field those that no other one covers: a township's figure covers its villages'."""
    found: list[WordBelow] = []
    for word in sorted(words, key=lambda each: each.unit_path):
        if not found or not word.unit_path.startswith(found[-1].unit_path):
            found.append(word)
    return found


def cell_history(session: Session, sheet: Sheet, key: str) -> list[CellInput]:
    """Everything that the unit said about one cell, newest first."""
    query = (
        select(CellInput)
        .where(*_of_sheet(sheet), CellInput.unit_id == sheet.unit.id, CellInput.field_key == key)
        .order_by(CellInput.id.desc())
    )
    return list(session.scalars(query))


def previous_figures(session: Session, sheet: Sheet, *, before: datetime) -> dict[str, int]:
    """Cumulative figures that people stood for at the moment ``before``: typed, or the derived one they confirmed.

    Figures that nobody said anything about have no earlier value here: the ledger only grows, and where it is
    corrected the correction itself is the explanation.
    """
    newest: Any = (
        select(func.max(CellInput.id))
        .where(*_of_sheet(sheet), CellInput.unit_id == sheet.unit.id, CellInput.at < before)
        .group_by(CellInput.field_key)
    )
    found: dict[str, int] = {}
    for word in session.scalars(select(CellInput).where(CellInput.id.in_(newest))):
        field = sheet.form.by_key.get(word.field_key)
        figure = {"typed": word.value, "confirmed": word.derived}.get(word.action)
        if field is not None and field.is_number and figure is not None:
            found[word.field_key] = int(figure)
    return found
