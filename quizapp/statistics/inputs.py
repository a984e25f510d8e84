"""What people say about cells: type a figure, confirm the derived one, take it back. History is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.statistics.form import Field, FieldType, Form
from quizapp.statistics.models import CellInput
from quizapp.units import Unit, within

#: No figure of a unit is larger than the country's people times ten.
LARGEST = 15_000_000_000


class Author(Protocol):
    """Who speaks: a member of staff."""

    staff_id: int
    display_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One form of one unit for one period."""

    campaign_id: int
    unit_id: int
    form: Form
    period_key: str


def _field(place: Place, key: str, year: int) -> Field:
    field = place.form.by_key.get(key)
    if field is None:
        raise NotFound(N_("这张表没有“%(key)s”一栏"), key=key)
    if field.is_retired(year):
        raise Invalid(N_("“%(label)s”这一栏已停用，不用填"), label=field.label)
    return field


def parse_value(field: Field, typed: str) -> tuple[str, bool]:
    """A typed answer as stored, and whether it is approximate: "160余" -> ("160", True), "是" -> ("1", False)."""
    text = clean_line(typed, limit=200)
    if field.type is FieldType.BOOL:
        answer = {"是": "1", "1": "1", "true": "1", "yes": "1", "否": "0", "0": "0", "false": "0", "no": "0"}
        if text.lower() not in answer:
            raise Invalid(N_("“%(label)s”请选“是”或“否”"), field=field.key, label=field.label)
        return answer[text.lower()], False
    if field.type in (FieldType.COUNT, FieldType.PERSONS):
        return _number(field, text)
    if field.type is FieldType.DATE:
        return _day(field, text), False
    return text, False


def _number(field: Field, text: str) -> tuple[str, bool]:
    is_approximate = text.endswith(("余", "多", "+"))
    digits = text.rstrip("余多+").replace(",", "").replace("，", "").strip()
    if not (digits.isascii() and digits.isdigit()) or int(digits) > LARGEST:
        raise Invalid(
            N_("“%(label)s”请填 0 以上的整数（大约数写成“160余”），现在是“%(text)s”"),
            field=field.key, label=field.label, text=text,
        )  # fmt: skip
    return str(int(digits)), is_approximate


def _day(field: Field, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Invalid(N_("“%(label)s”请填日期，例如 2026-06-16"), field=field.key, label=field.label) from None


def type_value(
    session: Session, place: Place, key: str, typed: str, *, derived: str | None, reason: str, author: Author,
    year: int, now: datetime,
) -> CellInput:  # fmt: skip
    """Put a figure by hand beside the derived one. A reason is needed wherever there is a derived figure to overrule.

    Raises `Invalid` naming the field when the value or the reason is missing.
    """
    field = _field(place, key, year)
    value, is_approximate = parse_value(field, typed)
    because = clean_line(reason, limit=300)
    if derived is not None and value != derived and not because:
        raise Invalid(
            N_("“%(label)s”与台账推算的 %(derived)s 不同，请写明原因"),
            field="reason",
            label=field.label,
            derived=derived,
        )
    return _say(session, place, key, "typed", value, is_approximate, derived, because, author, now)


def confirm_value(
    session: Session, place: Place, key: str, *, derived: str | None, author: Author, year: int, now: datetime
) -> CellInput:
    """Say that the derived figure is right."""
    field = _field(place, key, year)
    if field.derive is None or derived is None:
        raise Invalid(N_("“%(label)s”没有可确认的推算值，请直接填写"), label=field.label)
    return _say(session, place, key, "confirmed", None, False, derived, "", author, now)


def withdraw_value(session: Session, place: Place, key: str, *, author: Author, year: int, now: datetime) -> CellInput:
    """Go back to the derived figure (or to an empty blank)."""
    _field(place, key, year)
    return _say(session, place, key, "withdrawn", None, False, None, "", author, now)


def _say(
    session: Session, place: Place, key: str, action: str, value: str | None, is_approximate: bool,
    derived: str | None, reason: str, author: Author, now: datetime,
) -> CellInput:  # fmt: skip
    row = CellInput(
        campaign_id=place.campaign_id, unit_id=place.unit_id, form_key=place.form.key, field_key=key,
        period_key=place.period_key, action=action, value=value, is_approximate=is_approximate, derived=derived,
        reason=reason, staff_id=author.staff_id, author=author.display_name, at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def standing_inputs(
    session: Session, campaign_id: int, form_key: str, period_key: str, path: str
) -> list[tuple[CellInput, str]]:
    """The newest word on each cell of the subtree's units with the unit's path; withdrawn ones are left out."""
    newest = (
        select(func.max(CellInput.id))
        .join(Unit, Unit.id == CellInput.unit_id)
        .where(
            CellInput.campaign_id == campaign_id,
            CellInput.form_key == form_key,
            CellInput.period_key == period_key,
            within(path),
        )
        .group_by(CellInput.unit_id, CellInput.field_key)
    )
    query = select(CellInput, Unit.path).join(Unit, Unit.id == CellInput.unit_id).where(CellInput.id.in_(newest))
    return [(row[0], row[1]) for row in session.execute(query) if row[0].action != "withdrawn"]


def cell_history(session: Session, place: Place, key: str) -> list[CellInput]:
    """Everything said about one cell, newest first."""
    return list(
        session.scalars(
            select(CellInput)
            .where(
                CellInput.campaign_id == place.campaign_id,
                CellInput.form_key == place.form.key,
                CellInput.period_key == place.period_key,
                CellInput.unit_id == place.unit_id,
                CellInput.field_key == key,
            )
            .order_by(CellInput.id.desc())
        )
    )
