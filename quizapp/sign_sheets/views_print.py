"""Printing sheets of a session, printing one again, and what came back of each."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import activities, sign_sheets
from quizapp.accounts import Permission
from quizapp.activities import SessionFacts
from quizapp.errors import Invalid, NotFound
from quizapp.exports import content_disposition, file_name
from quizapp.kit.i18n import N_
from quizapp.sign_sheets.forms import PrintForm
from quizapp.sign_sheets.models import PrintedSheet
from quizapp.sign_sheets.printing import ListedRow
from quizapp.sign_sheets.views_paper import FORMATS, sheet_file, title_of, word_across
from quizapp.units import get_unit, list_subtree
from quizapp.web import actor, note, now, settings, show_invalid, staff, store

blueprint = Blueprint(
    "sign_sheets", __name__, url_prefix="/console/sessions/<int:session_id>/sheets", template_folder="templates"
)

_EXPORT = Permission.EXPORT
_UNITS_OFFERED = 400
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("")
@staff(_EXPORT)
def show(session_id: int) -> ResponseReturnValue:
    """Print a sheet; below it those that were printed, and what was read back in."""
    return _page(session_id, PrintForm())


def _page(session_id: int, form: PrintForm) -> ResponseReturnValue:
    with store().read() as session:
        facts = activities.session_for(session, session_id, _EXPORT, actor())
        _offer(session, facts, form)
        sheets = sign_sheets.list_sheets(session, session_id)
        returns = sign_sheets.returns_of(session, [sheet.id for sheet in sheets])
    page = render_template("sign_sheets/session.html", facts=facts, form=form, sheets=sheets, returns=returns)
    return page, 422 if form.errors else 200


def _offer(session: Session, facts: SessionFacts, form: PrintForm) -> None:
    """The host with everything below, each unit below alone, and nobody."""
    choices = [(facts.host_unit_id, _("%(name)s及下属单位", name=facts.host_name))]
    below = list_subtree(session, facts.host_path, limit=_UNITS_OFFERED)
    choices += [(unit.id, unit.name) for unit in below if unit.id != facts.host_unit_id]
    form.unit_id.choices = [*choices, (0, _("不印名字，只要空白行"))]
    form.fmt.choices = [("pdf", _("PDF|直接打印")), ("docx", _("Word|可以再改")), ("xlsx", _("Excel|可以再改"))]


@blueprint.post("")
@staff(_EXPORT)
def create(session_id: int) -> ResponseReturnValue:
    """A new sheet, as the file that was asked for."""
    form = PrintForm()
    with store().read() as session:
        _offer(session, activities.session_for(session, session_id, _EXPORT, actor()), form)
    if not form.validate():
        return _page(session_id, form)
    try:
        with store().write() as session:
            facts = activities.session_for(session, session_id, _EXPORT, actor())
            plan = sign_sheets.SheetPlan(paths=_paths(session, form.unit_id.data), blank_rows=form.blank_rows.data or 0)
            by = f"staff:{actor().id}"
            sheet, rows = sign_sheets.print_sheet(session, facts, plan, actor=by, now=now())
            detail = {"sheet": sheet.code, "people": sheet.listed}
            note(session, "session.print_sheet", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
            word = word_across(session, facts)
    except Invalid as error:
        show_invalid(form, error)
        return _page(session_id, form)
    return _file(facts, sheet, rows, form.fmt.data, word)


def _paths(session: Session, unit_id: int) -> list[str]:
    """Rosters of the chosen unit, as far as the actor may see them."""
    if not unit_id:
        return []
    path = get_unit(session, unit_id).path
    actor().require(_EXPORT, path)
    return [path]


@blueprint.get("/<code>.<any(pdf, docx, xlsx):fmt>")
@staff(_EXPORT)
def again(session_id: int, code: str, fmt: str) -> ResponseReturnValue:
    """The same sheet with the same rows."""
    with store().read() as session:
        facts = activities.session_for(session, session_id, _EXPORT, actor())
        sheet = sign_sheets.sheet_by_code(session, code)
        if sheet.session_id != session_id:
            raise NotFound(N_("没有这个表号：请核对签到表右上角二维码下面的字"))
        rows, word = sign_sheets.rows_of(session, sheet), word_across(session, facts)
    with store().write() as session:
        detail = {"sheet": sheet.code, "people": sheet.listed}
        note(session, "session.print_sheet", "session", session_id, unit_id=facts.host_unit_id, detail=detail)
    return _file(facts, sheet, rows, fmt, word)


def _file(facts: SessionFacts, sheet: PrintedSheet, rows: list[ListedRow], fmt: str, word: str) -> Response:
    if fmt not in FORMATS:
        abort(404)
    root = settings().public_url or request.host_url.rstrip("/")
    content = sheet_file(facts, sheet, rows, root + url_for("sheet_return.show", code=sheet.code), fmt, word)
    name = file_name(f"{title_of(facts)} {sheet.code}", None, fmt)
    return Response(content, content_type=_TYPES[fmt], headers={"Content-Disposition": content_disposition(name)})
