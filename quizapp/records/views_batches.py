"""A batch of lines after it was added, and taking it back; photos of a line."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from quizapp import records
from quizapp.accounts import Permission
from quizapp.errors import Invalid
from quizapp.records import RecordBatch
from quizapp.records.access import record_for
from quizapp.records.kinds import record_kinds, record_tags, statuses
from quizapp.records.views_edit import staff_actor
from quizapp.units import Unit, get_unit, names_of
from quizapp.web import actor, note, now, staff, store
from quizapp.web.i18n import translate_error

blueprint = Blueprint("record_batches", __name__, url_prefix="/console/records", template_folder="templates")

_EDIT = Permission.EDIT_RECORDS


def _batch_for(session: Session, batch_id: int, permission: Permission) -> tuple[RecordBatch, Unit]:
    batch = records.get_batch(session, batch_id)
    unit = get_unit(session, batch.unit_id)
    actor().require(permission, unit.path)
    return batch, unit


@blueprint.get("/batches/<int:batch_id>")
@staff(Permission.VIEW)
def show(batch_id: int) -> ResponseReturnValue:
    """The lines that came together."""
    with store().read() as session:
        batch, unit = _batch_for(session, batch_id, Permission.VIEW)
        lines = records.lines_of_batch(session, batch_id)
        names = names_of(session, {line.unit_id for line in lines})
    return render_template(
        "records/batch.html", batch=batch, unit=unit, lines=lines, names=names, kinds=record_kinds(), statuses=statuses(),
        tags=record_tags(), may_edit=actor().can(_EDIT, unit.path),
    )  # fmt: skip


@blueprint.post("/batches/<int:batch_id>/undo")
@staff(_EDIT)
def undo(batch_id: int) -> ResponseReturnValue:
    """Take all its lines out of the figures; they stay in the book."""
    reason = request.form.get("reason", "")
    with store().write() as session:
        _batch, unit = _batch_for(session, batch_id, _EDIT)
        gone = records.undo_batch(session, batch_id, reason=reason, actor=staff_actor(), now=now())
        if gone:
            detail = {"lines": gone, "reason": reason[:200]}
            note(session, "record.undo_batch", "record_batch", batch_id, unit_id=unit.id, detail=detail)
    flash(ngettext("已撤销 %(num)d 条，不再计入统计", "已撤销 %(num)d 条，不再计入统计", gone), "success")
    return redirect(url_for("record_batches.show", batch_id=batch_id), 303)


@blueprint.post("/<int:record_id>/photos")
@staff(_EDIT)
def add_photo(record_id: int) -> ResponseReturnValue:
    """Keep a photo of a line."""
    file = request.files.get("photo")
    with store().read() as session:
        record_for(session, record_id, _EDIT, actor())
    try:
        new = records.NewRecordPhoto(file.stream.read() if file else b"")
        with store().write() as session:
            record, unit = record_for(session, record_id, _EDIT, actor())
            photo_id = records.keep_record_photo(session, record.id, new, actor=staff_actor(), now=now())
            note(session, "record.add_photo", "record", record.id, unit_id=unit.id, detail={"photo": photo_id})
        flash(_("照片已保存"), "success")
    except Invalid as error:
        flash(translate_error(error), "error")
    return redirect(url_for("records.detail", record_id=record_id), 303)


@blueprint.get("/<int:record_id>/photos/<int:photo_id>.webp")
@staff(Permission.VIEW)
def photo(record_id: int, photo_id: int) -> ResponseReturnValue:
    """The picture, for those who see the line."""
    with store().read() as session:
        record_for(session, record_id, Permission.VIEW, actor())
        content = records.record_photo_content(session, record_id, photo_id)
    return Response(content, content_type="image/webp", headers={"Cache-Control": "private, max-age=3600"})


@blueprint.post("/<int:record_id>/photos/<int:photo_id>/withdraw")
@staff(_EDIT)
def withdraw_photo(record_id: int, photo_id: int) -> ResponseReturnValue:
    """Take it away for good."""
    with store().write() as session:
        record, unit = record_for(session, record_id, _EDIT, actor())
        records.withdraw_record_photo(session, record.id, photo_id, now=now())
        note(session, "record.withdraw_photo", "record", record.id, unit_id=unit.id, detail={"photo": photo_id})
    flash(_("照片已撤下"), "success")
    return redirect(url_for("records.detail", record_id=record_id), 303)
