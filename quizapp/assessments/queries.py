"""Reading sheets: one, those of an office, whom one scores, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.assessments.models import ScoreCard, ScoreSheet
from quizapp.assessments.sheet import Finding, Row, check_sheet, rows_of
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.units import Unit, ancestor_ids, within_any


def get_sheet(session: Session, sheet_id: int) -> ScoreSheet:
    """The sheet. Raises `NotFound`."""
    sheet = session.get(ScoreSheet, sheet_id)
    if sheet is None:
        raise NotFound(N_("没有这张评分表"))
    return sheet


def list_sheets(session: Session, campaign_id: int, paths: Collection[str]) -> list[tuple[ScoreSheet, Unit]]:
    """Sheets of offices at or below the subtrees, and those above that score them. One statement."""
    above = {unit_id for path in paths for unit_id in ancestor_ids(path)}
    rows = session.execute(
        select(ScoreSheet, Unit)
        .join(Unit, Unit.id == ScoreSheet.unit_id)
        .where(ScoreSheet.campaign_id == campaign_id, within_any(paths) | Unit.id.in_(above))
        .order_by(Unit.path, ScoreSheet.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def find_row(sheet: ScoreSheet, key: str) -> Row:
    """The row with this key. Raises `NotFound`."""
    rows = rows_of(sheet.rows)
    return rows[place_of(rows, key)]


def place_of(rows: Sequence[Row], key: str) -> int:
    """Where the row with this key stands. Raises `NotFound`."""
    place = next((place for place, row in enumerate(rows) if row.key == key), None)
    if place is None:
        raise NotFound(N_("评分表里没有这一行"))
    return place


def lint(sheet: ScoreSheet) -> list[Finding]:
    """What is wrong with the sheet."""
    return check_sheet(rows_of(sheet.rows), sheet.total)


def scores(sheet: ScoreSheet, office: Unit, unit: Unit) -> bool:
    """Whether the office's sheet is for the unit."""
    return (
        unit.path.startswith(office.path)
        and unit.id != office.id
        and (not sheet.levels or unit.level in sheet.levels)
        and (not sheet.unit_kinds or unit.kind in sheet.unit_kinds)
    )


def list_cards(session: Session, sheet: ScoreSheet, office: Unit) -> list[tuple[Unit, ScoreCard | None]]:
    """Every active unit that the sheet is for, from the top down, with its card; None = nothing yet. One statement."""
    rows = session.execute(
        select(Unit, ScoreCard)
        .outerjoin_from(Unit, ScoreCard, (ScoreCard.unit_id == Unit.id) & (ScoreCard.sheet_id == sheet.id))
        .where(Unit.is_active, within_any([office.path]))
        .order_by(Unit.path)
    )
    return [(row[0], row[1]) for row in rows if scores(sheet, office, row[0])]
