"""Who may see and do what: an office with its sheets, a scored unit with its own card and no other."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.accounts import Actor, Permission
from quizapp.assessments.models import ScoreSheet
from quizapp.assessments.queries import get_sheet, scores
from quizapp.errors import NotFound
from quizapp.kit.i18n import N_
from quizapp.units import Unit, get_unit

#: Making sheets, reviewing, and scoring one's own unit.
EDIT = Permission.EDIT_STATISTICS


def sheet_for(session: Session, sheet_id: int, permission: Permission, actor: Actor) -> tuple[ScoreSheet, Unit]:
    """The sheet and its office, if the actor may do ``permission`` at the office."""
    sheet = get_sheet(session, sheet_id)
    office = get_unit(session, sheet.unit_id)
    actor.require(permission, office.path)
    return sheet, office


def place_for(
    session: Session, sheet_id: int, unit_id: int, permission: Permission, actor: Actor
) -> tuple[ScoreSheet, Unit, Unit]:
    """The sheet, its office and a unit that it scores, if the actor may do ``permission`` at the unit.

    A draft is the office's own business: for everybody else it does not exist.
    """
    sheet, unit = get_sheet(session, sheet_id), get_unit(session, unit_id)
    actor.require(permission, unit.path)
    office = get_unit(session, sheet.unit_id)
    if not scores(sheet, office, unit) or (sheet.state == "draft" and not actor.sees(office.path)):
        raise NotFound(N_("没有找到这一页：它可能已被删除，或不在您负责的单位里"))
    return sheet, office, unit
