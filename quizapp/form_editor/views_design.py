"""One form that is being written: its outline beside its preview, its heading, publishing, dropping."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.errors import Conflict, Invalid
from quizapp.form_editor import blanks, changes
from quizapp.form_editor.differences import describe_binding
from quizapp.form_editor.forms import HeadingForm
from quizapp.form_editor.lint import lint_form
from quizapp.form_editor.service import drop_draft, list_versions, publish, published_keys
from quizapp.form_editor.views_shared import (
    EDIT,
    Opened,
    open_design,
    preview_lines,
    preview_of,
    save_change,
    seen_revision,
)
from quizapp.form_editor.writing import Tree
from quizapp.kit.i18n import N_
from quizapp.statistics import header_values, twice_counted
from quizapp.web import actor, note, now, show_invalid, staff, store, translate_error

blueprint = Blueprint("form_design", __name__, url_prefix="/console/forms/<int:design_id>", template_folder="templates")


@blueprint.get("")
@staff(EDIT)
def show(design_id: int) -> ResponseReturnValue:
    """The outline, what is odd about it, its versions, and the form as it would be."""
    return _page(design_id)


def _page(design_id: int, error: Invalid | Conflict | None = None) -> ResponseReturnValue:
    with store().read() as session:
        context = _context(session, open_design(session, design_id))
    problem = translate_error(error) if error else ""
    status = 200 if error is None else (409 if isinstance(error, Conflict) else 422)
    return render_template("form_editor/design.html", problem=problem, typed=request.form, **context), status


def _context(session: Session, opened: Opened) -> dict[str, Any]:
    is_blank = request.args.get("blank") == "1"
    report = preview_of(session, opened.form, opened.unit, is_blank=is_blank)
    return {
        "design": opened.design,
        "form": opened.form,
        "unit": opened.unit,
        "remarks": lint_form(opened.form),
        "bindings": {field.key: describe_binding(field) for field in opened.form.fields()},
        "published": published_keys(session, opened.design),
        "versions": list_versions(session, opened.design),
        "is_blank": is_blank,
        "report": report,
        "lines": preview_lines(report) if report else {},
        "header": header_values(report) if report else {},
        "twice": twice_counted(report) if report else [],
    }


@blueprint.post("/act")
@staff(EDIT)
def act(design_id: int) -> ResponseReturnValue:
    """One small change of the outline: add, move, retire, remove."""
    verb, key = request.form.get("do", ""), request.form.get("key", "")
    try:
        with store().write() as session:
            opened = open_design(session, design_id)
            change = _change(session, opened, verb, key)
            save_change(session, opened, verb, change, key=key)
    except (Invalid, Conflict) as error:
        return _page(design_id, error)
    return redirect(url_for("form_design.show", design_id=design_id, _anchor=_anchor(verb, key)), 303)


def _anchor(verb: str, key: str) -> str:
    return "new-section" if verb == "add_section" else f"at-{key}" if key else "outline"


def _change(session: Session, opened: Opened, verb: str, key: str) -> Callable[[Tree], Tree]:
    words = request.form
    step = -1 if words.get("way") == "up" else 1
    label, style = words.get("label", ""), words.get("style", "sentence")
    published = published_keys(session, opened.design)
    known: dict[str, Callable[[Tree], Tree]] = {
        "add_section": lambda tree: changes.add_section(tree, label, style),
        "change_section": lambda tree: changes.change_section(tree, key, label, style),
        "move_section": lambda tree: changes.move_section(tree, key, step),
        "remove_section": lambda tree: changes.remove_section(tree, key),
        "add_item": lambda tree: changes.add_item(tree, key, label)[0],
        "move_item": lambda tree: changes.move_item(tree, key, step),
        "remove_item": lambda tree: changes.remove_item(tree, key, published=published),
        "move_field": lambda tree: blanks.move_field(tree, key, step),
        "remove_field": lambda tree: blanks.remove_field(tree, key, published=published),
        "retire": partial(blanks.retire_field, key=key, last_year=_last_year(opened)),
        "ask_again": partial(blanks.retire_field, key=key, last_year=None),
    }
    if verb not in known:
        raise Invalid(N_("没有这个操作"))
    return known[verb]


def _last_year(opened: Opened) -> int:
    """The year for which the row was asked last: the one before the form's, unless another is named."""
    year = request.form.get("last_year", type=int)
    return year if year is not None and 2000 <= year <= 2100 else opened.form.year - 1


@blueprint.route("/heading", methods=["GET", "POST"])
@staff(EDIT)
def heading(design_id: int) -> ResponseReturnValue:
    """Title, year, theme and last day."""
    with store().read() as session:
        opened = open_design(session, design_id)
    form = HeadingForm(data=_heading_data(opened) if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            with store().write() as session:
                save_change(
                    session,
                    open_design(session, design_id),
                    "heading",
                    lambda tree: changes.change_heading(tree, form.data),
                )
        except (Invalid, Conflict) as error:
            _say(form, error)
        else:
            return redirect(url_for("form_design.show", design_id=design_id), 303)
    page = render_template("form_editor/heading.html", design=opened.design, form=form, seen=_seen(opened))
    return page, 422 if form.errors or form.form_errors else 200


def _heading_data(opened: Opened) -> dict[str, Any]:
    form = opened.form
    return {
        "title": form.title, "annex": form.annex, "year": form.year, "edition_ordinal": form.edition_ordinal,
        "theme": form.theme, "final_report": form.final_report, "used_for_assessment": form.used_for_assessment,
    }  # fmt: skip


def _seen(opened: Opened) -> int:
    """The revision that the page shows; after a refused one it stays what it was."""
    return seen_revision() or opened.design.revision


def _say(form: HeadingForm, error: Invalid | Conflict) -> None:
    if isinstance(error, Invalid):
        show_invalid(form, error)
    else:
        form.form_errors.append(translate_error(error))


@blueprint.post("/publish")
@staff(EDIT)
def release(design_id: int) -> ResponseReturnValue:
    """The draft becomes the next version, for good."""
    try:
        with store().write() as session:
            opened = open_design(session, design_id)
            remark = request.form.get("remark", "")
            version = publish(session, opened.design, remark=remark, seen=seen_revision(), by=actor(), now=now())
            detail = {"form": version.form_key, "number": version.number, "hash": version.content_hash}
            note(session, "form_design.publish", "form_design", design_id, unit_id=opened.unit.id, detail=detail)
    except (Invalid, Conflict) as error:
        return _page(design_id, error)
    flash(_("第 %(n)d 版已经发布；以前的版本和用它做的报表都不变", n=version.number), "success")
    return redirect(url_for("form_design.show", design_id=design_id), 303)


@blueprint.post("/drop")
@staff(EDIT)
def drop(design_id: int) -> ResponseReturnValue:
    """Forget the draft; a form that was never published goes with it."""
    try:
        with store().write() as session:
            opened = open_design(session, design_id)
            is_gone = drop_draft(session, opened.design, seen=seen_revision(), by=actor(), now=now())
            detail = {"form": opened.design.form_key, "whole": is_gone}
            note(session, "form_design.drop", "form_design", design_id, unit_id=opened.unit.id, detail=detail)
    except (Invalid, Conflict) as error:
        return _page(design_id, error)
    if is_gone:
        flash(_("草稿已经删除"), "success")
        return redirect(url_for("form_designs.index"), 303)
    flash(_("草稿已经丢弃，回到已发布的那一版"), "success")
    return redirect(url_for("form_design.show", design_id=design_id), 303)
