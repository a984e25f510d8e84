"""Making the plan: a task of one's own, tasks from a set, changing one, taking one off; a unit's word that it is done."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from quizapp.campaigns import get_campaign
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.clock import local_date
from quizapp.kit.i18n import N_
from quizapp.plans.access import EDIT, SAY, task_for, task_seen, unit_for
from quizapp.plans.forms import TaskForm, WordForm
from quizapp.plans.models import PlanTask
from quizapp.plans.progress import read_board
from quizapp.plans.sets import add_sets, task_sets
from quizapp.plans.tasks import add_task, change_task, end_task, move_task, say_word
from quizapp.plans.views_shared import campaign_unit, own_unit, staff_actor
from quizapp.web import (
    actor,
    console_scope,
    note,
    now,
    show_invalid,
    staff,
    store,
    translate_error,
    unit_choices,
)

blueprint = Blueprint("plan_edit", __name__, url_prefix="/console/plan", template_folder="templates")


@blueprint.route("/tasks/new", methods=["GET", "POST"])
@staff(EDIT)
def create() -> ResponseReturnValue:
    """A task of the office's own."""
    form = TaskForm()
    with store().read() as session:
        scope = console_scope(session, EDIT)
        form.offer(unit_choices(session, actor(), EDIT))
        if not form.is_submitted():
            form.unit_id.data = own_unit(session, scope, EDIT).id
    if form.validate_on_submit():
        try:
            with store().write() as session:
                campaign_unit(session, scope, form.unit_id.data, EDIT)
                made = add_task(
                    session, scope.campaign.id, form.unit_id.data, form.text(), actor=staff_actor(), now=now()
                )
                note(session, "plan.add_task", "plan_task", made.id, unit_id=made.unit_id, detail=_detail(made))
        except Invalid as error:
            show_invalid(form, error)
        else:
            flash(_("任务已列入计划"), "success")
            return redirect(url_for("plans.index"), 303)
    return _page(form, None)


def _page(form: TaskForm, task: PlanTask | None) -> ResponseReturnValue:
    return render_template("plans/task_form.html", form=form, task=task), 422 if form.errors else 200


def _detail(task: PlanTask) -> dict[str, object]:
    return {"title": task.title, "way": task.way, "minimum": task.minimum, "due_on": str(task.due_on or "")}


@blueprint.route("/tasks/<int:task_id>/edit", methods=["GET", "POST"])
@staff(EDIT)
def edit(task_id: int) -> ResponseReturnValue:
    """Another wording, another day, other kinds; the figures follow at once."""
    form = TaskForm()
    with store().read() as session:
        task, unit = task_for(session, task_id, EDIT, actor())
        form.offer([(unit.id, unit.name)])
    if not form.is_submitted():
        form.fill(task)
    form.unit_id.data = unit.id
    if form.is_submitted() and form.validate():
        try:
            with store().write() as session:
                task_for(session, task_id, EDIT, actor())
                changed = change_task(session, task_id, form.text(), actor=staff_actor(), now=now())
                note(session, "plan.change_task", "plan_task", task_id, unit_id=unit.id, detail=_detail(changed))
        except Invalid as error:
            show_invalid(form, error)
        else:
            flash(_("任务已改好"), "success")
            return redirect(url_for("plans.task", task_id=task_id), 303)
    return _page(form, task)


@blueprint.post("/tasks/<int:task_id>/end")
@staff(EDIT)
def end(task_id: int) -> ResponseReturnValue:
    """Take the task off the plan."""
    with store().write() as session:
        task, unit = task_for(session, task_id, EDIT, actor())
        if end_task(session, task_id, now=now()):
            note(session, "plan.end_task", "plan_task", task_id, unit_id=unit.id, detail={"title": task.title})
    flash(_("已从计划里去掉"), "success")
    return redirect(url_for("plans.index"), 303)


@blueprint.post("/tasks/<int:task_id>/move")
@staff(EDIT)
def move(task_id: int) -> ResponseReturnValue:
    """One place up or down."""
    with store().write() as session:
        _task, unit = task_for(session, task_id, EDIT, actor())
        move_task(session, task_id, up=request.form.get("to") == "up")
        note(session, "plan.move_task", "plan_task", task_id, unit_id=unit.id)
    return redirect(url_for("plans.index"), 303)


@blueprint.route("/sets", methods=["GET", "POST"])
@staff(EDIT)
def sets() -> ResponseReturnValue:
    """Tasks to tick and take over; what is taken over is the office's own from then on."""
    problem = ""
    with store().read() as session:
        scope = console_scope(session, EDIT)
        units = unit_choices(session, actor(), EDIT)
        here = request.form.get("unit_id", type=int) or own_unit(session, scope, EDIT).id
    if request.method == "POST":
        try:
            made = _take_over(here)
        except Invalid as error:
            problem = translate_error(error)
        else:
            flash(ngettext("已列入 %(num)d 项任务", "已列入 %(num)d 项任务", made), "success")
            return redirect(url_for("plans.index"), 303)
    dated = {key: each.texts(scope.campaign) for key, each in task_sets().items()}
    page = render_template("plans/sets.html", sets=task_sets(), dated=dated, units=units, here=here, problem=problem)
    return page, 422 if problem else 200


def _take_over(unit_id: int) -> int:
    chosen = [
        (key, int(place))
        for key, _dot, place in (each.partition(":") for each in request.form.getlist("task"))
        if place.isascii() and place.isdigit() and len(place) < 10
    ]
    with store().write() as session:
        scope = console_scope(session, EDIT)
        campaign_unit(session, scope, unit_id, EDIT)
        made = add_sets(session, scope.campaign, unit_id, chosen, actor=staff_actor(), now=now())
        for task in made:
            note(session, "plan.add_task", "plan_task", task.id, unit_id=unit_id, detail=_detail(task))
        return len(made)


@blueprint.route("/tasks/<int:task_id>/units/<int:unit_id>", methods=["GET", "POST"])
@staff(SAY)
def word(task_id: int, unit_id: int) -> ResponseReturnValue:
    """A unit's word that a task is done, or that it is not after all."""
    form = WordForm()
    with store().read() as session:
        task, _owner = task_seen(session, task_id, actor())
        unit = unit_for(session, unit_id, SAY, actor())
        today = local_date(now(), get_campaign(session, task.campaign_id).time_zone)
        board = read_board(session, task.campaign_id, [unit.path], today=today, units=[unit], task_id=task_id)
    line = next(iter(board.of_unit(unit_id)), None)
    if line is None:
        raise NotFound(N_("这项任务不涉及这个单位，或者已经从计划里去掉"))
    if form.is_submitted() and form.validate():
        try:
            with store().write() as session:
                unit_for(session, unit_id, SAY, actor())
                said = say_word(
                    session, task_seen(session, task_id, actor())[0], unit_id, is_done=request.form.get("done") != "no",
                    note=form.note.data or "", actor=staff_actor(), author=actor().name, now=now(),
                )  # fmt: skip
                detail = {"task": task.title, "done": said.is_done, "note": said.note}
                note(session, "plan.say", "plan_task", task_id, unit_id=unit_id, detail=detail)
        except Invalid as error:
            show_invalid(form, error)
        except Conflict as error:
            form.form_errors.append(translate_error(error))
        else:
            flash(_("已记下：%(title)s", title=task.title), "success")
            return redirect(url_for("plans.mine", unit=unit_id), 303)
    page = render_template("plans/word.html", form=form, task=task, unit=unit, line=line)
    return page, 422 if form.errors or form.form_errors else 200
