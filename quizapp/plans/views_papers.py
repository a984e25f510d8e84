"""Plan and notices: written from a text of ours, printed as docx and pdf; signed files uploaded and handed out."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid
from quizapp.exports import content_disposition, file_name
from quizapp.plans.access import EDIT, document_for, file_for, file_seen
from quizapp.plans.documents import (
    KIND_LABELS,
    change_document,
    drop_document,
    list_documents,
    start_document,
    start_texts,
)
from quizapp.plans.files import MAX_BYTES, MIMES, NewFile, keep_file, list_files, withdraw_file
from quizapp.plans.forms import DocumentForm, FileForm
from quizapp.plans.group import list_group
from quizapp.plans.liaisons import list_liaisons
from quizapp.plans.models import PlanDocument
from quizapp.plans.printing import MARKERS, Known, document_of
from quizapp.plans.tasks import list_tasks
from quizapp.plans.views_shared import campaign_unit, own_unit, staff_actor, tabs_of
from quizapp.units import Unit
from quizapp.uploads import require_harmless
from quizapp.web import (
    actor,
    console_scope,
    locked_down,
    note,
    now,
    send_document,
    settings,
    show_invalid,
    staff,
    store,
    translate_error,
    unit_choices,
    vault,
)

blueprint = Blueprint("plan_papers", __name__, url_prefix="/console/plan/papers", template_folder="templates")


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Documents of one's unit, files of all that concern it."""
    return _list(FileForm(formdata=None))


