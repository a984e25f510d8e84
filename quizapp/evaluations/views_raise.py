"""A new improvement of a drill, from an item of a sheet or as it was seen; and other words for one."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import activities
from quizapp.accounts import list_colleagues
from quizapp.activities import SessionFacts
from quizapp.errors import Invalid, NotAllowed, NotFound
from quizapp.evaluations.access import improvement_for
from quizapp.evaluations.forms import ImprovementForm
from quizapp.evaluations.queries import EvaluationView, read_evaluation
from quizapp.evaluations.service.improve import change_improvement, raise_improvement
from quizapp.evaluations.views_shared import EDIT, FILL, staff_actor
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.units import Unit, list_subtree
from quizapp.web import actor, note, now, show_invalid, staff, store

blueprint = Blueprint("improvement_edit", __name__, url_prefix="/console", template_folder="templates")

#: Days that are suggested as a deadline.
USUAL_DAYS = 15
_UNITS_OFFERED = 600


@blueprint.route("/sessions/<int:session_id>/improvements/new", methods=["GET", "POST"])
@staff(FILL)
def create(session_id: int) -> ResponseReturnValue:
    """Say what has to be mended; ``?evaluation=&item=`` names where it was found."""
    form = ImprovementForm()
    with store().read() as session:
        facts = activities.session_for(session, session_id, FILL, actor())
        view, item = _found_in(session, session_id)
        _offer(session, facts, form)
    if not form.is_submitted():
        _suggest(form, facts, view, item)
    elif form.validate():
        try:
            made = _create(form, session_id, view, item)
        except Invalid as error:
            show_invalid(form, error)
        else:
            flash(_("整改项已登记"), "success")
            return redirect(url_for("improvement.show", improvement_id=made), 303)
    page = render_template("evaluations/improvement_form.html", form=form, facts=facts, view=view, item=item, row=None)
    return page, 422 if form.errors else 200


def _found_in(session: Session, session_id: int) -> tuple[EvaluationView | None, str]:
    number = request.args.get("evaluation", type=int)
    if number is None:
        return None, ""
    view = read_evaluation(session, number)
    if view.row.session_id != session_id:
        raise NotFound(N_("没有这份评估：它可能已被删除，或不在您负责的单位里"))
    item = request.args.get("item", "")
    return view, item if item in view.criteria.item_by_key else ""


def _offer(session: Session, facts: SessionFacts, form: ImprovementForm) -> None:
    """Units of the drill's two sides, and the accounts that work there."""
    found: dict[int, Unit] = {}
    for path in (facts.host_path, facts.owner_path):
        found |= {unit.id: unit for unit in list_subtree(session, path, limit=_UNITS_OFFERED)}
    form.owner_unit_id.choices = [
        (unit.id, unit.name, {"data-search": f"{unit.name} {unit.pinyin} {unit.initials}"}) for unit in found.values()
    ]
    people = list_colleagues(session, (facts.host_path, facts.owner_path))
    form.owner_staff_id.choices = [(0, _("没有账号，或不指定")), *people]


def _suggest(form: ImprovementForm, facts: SessionFacts, view: EvaluationView | None, item: str) -> None:
    form.owner_unit_id.data = facts.host_unit_id
    form.due_on.data = local_date(now(), facts.time_zone) + timedelta(days=USUAL_DAYS)
    if view is not None and item:
        answer = view.answers.get(item)
        form.problem.data = answer.remark if answer and answer.remark else ""


def _create(form: ImprovementForm, session_id: int, view: EvaluationView | None, item: str) -> int:
    wanted = form.wanted(evaluation_id=view.row.id if view else None, item=item)
    with store().write() as session:
        facts = activities.session_for(session, session_id, FILL, actor())
        nonce = form.nonce.data or new_token()
        made = raise_improvement(session, facts, wanted, nonce=nonce[:60], actor=staff_actor(), now=now())
        detail = {"session": session_id, "due": wanted.due_on.isoformat(), "unit": wanted.owner_unit_id}
        note(session, "improvement.raise", "improvement", made, unit_id=facts.host_unit_id, detail=detail)
        return made


@blueprint.route("/improvements/<int:improvement_id>/edit", methods=["GET", "POST"])
@staff(EDIT)
def edit(improvement_id: int) -> ResponseReturnValue:
    """Other words, another owner or deadline; the history keeps what was."""
    form = ImprovementForm()
    with store().read() as session:
        found = improvement_for(session, improvement_id, actor())
        _require_judge(found.may_judge)
        _offer(session, found.facts, form)
        view = read_evaluation(session, found.item.row.evaluation_id) if found.item.row.evaluation_id else None
    row = found.item.row
    if not form.is_submitted():
        form.fill(row)
    elif form.validate():
        try:
            _change(form, improvement_id)
        except Invalid as error:
            show_invalid(form, error)
        else:
            flash(_("整改项已修改"), "success")
            return redirect(url_for("improvement.show", improvement_id=improvement_id), 303)
    page = render_template(
        "evaluations/improvement_form.html", form=form, facts=found.facts, view=view, item=row.item, row=row
    )
    return page, 422 if form.errors else 200


def _require_judge(may_judge: bool) -> None:
    if not may_judge:
        raise NotAllowed(N_("只有组织演练的一方可以这样做：请联系组织单位"))


def _change(form: ImprovementForm, improvement_id: int) -> None:
    with store().write() as session:
        found = improvement_for(session, improvement_id, actor())
        _require_judge(found.may_judge)
        row = change_improvement(session, improvement_id, form.wanted(), actor=staff_actor(), now=now())
        detail = {"due": row.due_on.isoformat(), "unit": row.owner_unit_id}
        note(session, "improvement.change", "improvement", improvement_id, unit_id=found.unit_id, detail=detail)
