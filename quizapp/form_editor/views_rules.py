"""Plausibility rules of a form that is being written."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.errors import Invalid
from quizapp.form_editor import changes
from quizapp.form_editor.forms import RuleForm
from quizapp.form_editor.rules import RULE_LABELS, SEVERITIES, make_rule
from quizapp.form_editor.views_shared import EDIT, Opened, open_design, save_change, saved, seen_revision
from quizapp.statistics import read_rule
from quizapp.web import show_invalid, staff, store

blueprint = Blueprint(
    "form_rules", __name__, url_prefix="/console/forms/<int:design_id>/rules", template_folder="templates"
)


@blueprint.route("", methods=["GET", "POST"])
@staff(EDIT)
def index(design_id: int) -> ResponseReturnValue:
    """The rules in words, and one more by picking."""
    form = RuleForm(data={"severity": "warn"} if request.method == "GET" else None)
    with store().read() as session:
        opened = open_design(session, design_id)
    _offer(form, opened)
    if form.validate_on_submit() and _added(form, design_id):
        return redirect(url_for("form_rules.index", design_id=design_id), 303)
    labels = {field.key: field.label for field in opened.form.fields()}
    rules = [(check, read_rule(check.rule, labels)) for check in opened.form.checks]
    page = render_template(
        "form_editor/rules.html", design=opened.design, form=form, rules=rules, severities=SEVERITIES,
        seen=seen_revision() or opened.design.revision,
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


def _offer(form: RuleForm, opened: Opened) -> None:
    asked = [field for field in opened.form.fields() if not field.is_retired(opened.form.year) and field.is_number]
    rows = [(field.key, f"{field.label}（{field.unit}）" if field.unit else field.label) for field in asked]
    form.kind.choices = [(kind.value, _(label)) for kind, label in RULE_LABELS.items()]
    form.first.choices = [("", _("请选择")), *rows]
    form.others.choices = rows
    form.severity.choices = [(key, _(label)) for key, label in SEVERITIES.items() if key != "needs_reason"]


def _added(form: RuleForm, design_id: int) -> bool:
    try:
        rule = make_rule(form.kind.data, form.first.data or "", form.others.data or [])
    except Invalid as error:
        show_invalid(form, error)
        return False
    severity, said = form.severity.data, form.note.data or ""
    return saved(form, design_id, "add_rule", lambda tree: changes.add_check(tree, rule, severity, said), rule=rule)


@blueprint.post("/remove")
@staff(EDIT)
def remove(design_id: int) -> ResponseReturnValue:
    """Without the rule."""
    rule = request.form.get("rule", "")
    with store().write() as session:
        opened = open_design(session, design_id)
        save_change(session, opened, "remove_rule", lambda tree: changes.remove_check(tree, rule), rule=rule)
    return redirect(url_for("form_rules.index", design_id=design_id), 303)
