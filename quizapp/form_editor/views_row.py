"""One row and one blank of a form that is being written."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.errors import Conflict, Invalid
from quizapp.form_editor import blanks, changes
from quizapp.form_editor.bindings import FOLD_LABELS, Choice, Picked, all_marks, choices, picked_of
from quizapp.form_editor.differences import TYPES, describe_binding
from quizapp.form_editor.forms import FieldForm, ItemForm
from quizapp.form_editor.quick import add_sentence
from quizapp.form_editor.reading.blanks import UNITS
from quizapp.form_editor.sentences import sentence_of_item
from quizapp.form_editor.service import published_keys
from quizapp.form_editor.trees import find_field, find_item, sections_of
from quizapp.form_editor.views_shared import EDIT, Opened, open_design, save_change, saved, seen_revision
from quizapp.form_editor.writing import Tree
from quizapp.statistics import Fold
from quizapp.web import staff, store, translate_error

blueprint = Blueprint("form_row", __name__, url_prefix="/console/forms/<int:design_id>", template_folder="templates")

_MODES = ("auto", "assisted", "manual")


@blueprint.route("/rows/<key>", methods=["GET", "POST"])
@staff(EDIT)
def item(design_id: int, key: str) -> ResponseReturnValue:
    """Name, requirement and sentence of a row, and its blanks."""
    with store().read() as session:
        opened = open_design(session, design_id)
        published = published_keys(session, opened.design)
    section, row = find_item(opened.tree, key)
    form = ItemForm(data=_item_data(section, row) if request.method == "GET" else None)
    form.section.choices = [(each["key"], each["label"]) for each in sections_of(opened.tree)]
    if form.validate_on_submit() and saved(
        form, design_id, "change_item", lambda tree: _item(tree, key, form), key=key
    ):
        return redirect(url_for("form_row.item", design_id=design_id, key=key), 303)
    page = render_template(
        "form_editor/item.html", design=opened.design, form=form, item=row, section=section, published=published,
        year=opened.form.year, fields=[opened.form.by_key[each["key"]] for each in row["fields"]],
        bindings={each["key"]: describe_binding(opened.form.by_key[each["key"]]) for each in row["fields"]},
        seen=_seen(opened), types=TYPES,
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


def _item_data(section: Tree, row: Tree) -> dict[str, Any]:
    return {
        "label": row["label"], "section": section["key"], "requirement": row.get("requirement", ""),
        "sentence": sentence_of_item(row),
    }  # fmt: skip


def _item(tree: Tree, key: str, form: ItemForm) -> Tree:
    """Blanks written as ____ become new ones; then the sentence is read."""
    said = form.sentence.data or ""
    tree, said = add_sentence(tree, key, said)
    return changes.change_item(
        tree, key, label=form.label.data or "", requirement=form.requirement.data or "", sentence=said,
        section=form.section.data,
    )  # fmt: skip


@blueprint.post("/rows/<key>/blanks")
@staff(EDIT)
def add_blank(design_id: int, key: str) -> ResponseReturnValue:
    """One more blank of a row, filled in by hand until it is bound."""
    made: list[str] = []

    def change(tree: Tree) -> Tree:
        field = {"label": request.form.get("label", ""), "type": "count", "unit": "", "mode": "manual"}
        new, field_key = blanks.add_field(tree, key, field)
        made.append(field_key)
        return new

    try:
        with store().write() as session:
            save_change(session, open_design(session, design_id), "add_field", change, key=key)
    except (Invalid, Conflict) as error:
        return _item_again(design_id, key, error)
    return redirect(url_for("form_row.blank", design_id=design_id, key=made[-1]), 303)


def _item_again(design_id: int, key: str, error: Invalid | Conflict) -> ResponseReturnValue:
    with store().read() as session:
        opened = open_design(session, design_id)
        published = published_keys(session, opened.design)
    section, row = find_item(opened.tree, key)
    form = ItemForm(formdata=None, data=_item_data(section, row))
    form.section.choices = [(each["key"], each["label"]) for each in sections_of(opened.tree)]
    page = render_template(
        "form_editor/item.html", design=opened.design, form=form, item=row, section=section, published=published,
        year=opened.form.year, fields=[opened.form.by_key[each["key"]] for each in row["fields"]],
        bindings={each["key"]: describe_binding(opened.form.by_key[each["key"]]) for each in row["fields"]},
        seen=opened.design.revision, types=TYPES, problem=translate_error(error),
    )  # fmt: skip
    return page, 409 if isinstance(error, Conflict) else 422


@blueprint.route("/blanks/<key>", methods=["GET", "POST"])
@staff(EDIT)
def blank(design_id: int, key: str) -> ResponseReturnValue:
    """What a blank is called and where its figure comes from."""
    with store().read() as session:
        opened = open_design(session, design_id)
    _section, row, field = find_field(opened.tree, key)
    form = FieldForm(data=_field_data(field) if request.method == "GET" else None)
    _offer(form)
    if form.validate_on_submit() and saved(
        form, design_id, "change_field", lambda tree: _field(tree, key, form), key=key
    ):
        return redirect(url_for("form_row.item", design_id=design_id, key=row["key"], _anchor=f"at-{key}"), 303)
    page = render_template(
        "form_editor/field.html", design=opened.design, form=form, item=row, field=field, groups=_groups(),
        units=UNITS, seen=_seen(opened),
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


def _offer(form: FieldForm) -> None:
    form.type.choices = [(key, _(label)) for key, label in TYPES.items()]
    form.mode.choices = [
        ("auto", _("台账推算|由登记的活动、答题和记录自动算出")),
        ("assisted", _("推算后确认|算好以后，还要有人确认")),
        ("manual", _("人工填写|只有人知道，系统不推算")),
    ]
    form.kinds.choices = [(each.id, _(each.label)) for each in choices().values()]
    form.fold.choices = [(fold.value, _(label)) for fold, label in FOLD_LABELS.items()]
    form.tags.choices = [(tag, _(label)) for tag, label in all_marks().items()]
    form.distinct.choices = [("", _("不要求")), ("sector", _("重点领域"))]


def _field_data(field: Tree) -> dict[str, Any]:
    picked = picked_of(field.get("derive"))
    return {
        "label": field["label"], "type": field["type"], "unit": field.get("unit", ""), "mode": field["mode"],
        "kinds": list(picked.ids), "fold": picked.fold or _usual_fold(field), "tags": list(picked.tags),
        "distinct": picked.distinct, "minimum": picked.minimum, "required": field.get("required", True),
        "shared": field.get("shared", False), "help": field.get("help", ""),
    }  # fmt: skip


def _usual_fold(field: Tree) -> str:
    kinds = {"persons": Fold.ATTENDANCES, "bool": Fold.EXISTS}
    return kinds.get(field["type"], Fold.SESSIONS).value


def _field(tree: Tree, key: str, form: FieldForm) -> Tree:
    picked = Picked(
        ids=tuple(form.kinds.data or ()), fold=form.fold.data or "", tags=tuple(form.tags.data or ()),
        distinct=form.distinct.data or "", minimum=form.minimum.data or 1,
    )  # fmt: skip
    return blanks.change_field(tree, key, form.data, None if form.mode.data == "manual" else picked)


def _groups() -> list[tuple[str, list[Choice]]]:
    """(heading, kinds under it), in the order of pickers."""
    found: dict[str, list[Choice]] = {}
    for each in choices().values():
        found.setdefault(each.group, []).append(each)
    return list(found.items())


def _seen(opened: Opened) -> int:
    return seen_revision() or opened.design.revision
