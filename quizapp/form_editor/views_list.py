"""All forms that an office can use or writes, and beginning a new one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.errors import Invalid
from quizapp.form_editor.forms import NewForm
from quizapp.form_editor.models import FormDesign
from quizapp.form_editor.service import begin_empty, begin_from, draft_text, list_designs
from quizapp.form_editor.trees import read_tree
from quizapp.form_editor.views_shared import EDIT, office, taken_keys
from quizapp.form_editor.writing import Tree
from quizapp.kit.clock import local_date
from quizapp.statistics import shipped_forms, shipped_text
from quizapp.web import actor, note, now, show_invalid, staff, store

blueprint = Blueprint("form_designs", __name__, url_prefix="/console/forms", template_folder="templates")


@blueprint.get("")
@staff(EDIT)
def index() -> ResponseReturnValue:
    """The office's forms, and those that come with the software."""
    return _page(NewForm())


def _page(form: NewForm) -> ResponseReturnValue:
    with store().read() as session:
        unit = office(session)
        designs = list_designs(session, [unit.id])
        _offer(form, designs)
    page = render_template(
        "form_editor/index.html", designs=designs, shipped=list(shipped_forms().values()), form=form, unit=unit,
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


def _offer(form: NewForm, designs: list[FormDesign]) -> None:
    own = [(f"own:{each.id}", _("复制本单位的：%(title)s", title=each.title)) for each in designs]
    shipped = [
        (f"shipped:{each.key}", _("复制：%(title)s（%(year)d）", title=each.title, year=each.year))
        for each in shipped_forms().values()
    ]
    form.source.choices = [("empty", _("空白表")), *own, *shipped]


@blueprint.post("")
@staff(EDIT)
def create() -> ResponseReturnValue:
    """Begin an empty form or a copy."""
    form = NewForm()
    with store().read() as session:
        _offer(form, list_designs(session, [office(session).id]))
    if not form.validate():
        return _page(form)
    try:
        with store().write() as session:
            design = _begin(session, form.source.data, form.title.data or "")
            detail = {"form": design.form_key, "from": form.source.data}
            note(session, "form_design.create", "form_design", design.id, unit_id=design.unit_id, detail=detail)
    except Invalid as error:
        show_invalid(form, error)
        return _page(form)
    flash(_("表样已经建好，现在是草稿，发布以后下级才看得到"), "success")
    return redirect(url_for("form_design.show", design_id=design.id), 303)


def _begin(session: Session, source: str, title: str) -> FormDesign:
    unit = office(session)
    if source == "empty":
        year = local_date(now()).year
        return begin_empty(session, unit.id, title=title, year=year, taken=taken_keys(), by=actor(), now=now())
    tree = _source_tree(session, source, unit.id)
    return begin_from(session, unit.id, tree, title=title, taken=taken_keys(), by=actor(), now=now())


def _source_tree(session: Session, source: str, unit_id: int) -> Tree:
    kind, _colon, name = source.partition(":")
    if kind == "own":
        design = next(each for each in list_designs(session, [unit_id]) if str(each.id) == name)
        return read_tree(draft_text(session, design))
    return read_tree(shipped_text(name) or "")