def _list(form: FileForm) -> ResponseReturnValue:
    with store().read() as session:
        scope = console_scope(session)
        unit = own_unit(session, scope)
        documents = list_documents(session, scope.campaign.id, [unit.id])
        kept = list_files(session, scope.campaign.id, scope.paths)
        form.unit_id.choices = unit_choices(session, actor(), EDIT)
    if not form.is_submitted():
        form.unit_id.data = unit.id
    page = render_template(
        "plans/papers.html", unit=unit, documents=documents, files=kept, form=form, texts=start_texts(), labels=KIND_LABELS,
        tabs=tabs_of("plan_papers.index"), may_edit=actor().can(EDIT, unit.path), own_paths=actor().paths(EDIT),
        may_export=actor().can(Permission.EXPORT, unit.path), limit_mb=MAX_BYTES // 1_000_000,
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.post("/start")
@staff(EDIT)
def start() -> ResponseReturnValue:
    """A new document, filled with a text to start from."""
    with store().write() as session:
        scope = console_scope(session, EDIT)
        unit = campaign_unit(session, scope, request.form.get("unit_id", 0, type=int), EDIT)
        key = request.form.get("key", "")
        made = start_document(session, scope.campaign, unit, key, actor=staff_actor(), now=now())
        note(session, "paper.start", "plan_document", made.id, unit_id=unit.id, detail={"text": key})
    return redirect(url_for("plan_papers.edit", document_id=made.id), 303)


@blueprint.route("/<int:document_id>", methods=["GET", "POST"])
@staff(EDIT)
def edit(document_id: int) -> ResponseReturnValue:
    """The text; what the system knows is put in where its marker stands."""
    form = DocumentForm()
    with store().read() as session:
        document, unit = document_for(session, document_id, EDIT, actor())
    if not form.is_submitted():
        form.fill(document)
    elif form.validate():
        try:
            with store().write() as session:
                document_for(session, document_id, EDIT, actor())
                changed = change_document(
                    session,
                    document_id,
                    form.text(),
                    revision=request.form.get("revision", 0, type=int),
                    actor=staff_actor(),
                    now=now(),
                )
                detail = {"revision": changed.revision}
                note(session, "paper.change", "plan_document", document_id, unit_id=unit.id, detail=detail)
        except Invalid as error:
            show_invalid(form, error)
        except Conflict as error:
            form.form_errors.append(translate_error(error))
        else:
            flash(_("已保存"), "success")
            return redirect(url_for("plan_papers.edit", document_id=document_id), 303)
    page = render_template(
        "plans/paper.html", form=form, document=document, unit=unit, markers=MARKERS, labels=KIND_LABELS,
        may_export=actor().can(Permission.EXPORT, unit.path),
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.get("/<int:document_id>/export.<any(docx, pdf):fmt>")
@staff(Permission.EXPORT)
def export(document_id: int, fmt: str) -> ResponseReturnValue:
    """The document with tasks, leading group and liaison officers put in."""
    with store().write() as session:
        document, unit = document_for(session, document_id, Permission.EXPORT, actor())
        known = _known(session, document, unit)
        note(session, "paper.export", "plan_document", document_id, unit_id=unit.id, detail={"format": fmt})
    return send_document(document_of(document, known, _), fmt, document.title[:60])


def _known(session: Session, document: PlanDocument, unit: Unit) -> Known:
    """Only what the text asks for; mobile numbers stay masked: the form with numbers is a page of its own."""
    tasks = [task for task, owner in list_tasks(session, document.campaign_id, [unit.path]) if owner.id == unit.id]
    liaisons = []
    if "【联络员名单】" in document.body:
        liaisons = list_liaisons(session, document.campaign_id, [unit.path], vault=vault())
    return Known(tasks=tasks, group=list_group(session, document.campaign_id, unit.id), liaisons=liaisons)


@blueprint.post("/<int:document_id>/drop")
@staff(EDIT)
def drop(document_id: int) -> ResponseReturnValue:
    """Delete the document."""
    with store().write() as session:
        document, unit = document_for(session, document_id, EDIT, actor())
        drop_document(session, document_id)
        note(session, "paper.drop", "plan_document", document_id, unit_id=unit.id, detail={"title": document.title})
    flash(_("已删除：%(title)s", title=document.title), "success")
    return redirect(url_for("plan_papers.index", unit=unit.id), 303)


@blueprint.post("/files")
@staff(EDIT)
def upload() -> ResponseReturnValue:
    """Keep a signed plan or notice."""
    form = FileForm()
    sent = form.file.data
    content = sent.read() if sent else b""
    unit_id = request.form.get("unit_id", 0, type=int)
    with store().read() as session:
        campaign_unit(session, console_scope(session, EDIT), unit_id, EDIT)
    try:
        new = NewFile(title=form.title.data or "", filename=(sent.filename or "") if sent else "", content=content)
        require_harmless(content, settings().clamd, field="file")
        with store().write() as session:
            scope = console_scope(session, EDIT)
            unit = campaign_unit(session, scope, unit_id, EDIT)
            file_id = keep_file(session, scope.campaign.id, unit.id, new, actor=staff_actor(), now=now())
            note(session, "paper.upload", "plan_file", file_id, unit_id=unit.id, detail={"bytes": len(content)})
    except Invalid as error:
        show_invalid(form, error)
        return _list(form)
    flash(_("文件已保存"), "success")
    return redirect(url_for("plan_papers.index", unit=unit.id), 303)


@blueprint.get("/files/<int:file_id>")
@staff(Permission.VIEW)
@locked_down
def download(file_id: int) -> ResponseReturnValue:
    """The file, always as a download: what strangers wrote is never shown in our pages."""
    with store().read() as session:
        file, _unit = file_seen(session, file_id, actor())
    response = Response(file.content, mimetype=MIMES[file.ending])
    response.headers["Content-Disposition"] = content_disposition(file_name(file.title, None, file.ending))
    return response


@blueprint.post("/files/<int:file_id>/withdraw")
@staff(EDIT)
def withdraw(file_id: int) -> ResponseReturnValue:
    """Take a file away, with a reason."""
    with store().write() as session:
        _file, unit = file_for(session, file_id, EDIT, actor())
        try:
            withdraw_file(session, file_id, reason=request.form.get("reason", ""), now=now())
        except Invalid as error:
            flash(translate_error(error), "warning")
        else:
            detail = {"reason": request.form.get("reason", "")[:200]}
            note(session, "paper.withdraw", "plan_file", file_id, unit_id=unit.id, detail=detail)
            flash(_("文件已撤下"), "success")
    return redirect(url_for("plan_papers.index", unit=unit.id), 303)
