"""Lines from a spreadsheet: pasted or uploaded, looked at, then kept or dropped."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import records
from quizapp.accounts import Permission
from quizapp.campaigns import get_campaign
from quizapp.errors import Conflict, Invalid
from quizapp.exports import FORMATS, Column, content_disposition, write_rows
from quizapp.kit.i18n import N_
from quizapp.records import Given, NewBatch, Reading, Step
from quizapp.records.forms import LinesForm
from quizapp.records.kinds import record_kinds
from quizapp.records.reading import COLUMNS
from quizapp.records.views_edit import staff_actor
from quizapp.records.views_quick import given_for, note_batch
from quizapp.uploads import Waiting, drop_upload, find_upload, keep_upload
from quizapp.web import actor, console_scope, now, show_invalid, staff, store, unit_choices, vault

blueprint = Blueprint("record_import", __name__, url_prefix="/console/records/import", template_folder="templates")

_EDIT = Permission.EDIT_RECORDS
_PURPOSE = "records"
#: So many lines of each sort are listed in the preview; the numbers above count all.
SHOWN = 200


def _me() -> int:
    return actor().id or 0


@blueprint.route("", methods=["GET", "POST"])
@staff(_EDIT)
def upload() -> ResponseReturnValue:
    """Paste cells or choose a file."""
    form = LinesForm()
    with store().read() as session:
        scope = console_scope(session)
        form.unit_id.choices = offered = unit_choices(session, actor(), _EDIT)
        names = {unit_id: name for unit_id, name, _more in offered}
        batches = records.list_batches(session, scope.campaign.id, list(names))
    kinds = [(key, _(each.label)) for key, each in record_kinds().items() if not each.is_coded]
    form.kind.choices = [("", _("表里有“类别”一列")), *kinds]
    if not form.is_submitted():
        form.kind.data = request.args.get("kind", "")
    elif form.validate():
        try:
            return redirect(url_for("record_import.preview", token=_keep(form)), 303)
        except Invalid as error:
            show_invalid(form, error)
    page = render_template("records/import.html", form=form, batches=batches, names=names)
    return page, 422 if form.errors or form.form_errors else 200


def _keep(form: LinesForm) -> str:
    """Token of what was sent. Raises `Invalid` when no line can be read in it."""
    sent = form.file.data
    content = sent.read() if sent else (form.pasted.data or "").encode()
    if not content.strip():
        raise Invalid(N_("请粘贴表格里的几行，或者选择文件"), field="pasted")
    filename = (sent.filename or "") if sent else ""
    records.read_lines(content, filename, has_kind=bool(form.kind.data))
    with store().write() as session:
        campaign = console_scope(session).campaign
        given = given_for(session, campaign, form.unit_id.data, kind=form.kind.data, day=form.happened_on.data)
        choices = {
            "unit_id": given.top.id, "kind": given.kind, "day": given.day.isoformat() if given.day else "",
            "campaign_id": campaign.id, "origin": "file" if sent else "pasted",
        }  # fmt: skip
        return keep_upload(
            session, purpose=_PURPOSE, staff_id=_me(), filename=filename or _("粘贴的内容"), content=content,
            choices=choices, vault=vault(), now=now(),
        )  # fmt: skip


def _open(session: Session, token: str) -> tuple[Waiting, Given, Reading]:
    waiting = find_upload(session, token, purpose=_PURPOSE, staff_id=_me(), vault=vault())
    campaign = get_campaign(session, int(waiting.choices["campaign_id"]))
    day = date.fromisoformat(waiting.choices["day"]) if waiting.choices["day"] else None
    kind = str(waiting.choices["kind"])
    given = given_for(session, campaign, int(waiting.choices["unit_id"]), kind=kind, day=day)
    return waiting, given, records.read_lines(waiting.content, waiting.filename, has_kind=bool(kind))


@blueprint.get("/<token>")
@staff(_EDIT)
def preview(token: str) -> ResponseReturnValue:
    """What would be added, what stands already, what looks like something else, and which rows stay out."""
    with store().read() as session:
        waiting, given, reading = _open(session, token)
        plan = records.plan_lines(session, reading.lines, given, now=now())
    return render_template(
        "records/preview.html", waiting=waiting, top=given.top, reading=reading, plan=plan, shown=SHOWN,
        new=plan.of(Step.ADD), same=plan.of(Step.SAME), alike=plan.of(Step.ALIKE),
        said={line.row: line for line in reading.lines},
    )  # fmt: skip


@blueprint.post("/<token>")
@staff(_EDIT)
def confirm(token: str) -> ResponseReturnValue:
    """Add what can be added, or drop the list."""
    if request.form.get("do") == "drop":
        with store().write() as session:
            drop_upload(session, token, purpose=_PURPOSE, staff_id=_me())
        flash(_("没有登记任何记录，内容已丢弃"), "message")
        return redirect(url_for("record_import.upload"), 303)
    with store().read() as session:
        waiting, given, reading = _open(session, token)
    new = NewBatch(
        origin=waiting.choices["origin"], nonce=token, with_alike=request.form.get("alike") == "1",
        filename=waiting.filename if waiting.choices["origin"] == "file" else "",
    )  # fmt: skip
    with store().write() as session:
        if not drop_upload(session, token, purpose=_PURPOSE, staff_id=_me()):
            raise Conflict(N_("这次上传刚刚已经导入过"))
        given = given_for(session, given.campaign, given.top.id, kind=given.kind, day=given.day)
        added = records.add_lines(session, reading.lines, given, new, actor=staff_actor(), now=now())
        note_batch(session, added, given)
    out = len(added.plan.lines) + len(added.plan.errors) - len(added.records)
    if added.batch_id is None:
        flash(_("没有新的记录：%(out)s 行都在台账里了，或者有错", out=out), "message")
        return redirect(url_for("records.index"), 303)
    message = _("已登记 %(n)s 条", n=len(added.records))
    flash(message + (_("，%(out)s 行没有登记（已有、相似或有错）", out=out) if out else ""), "success")
    return redirect(url_for("record_batches.show", batch_id=added.batch_id), 303)


@blueprint.get("/template.xlsx")
@staff(_EDIT)
def template() -> ResponseReturnValue:
    """An empty list with the right columns and three lines as an example."""
    titles = tuple(
        COLUMNS[name][0]
        for name in ("kind", "title", "quantity", "attendances", "happened_on", "unit", "evidence", "note")
    )
    rows = [
        ("横幅", "安全生产月主题横幅", "41", "", "6月3日", "红星村", "村口", ""),
        ("宣传资料", "致居民的一封信", "160余", "", "6月16日", "", "文化广场", ""),
        ("精准服务", "为独居老人检查燃气", "1", "35", "6月18日", "青山村", "", ""),
    ]
    stream = BytesIO()
    write_rows(tuple(Column(title=title, width=20) for title in titles), rows, stream, "xlsx")
    headers = {"Content-Disposition": content_disposition(_("台账模板") + ".xlsx")}
    return Response(stream.getvalue(), mimetype=FORMATS["xlsx"].mime, headers=headers)
