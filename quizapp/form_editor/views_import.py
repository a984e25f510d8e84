"""Reading an office's own form, or a YAML form: upload, look at every proposal on one page, take it as a draft."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.errors import Invalid
from quizapp.form_editor.bindings import choices
from quizapp.form_editor.differences import TYPES
from quizapp.form_editor.forms import UploadForm
from quizapp.form_editor.keys import new_key
from quizapp.form_editor.models import FormDesign
from quizapp.form_editor.reading import Decision, FoundForm, read_form_file, settle, tree_of
from quizapp.form_editor.reading.blanks import UNITS
from quizapp.form_editor.said import read_decisions, shown_decision
from quizapp.form_editor.service import begin_from
from quizapp.form_editor.trees import read_tree
from quizapp.form_editor.views_shared import EDIT, office, taken_keys
from quizapp.kit.clock import local_date
from quizapp.statistics import FormError
from quizapp.uploads import drop_upload, find_prepared, keep_upload
from quizapp.web import actor, note, now, show_invalid, staff, store, translate_error, vault

blueprint = Blueprint("form_import", __name__, url_prefix="/console/forms/import", template_folder="templates")

_PURPOSE = "form"
_DECODER = msgspec.json.Decoder(FoundForm)


def _me() -> int:
    return actor().id or 0


@blueprint.route("", methods=["GET", "POST"])
@staff(EDIT)
def upload() -> ResponseReturnValue:
    """Choose a file: docx, xlsx, xls, ods, csv, or the YAML of a form."""
    with store().read() as session:
        unit = office(session)
    form = UploadForm()
    if form.validate_on_submit():
        try:
            return redirect(_received(form), 303)
        except Invalid as error:
            show_invalid(form, error)
    page = render_template("form_editor/upload.html", form=form, unit=unit)
    return page, 422 if form.errors or form.form_errors else 200


def _received(form: UploadForm) -> str:
    """Where to go on. Raises `Invalid` for what is no form."""
    name, content = form.file.data.filename or "", form.file.data.read()
    if name.lower().endswith((".yaml", ".yml")):
        return url_for("form_design.show", design_id=_take_yaml(content, name))
    found = read_form_file(content, name)
    with store().write() as session:
        office(session)
        token = keep_upload(
            session, purpose=_PURPOSE, staff_id=_me(), filename=name, content=b"", choices={}, vault=vault(), now=now(),
            prepared=msgspec.json.encode(found),
        )  # fmt: skip
    return url_for("form_import.look", token=token)


def _take_yaml(content: bytes, name: str) -> int:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormError(_("%(name)s 不是 UTF-8 编码：请另存为 UTF-8", name=name)) from None
    tree = read_tree(text, name=name)
    with store().write() as session:
        unit = office(session)
        design = begin_from(session, unit.id, tree, taken=taken_keys(), by=actor(), now=now())
        _note(session, design, {"from": name, "key_in_file": str(tree["template"]["key"])})
    if design.form_key != tree["template"]["key"]:
        flash(_("这个表样的标识已经有人用，导入后用的是“%(key)s”", key=design.form_key), "warning")
    flash(_("已导入为草稿"), "success")
    return design.id


def _note(session: Session, design: FormDesign, detail: dict[str, Any]) -> None:
    told = {"form": design.form_key, **detail}
    note(session, "form_design.import", "form_design", design.id, unit_id=design.unit_id, detail=told)


@blueprint.get("/<token>")
@staff(EDIT)
def look(token: str) -> ResponseReturnValue:
    """What was found, blank by blank, with how sure each proposal is."""
    with store().read() as session:
        kept = find_prepared(session, token, purpose=_PURPOSE, staff_id=_me())
    found = _DECODER.decode(kept.prepared)
    return _page(token, kept.filename, found, settle(found), {}), 200


def _page(token: str, filename: str, found: FoundForm, decisions: dict[int, Decision], problems: dict[int, str]) -> str:
    counts = {word: sum(each.confidence == word for each in found.blanks()) for word in ("sure", "unsure", "none")}
    return render_template(
        "form_editor/look.html", token=token, filename=filename, found=found, problems=problems, counts=counts,
        shown={number: shown_decision(each) for number, each in decisions.items()}, types=TYPES, units=UNITS,
        kinds=[_(each.label) for each in choices().values()],
    )  # fmt: skip


@blueprint.post("/<token>")
@staff(EDIT)
def confirm(token: str) -> ResponseReturnValue:
    """Take what was found, as it was put right, as a draft; or drop it."""
    if request.form.get("do") == "drop":
        with store().write() as session:
            find_prepared(session, token, purpose=_PURPOSE, staff_id=_me())
            drop_upload(session, token, purpose=_PURPOSE, staff_id=_me())
        flash(_("没有导入，文件已丢弃"), "message")
        return redirect(url_for("form_import.upload"), 303)
    with store().read() as session:
        kept = find_prepared(session, token, purpose=_PURPOSE, staff_id=_me())
    found = _DECODER.decode(kept.prepared)
    labels = {_(each.label): each.id for each in choices().values()}
    decisions, errors = read_decisions(found, request.form, labels)
    problems = {number: translate_error(error) for number, error in errors.items()}
    if problems:
        return _page(token, kept.filename, found, settle(found, decisions), problems), 422
    return redirect(url_for("form_design.show", design_id=_commit(token, kept.filename, found, decisions)), 303)


def _commit(token: str, filename: str, found: FoundForm, decisions: dict[int, Decision]) -> int:
    with store().write() as session:
        unit = office(session)
        drop_upload(session, token, purpose=_PURPOSE, staff_id=_me())
        title = request.form.get("title", "") or found.title
        tree = tree_of(found, settle(found, decisions), key="form", year=local_date(now()).year)
        tree["template"]["key"] = new_key(f"{title}_{tree['template']['year']}", (), fallback="form")
        design = begin_from(session, unit.id, tree, taken=taken_keys(), by=actor(), now=now(), title=title)
        _note(session, design, {"from": filename, "blanks": len(decisions)})
        design_id = design.id
    flash(_("已导入为草稿：请看一遍预览，再发布"), "success")
    return design_id
