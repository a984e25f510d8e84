"""Importing a list of units: upload, look at what would change, confirm."""

from __future__ import annotations

from io import BytesIO

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid
from quizapp.exports import FORMATS, Column, content_disposition, write_rows
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.units.forms import ImportForm
from quizapp.units.imports import COLUMNS, Plan, Step, apply_plan, plan_import, read_units
from quizapp.units.imports.reading import ReadUnits
from quizapp.units.kinds import kinds, levels
from quizapp.units.models import Unit
from quizapp.units.queries import get_unit
from quizapp.units.views_tree import blueprint
from quizapp.uploads import Waiting, drop_upload, find_upload, keep_upload
from quizapp.web import actor, note, now, show_invalid, staff, store, unit_choices, vault

_EDIT = Permission.EDIT_UNITS
_PURPOSE = "units"
#: So many rows of each kind are listed in the preview; the numbers above count all.
SHOWN = 100


def _me() -> int:
    return actor().id or 0


@blueprint.route("/import", methods=["GET", "POST"])
@staff(_EDIT)
def upload() -> ResponseReturnValue:
    """Choose a file and where it goes."""
    form = ImportForm()
    with store().read() as session:
        form.unit_id.choices = unit_choices(session, actor(), _EDIT)
    if form.validate_on_submit():
        try:
            return redirect(url_for("units.preview", token=_keep(form)), 303)
        except Invalid as error:
            show_invalid(form, error)
    return render_template("units/import.html", form=form), 422 if form.errors or form.form_errors else 200


def _keep(form: ImportForm) -> str:
    """Token of the kept file. Raises `Invalid` when it cannot be read at all."""
    content = form.file.data.read()
    read_units(content, form.file.data.filename or "")
    with store().write() as session:
        actor().require(_EDIT, get_unit(session, form.unit_id.data).path)
        return keep_upload(
            session, purpose=_PURPOSE, staff_id=_me(), filename=form.file.data.filename or "", content=content,
            choices={"unit_id": form.unit_id.data}, vault=vault(), now=now(),
        )  # fmt: skip


def _open(session: Session, token: str) -> tuple[Waiting, ReadUnits]:
    waiting = find_upload(session, token, purpose=_PURPOSE, staff_id=_me(), vault=vault())
    return waiting, read_units(waiting.content, waiting.filename)


def _plan(session: Session, waiting: Waiting, reading: ReadUnits) -> tuple[Unit, Plan]:
    top = get_unit(session, int(waiting.choices["unit_id"]))
    actor().require(_EDIT, top.path)
    return top, plan_import(session, reading, top=top)


@blueprint.get("/import/<token>")
@staff(_EDIT)
def preview(token: str) -> ResponseReturnValue:
    """What the file would add and change, and which rows stay out."""
    with store().read() as session:
        waiting, reading = _open(session, token)
        top, plan = _plan(session, waiting, reading)
    return render_template(
        "units/preview.html", waiting=waiting, top=top, added=plan.of(Step.ADD), changed=plan.of(Step.CHANGE),
        same=len(plan.of(Step.SAME)), problems=plan.problems, shown=SHOWN, levels=levels(), kinds=kinds(),
        errors=sum(problem.is_error for problem in plan.problems),
    )  # fmt: skip


@blueprint.post("/import/<token>")
@staff(_EDIT)
def confirm(token: str) -> ResponseReturnValue:
    """Import what can be imported, or drop the file."""
    if request.form.get("do") == "drop":
        with store().write() as session:
            drop_upload(session, token, purpose=_PURPOSE, staff_id=_me())
        flash(_("没有导入任何单位，文件已丢弃"), "message")
        return redirect(url_for("units.upload"), 303)
    with store().read() as session:
        waiting, reading = _open(session, token)
    with store().write() as session:
        if not drop_upload(session, token, purpose=_PURPOSE, staff_id=_me()):
            raise Conflict(N_("这次上传刚刚已经导入过"))
        top, plan = _plan(session, waiting, reading)
        done = apply_plan(session, plan, actor=actor().name, now=now(), as_of=local_date(now()))
        detail = {"added": done.added, "changed": done.changed, "same": done.same}
        note(session, "unit.import", "unit", top.id, unit_id=top.id, detail=detail)
    flash(
        _(
            "导入完成：新增 %(added)s 个，更新 %(changed)s 个，%(same)s 个没有变化",
            added=done.added,
            changed=done.changed,
            same=done.same,
        ),
        "success",
    )
    return redirect(url_for("units.detail", unit_id=top.id), 303)


@blueprint.get("/import/template.xlsx")
@staff(_EDIT)
def template() -> ResponseReturnValue:
    """An empty list with the right columns and two rows as an example."""
    stream = BytesIO()
    columns = tuple(Column(title=titles[0], width=18) for titles in COLUMNS.values())
    rows = [
        ("dongming-town", "东明镇", "dongming", "乡镇（街道）", "政府", "3400"),
        ("hongxing", "红星村", "东明镇", "村（社区）", "行政村", "1200"),
    ]
    write_rows(columns, rows, stream, "xlsx")
    headers = {"Content-Disposition": content_disposition(_("单位名录模板") + ".xlsx")}
    return Response(stream.getvalue(), mimetype=FORMATS["xlsx"].mime, headers=headers)
