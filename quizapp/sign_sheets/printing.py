"""Making a sheet: who stands on it, in which row, under which number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from quizapp.activities import ActivitySession, SessionFacts
from quizapp.errors import Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_short_code, tidy_short_code
from quizapp.people import FoundPerson, Person, RosterEntry, search_people
from quizapp.sign_sheets.models import PrintedRow, PrintedSheet
from quizapp.units import Unit

#: Printed names of one sheet; more people are printed in parts, unit by unit.
MOST_LISTED = 1_000
MOST_BLANK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlan:
    """What to print. ``paths``: subtrees whose roster lines are listed; empty = nobody, only empty rows."""

    paths: Collection[str] = ()
    blank_rows: int = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """A row of a printed sheet; the name is empty once its person was erased."""

    number: int
    name: str
    unit_name: str
    detail: str = ""
    roster_entry_id: int | None = None
    person_id: int | None = None


def print_sheet(
    session: Session, facts: SessionFacts, plan: SheetPlan, *, actor: str, now: datetime
) -> tuple[PrintedSheet, list[ListedRow]]:
    """A new sheet and its named rows. Raises `Invalid` when nothing would stand on it, or too much."""
    if not 0 <= plan.blank_rows <= MOST_BLANK:
        raise Invalid(N_("空白行请填 0 到 %(most)s"), field="blank_rows", most=MOST_BLANK)
    people = _people(session, facts, plan)
    if not people and not plan.blank_rows:
        raise Invalid(N_("花名册里没有人：请至少留几行空白"), field="blank_rows")
    sheet = PrintedSheet(
        session_id=facts.id, code=_free_code(session), listed=len(people), rows=len(people) + plan.blank_rows,
        printed_at=now, actor=actor,
    )  # fmt: skip
    session.add(sheet)
    session.flush()
    rows = [_row(number, each) for number, each in enumerate(people, 1)]
    if rows:
        session.execute(insert(PrintedRow), [_stored(sheet.id, row) for row in rows])
    return sheet, rows


def _people(session: Session, facts: SessionFacts, plan: SheetPlan) -> list[FoundPerson]:
    if not plan.paths:
        return []
    found = search_people(
        session, campaign_id=facts.campaign_id, paths=plan.paths, words="", limit=MOST_LISTED + 1
    )  # fmt: skip
    people = [each for each in found if each.roster_entry_id is not None]
    if len(people) > MOST_LISTED:
        message = N_("一张表最多印 %(most)s 人：请选下级单位，分开打印")
        raise Invalid(message, field="unit_id", most=MOST_LISTED)
    return people


def _row(number: int, each: FoundPerson) -> ListedRow:
    return ListedRow(
        number=number, name=each.name, unit_name=each.unit_name, detail=each.detail,
        roster_entry_id=each.roster_entry_id, person_id=None if each.roster_entry_id else each.person_id,
    )  # fmt: skip


def _stored(sheet_id: int, row: ListedRow) -> dict[str, object]:
    return {
        "sheet_id": sheet_id, "number": row.number, "roster_entry_id": row.roster_entry_id, "person_id": row.person_id,
    }  # fmt: skip


def sheet_by_code(session: Session, code: str) -> PrintedSheet:
    """The sheet with this 表号, however it was typed. Raises `NotFound`."""
    found = session.scalar(select(PrintedSheet).where(PrintedSheet.code == tidy_short_code(code)[:64]))
    if found is None:
        raise NotFound(N_("没有这个表号：请核对签到表右上角二维码下面的字"))
    return found


def list_sheets(session: Session, session_id: int) -> Sequence[PrintedSheet]:
    """Sheets of a session, newest first."""
    query = select(PrintedSheet).where(PrintedSheet.session_id == session_id)
    return session.scalars(query.order_by(PrintedSheet.id.desc())).all()


def rows_of(session: Session, sheet: PrintedSheet) -> list[ListedRow]:
    """The named rows with their names of today. One statement."""
    unit_id = func.coalesce(RosterEntry.unit_id, Person.unit_id)
    found = session.execute(
        select(
            PrintedRow.number, func.coalesce(RosterEntry.name, Person.name, "").label("name"),
            func.coalesce(Unit.name, "").label("unit_name"), func.coalesce(RosterEntry.department, "").label("detail"),
            PrintedRow.roster_entry_id, PrintedRow.person_id,
        )
        .outerjoin(RosterEntry, RosterEntry.id == PrintedRow.roster_entry_id)
        .outerjoin(Person, Person.id == PrintedRow.person_id)
        .outerjoin(Unit, Unit.id == unit_id)
        .where(PrintedRow.sheet_id == sheet.id)
        .order_by(PrintedRow.number)
    )  # fmt: skip
    return [ListedRow(**row._mapping) for row in found]


def people_of_rows(session: Session, sheet: PrintedSheet) -> list[ListedRow]:
    """`rows_of`, with the person behind a roster line once there is one. Two statements."""
    rows = rows_of(session, sheet)
    lines = [row.roster_entry_id for row in rows if row.roster_entry_id]
    found = session.execute(
        select(Person.roster_entry_id, Person.id)
        .join(ActivitySession, ActivitySession.id == sheet.session_id)
        .where(Person.campaign_id == ActivitySession.campaign_id, Person.roster_entry_id.in_(lines))
    )
    known: dict[int | None, int] = {entry_id: person_id for entry_id, person_id in found}  # noqa: C416 rows are no pairs
    return [replace(row, person_id=row.person_id or known.get(row.roster_entry_id)) for row in rows]


def _free_code(session: Session) -> str:
    while True:
        code = new_short_code()
        if session.scalar(select(PrintedSheet.id).where(PrintedSheet.code == code)) is None:
            return code
