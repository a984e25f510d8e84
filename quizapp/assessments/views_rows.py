"""A sheet while it is a draft: its heading, its rows, and what is wrong with it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.assessments.access import EDIT, sheet_for
from quizapp.assessments.editing import change_sheet, drop_row, move_row, save_row
from quizapp.assessments.forms import RowForm, SheetForm
from quizapp.assessments.queries import find_row, lint
from quizapp.assessments.rules import RULE_LABELS
from quizapp.assessments.sheet import Row, rows_of
from quizapp.assessments.views_shared import change, staff_actor
from quizapp.errors import Invalid
from quizapp.kit.evidence import kind_labels
from quizapp.web import actor, note, now, show_invalid, staff, store

blueprint = Blueprint("score_rows", __name__, url_prefix="/console/assessments", template_folder="templates")


@blueprint.route("/<int:sheet_id>/edit", methods=["GET", "POST"])
@staff(EDIT)
def edit(sheet_id: int) -> ResponseReturnValue:
    """A draft: its heading, its rows, and what is wrong with it."""
    form = SheetForm()
    form.offer()
    with store().read() as session:
        sheet, office = sheet_for(session, sheet_id, EDIT, actor())
    if sheet.state != "draft":
        return redirect(url_for("assessments.show", sheet_id=sheet_id))
    if not form.is_submitted():
        form.fill(sheet)
    elif form.validate():
        try:
            with store().write() as session:
                sheet_for(session, sheet_id, EDIT, actor())
                changed = change_sheet(session, sheet_id, form.text(), actor=staff_actor(), now=now())
                detail = {"title": changed.title, "total": changed.total}
                note(session, "assessment.change", "score_sheet", sheet_id, unit_id=office.id, detail=detail)
        except Invalid as error:
            show_invalid(form, error)
        else:
            flash(_("已保存"), "success")
            return redirect(url_for("score_rows.edit", sheet_id=sheet_id), 303)
    page = render_template(
        "assessments/edit.html", sheet=sheet, office=office, form=form, rows=rows_of(sheet.rows), findings=lint(sheet),
        types=RULE_LABELS, kinds=kind_labels(),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route("/<int:sheet_id>/rows/new", methods=["GET", "POST"])
@staff(EDIT)
def add_row(sheet_id: int) -> ResponseReturnValue:
    """Another row."""
    return _row_page(sheet_id, "")


@blueprint.route("/<int:sheet_id>/rows/<key>", methods=["GET", "POST"])
@staff(EDIT)
def row(sheet_id: int, key: str) -> ResponseReturnValue:
    """Another wording, other points, another way of counting."""
    return _row_page(sheet_id, key)


def _row_page(sheet_id: int, key: str) -> ResponseReturnValue:
    form = RowForm()
    form.offer()
    with store().read() as session:
        sheet, office = sheet_for(session, sheet_id, EDIT, actor())
    found: Row | None = find_row(sheet, key) if key else None
    if not form.is_submitted():
        if found is not None:
            form.fill(found)
        elif sheet.rows:
            form.group.data = sheet.rows[-1].get("group", "")
    elif form.validate():
        try:
            with store().write() as session:
                sheet_for(session, sheet_id, EDIT, actor())
                save_row(session, sheet_id, form.row(key), actor=staff_actor(), now=now())
                detail = {"row": key or "new", "title": form.title.data, "points": form.points.data}
                note(session, "assessment.change_row", "score_sheet", sheet_id, unit_id=office.id, detail=detail)
        except Invalid as error:
            show_invalid(form, error)
        else:
            return redirect(url_for("score_rows.edit", sheet_id=sheet_id), 303)
    groups = list(dict.fromkeys(each.get("group", "") for each in sheet.rows))
    page = render_template("assessments/row.html", sheet=sheet, form=form, row=found, groups=groups)
    return page, 422 if form.errors else 200


@blueprint.post("/<int:sheet_id>/rows/<key>/move")
@staff(EDIT)
def move(sheet_id: int, key: str) -> ResponseReturnValue:
    """One place up or down."""
    up = request.form.get("to") == "up"
    return change(
        sheet_id,
        "move_row",
        lambda s: move_row(s, sheet_id, key, up=up, actor=staff_actor(), now=now()),
        url_for("score_rows.edit", sheet_id=sheet_id),
        "",
    )


@blueprint.post("/<int:sheet_id>/rows/<key>/drop")
@staff(EDIT)
def drop_one(sheet_id: int, key: str) -> ResponseReturnValue:
    """Take the row off."""
    return change(
        sheet_id,
        "drop_row",
        lambda s: drop_row(s, sheet_id, key, actor=staff_actor(), now=now()),
        url_for("score_rows.edit", sheet_id=sheet_id),
        _("这一行已去掉"),
    )
