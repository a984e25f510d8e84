"""One cell: its figure, what stands behind it, what people said, and saying something oneself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.evidence import kind_labels
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.kit.text import clean_line
from quizapp.ledger import Measure, Source
from quizapp.statistics.cells import PAGE, list_entries
from quizapp.statistics.children import child_figures
from quizapp.statistics.explain import explain
from quizapp.statistics.inputs import confirm_value, type_value, withdraw_value
from quizapp.statistics.models import CellInput
from quizapp.statistics.report import Report
from quizapp.statistics.said import cell_history
from quizapp.statistics.views_shared import address_of, build, find_sheet, scope_of, screen_words
from quizapp.units import names_of
from quizapp.web import actor, note, now, staff, store

blueprint = Blueprint("statistics_cell", __name__, url_prefix="/console/statistics", template_folder="templates")

_ADDRESS = "/<int:campaign_id>/<int:unit_id>/<form_key>/<period>/cells/<key>"
_EDIT = Permission.EDIT_STATISTICS
_NAMES = Permission.REVEAL_PHONE
MEASURES = {
    Measure.SESSION_HELD: N_("场次"), Measure.ATTENDANCE: N_("人次"), Measure.ITEM: N_("件数"),
    Measure.QUANTITY: N_("数量"),
}  # fmt: skip
SOURCES = {
    Source.ATTEMPT: N_("答题"), Source.SCAN: N_("扫码"), Source.HELPER: N_("助手登记"), Source.KIOSK: N_("自助机"),
    Source.PAPER: N_("纸质签到"), Source.HEADCOUNT: N_("清点人数"), Source.IMPORT: N_("导入"), Source.MANUAL: N_("人工登记"),
}  # fmt: skip
Say = Callable[[Session, Report], CellInput]


@blueprint.get(_ADDRESS)
@staff(Permission.VIEW)
def show(campaign_id: int, unit_id: int, form_key: str, period: str, key: str) -> ResponseReturnValue:
    """The cell with its entries, newest first."""
    return cell_page(campaign_id, unit_id, form_key, period, key)


def cell_page(
    campaign_id: int, unit_id: int, form_key: str, period: str, key: str, error: Invalid | Conflict | None = None,
    *, masked: bool = True, asked: str = "",
) -> ResponseReturnValue:  # fmt: skip
    """The cell with what was wrong, if anything, beside the part of the page that was ``asked`` ("" = the figure)."""
    with store().read() as session:
        found = find_sheet(session, campaign_id, unit_id, form_key, period)
        report = build(session, found)
        if key not in report.cells:
            raise NotFound(N_("这张表没有“%(key)s”一栏"), key=key)
        context = _context(session, report, key, masked=masked)
    problem = {"message": _(error.message, **error.params), "field": getattr(error, "field", None)} if error else None
    status = 200 if error is None else (409 if isinstance(error, Conflict) else 422)
    return render_template("statistics/cell.html", **_answers(problem, asked), **context), status


def _answers(problem: dict[str, Any] | None, asked: str) -> dict[str, Any]:
    """What was typed and what was wrong with it, for the form that was sent alone."""
    mine, outside = (None, problem) if asked else (problem, None)
    return {
        "problem": mine, "typed": {} if asked else request.form, "outside_problem": outside,
        "outside_typed": request.form if asked else {},
    }  # fmt: skip


def _context(session: Session, report: Report, key: str, *, masked: bool) -> dict[str, Any]:
    sheet, cell = report.sheet, report.cells[key]
    after = request.values.get("after", type=int)
    entries = list_entries(session, scope_of(sheet), cell.field, after_id=after, limit=PAGE + 1, masked=masked)
    explained = explain(session, report, [cell.field]).get(key)
    return {
        "report": report,
        "cell": cell,
        "entries": entries[:PAGE],
        "after": after,
        "masked": masked,
        "may_reveal": actor().can(_NAMES, sheet.unit.path) and any(line.person for line in entries[:PAGE]),
        "next_after": entries[PAGE - 1].entry.id if len(entries) > PAGE else None,
        "history": cell_history(session, sheet, key),
        "explained": explained,
        "outside_figures": report.external.get(key, []),
        "nonce": new_token(),
        "children": [] if explained else child_figures(session, report, cell.field),
        "below_names": names_of(session, [each.unit_id for each in cell.below]),
        "may_edit": actor().can(_EDIT, sheet.unit.path),
        "address": address_of(sheet),
        "kinds": kind_labels(),
        "measures": MEASURES,
        "sources": SOURCES,
        "words": screen_words(),
    }


@blueprint.post(f"{_ADDRESS}/names")
@staff(_NAMES)
def reveal(campaign_id: int, unit_id: int, form_key: str, period: str, key: str) -> ResponseReturnValue:
    """The names behind these entries in full, on this page only, after the reason was written down."""
    reason = clean_line(request.form.get("reason", ""), limit=200)
    if not reason:
        error = Invalid(N_("请写明原因，会记入操作日志"), field="names")
        return cell_page(campaign_id, unit_id, form_key, period, key, error)
    with store().write() as session:
        found = find_sheet(session, campaign_id, unit_id, form_key, period, _NAMES)
        detail = {"form": form_key, "period": period, "field": key, "after": request.form.get("after", type=int)}
        note(session, "statistics.see_names", "cell", key, unit_id=unit_id, detail=detail, personal={"reason": reason})
    return cell_page(campaign_id, unit_id, found.form.reference, period, key, masked=False)


@blueprint.post(f"{_ADDRESS}/type")
@staff(_EDIT)
def type_in(campaign_id: int, unit_id: int, form_key: str, period: str, key: str) -> ResponseReturnValue:
    """Put a figure by hand, with the reason."""

    def say(session: Session, report: Report) -> CellInput:
        value, reason = request.form.get("value", ""), request.form.get("reason", "")
        return type_value(session, report, key, value, reason=reason, by=actor(), now=now())

    return _said(campaign_id, unit_id, form_key, period, key, say, _("已按您填写的数字保存"))


@blueprint.post(f"{_ADDRESS}/confirm")
@staff(_EDIT)
def confirm(campaign_id: int, unit_id: int, form_key: str, period: str, key: str) -> ResponseReturnValue:
    """Say that the derived figure is right."""

    def say(session: Session, report: Report) -> CellInput:
        return confirm_value(session, report, key, seen=request.form.get("seen", ""), by=actor(), now=now())

    return _said(campaign_id, unit_id, form_key, period, key, say, _("已确认"))


@blueprint.post(f"{_ADDRESS}/withdraw")
@staff(_EDIT)
def withdraw(campaign_id: int, unit_id: int, form_key: str, period: str, key: str) -> ResponseReturnValue:
    """Go back to the derived figure."""

    def say(session: Session, report: Report) -> CellInput:
        return withdraw_value(session, report, key, by=actor(), now=now())

    return _said(campaign_id, unit_id, form_key, period, key, say, _("已撤回，恢复为台账推算"))


def _said(
    campaign_id: int, unit_id: int, form_key: str, period: str, key: str, say: Say, done: str
) -> ResponseReturnValue:
    """Say it, note it, and go back to the form; or show what is missing."""
    try:
        with store().write() as session:
            found = find_sheet(session, campaign_id, unit_id, form_key, period, _EDIT)
            word = say(session, build(session, found))
            detail = {
                "form": form_key, "period": word.period_key, "field": key, "value": word.value, "derived": word.derived,
            }  # fmt: skip
            note(session, f"statistics.{_VERBS[word.action]}", "cell", word.id, unit_id=unit_id, detail=detail)
    except (Invalid, Conflict) as error:
        return cell_page(campaign_id, unit_id, form_key, period, key, error)
    flash(_("%(label)s：%(done)s", label=found.form.by_key[key].label, done=done), "success")
    return redirect(url_for("statistics.sheet", **address_of(found), _anchor=f"cell-{key}"), 303)


_VERBS = {"typed": "type", "confirmed": "confirm", "withdrawn": "withdraw"}
