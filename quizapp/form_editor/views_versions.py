"""Versions of a form, what is different between two of them, and the form as a file: YAML, or paper with blanks."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.errors import NotFound
from quizapp.exports import content_disposition
from quizapp.form_editor.differences import compare_forms
from quizapp.form_editor.service import draft_text, list_versions, version_of
from quizapp.form_editor.views_shared import EDIT, Opened, open_design, preview_of
from quizapp.kit.i18n import N_
from quizapp.statistics import Form, parse_form, to_document
from quizapp.web import note, send_document, staff, store

blueprint = Blueprint(
    "form_versions", __name__, url_prefix="/console/forms/<int:design_id>", template_folder="templates"
)


def _form_at(session: Session, opened: Opened, number: int) -> Form:
    """A version; 0 = the draft."""
    return parse_form(version_of(session, opened.design, number).text) if number else opened.form


@blueprint.get("/compare")
@staff(EDIT)
def compare(design_id: int) -> ResponseReturnValue:
    """Two versions side by side; without numbers the draft against the version in force."""
    with store().read() as session:
        opened = open_design(session, design_id)
        versions = list_versions(session, opened.design)
        newest = versions[0].number if versions else 0
        after = request.args.get("after", 0 if opened.design.draft else newest, type=int)
        before = request.args.get("before", newest if after == 0 else max(after - 1, 1), type=int)
        found = compare_forms(_form_at(session, opened, before), _form_at(session, opened, after))
    return render_template(
        "form_editor/compare.html", design=opened.design, versions=versions, before=before, after=after, found=found,
    )  # fmt: skip


@blueprint.get("/form.yaml")
@staff(EDIT)
def as_yaml(design_id: int) -> ResponseReturnValue:
    """The draft, or the version that ``number`` names, as the file that any installation reads."""
    number = request.args.get("number", 0, type=int)
    with store().write() as session:
        opened = open_design(session, design_id)
        design = opened.design
        text = version_of(session, design, number).text if number else draft_text(session, design)
        detail = {"form": design.form_key, "number": number, "format": "yaml"}
        note(session, "form_design.export", "form_design", design_id, unit_id=opened.unit.id, detail=detail)
    response = Response(text, mimetype="application/yaml")
    response.headers["Content-Disposition"] = content_disposition(f"{design.form_key}.yaml")
    return response


@blueprint.get("/preview.<any(xlsx, docx, pdf):fmt>")
@staff(EDIT)
def paper(design_id: int, fmt: str) -> ResponseReturnValue:
    """The draft on paper: with the office's figures of now, or ``?blank=1`` with blanks to fill in by hand."""
    is_blank = request.args.get("blank") == "1"
    with store().read() as session:
        opened = open_design(session, design_id)
        report = preview_of(session, opened.form, opened.unit, is_blank=is_blank)
    if report is None:
        raise NotFound(N_("还没有建立活动：请先在“活动设置”里新建一个安全生产月"))
    name = (
        _("%(title)s（空白）", title=opened.form.title) if is_blank else _("%(title)s（草稿）", title=opened.form.title)
    )
    return send_document(to_document(report), fmt, name)
