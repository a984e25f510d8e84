"""Improvements of one's units: those not settled first, with filters, as a page and as files."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.evaluations.document import improvement_columns, improvement_row
from quizapp.evaluations.improvements import (
    FILTERS,
    STATES,
    ImprovementFilter,
    count_improvements,
    list_improvements,
)
from quizapp.evaluations.views_shared import speak
from quizapp.kit.clock import local_date
from quizapp.units import Unit, get_unit, list_subtree
from quizapp.web import ConsoleScope, actor, console_scope, note, now, send_rows, staff, store

blueprint = Blueprint("improvements", __name__, url_prefix="/console/improvements", template_folder="templates")

PAGE = 50
_UNITS_OFFERED = 400


def _wanted(session: Session, scope: ConsoleScope) -> ImprovementFilter:
    """What the address asks for."""
    number, shown = request.args.get("unit", type=int), request.args.get("shown", "standing")
    unit = get_unit(session, number) if number else None
    if unit is not None:
        actor().require(Permission.VIEW, unit.path)
    return ImprovementFilter(
        campaign_id=scope.campaign.id, paths=scope.paths, today=local_date(now(), scope.campaign.time_zone),
        shown=shown if shown in FILTERS else "standing", below=unit.path if unit else "", staff_id=actor().id,
        words=request.args.get("q", "")[:50],
    )  # fmt: skip


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """A page of the list."""
    page = max(request.args.get("page", 1, type=int), 1)
    with store().read() as session:
        scope = console_scope(session)
        wanted = _wanted(session, scope)
        counts = count_improvements(session, wanted)
        items = list_improvements(session, wanted, offset=(page - 1) * PAGE, limit=PAGE)
        units = _units(session, scope)
    total = counts[wanted.shown]
    kept = {name: value for name, value in request.args.items() if name != "page" and value}
    return render_template(
        "evaluations/improvements.html", items=items, counts=counts, wanted=wanted, filters=FILTERS, states=STATES,
        units=units, unit_id=request.args.get("unit", type=int), page=page, pages=max(-(-total // PAGE), 1), total=total,
        kept=kept, may_export=actor().can_somewhere(Permission.EXPORT),
    )  # fmt: skip


def _units(session: Session, scope: ConsoleScope) -> list[Unit]:
    return [unit for path in scope.paths for unit in list_subtree(session, path, limit=_UNITS_OFFERED)][:_UNITS_OFFERED]


@blueprint.get("/export.<any(xlsx, csv):fmt>")
@staff(Permission.EXPORT)
def export(fmt: str) -> ResponseReturnValue:
    """Exactly the lines that the filter shows."""
    with store().read() as session:
        scope = console_scope(session, Permission.EXPORT)
        wanted = _wanted(session, scope)
        rows = [improvement_row(item, speak) for item in list_improvements(session, wanted)]
    detail = {"format": fmt, "rows": len(rows), "shown": wanted.shown}
    with store().write() as session:
        note(session, "improvement.export", "campaign", scope.campaign.id, unit_id=scope.root.id, detail=detail)
    return send_rows(improvement_columns(speak), rows, fmt, _("问题整改清单-%(day)s", day=wanted.today))
