"""Preparing a contest on the console: list, new, teams, rounds, questions, links."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import stage
from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.exports import qr_png
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.stage.forms import ContestForm, NewContestForm, TeamForm
from quizapp.stage.views_shared import EDIT, address
from quizapp.stage.words import KINDS, PHASES, say_rules
from quizapp.web import (
    actor,
    note,
    now,
    offered_campaigns,
    show_invalid,
    staff,
    store,
    translate_error,
    unit_choices,
)

blueprint = Blueprint("stage", __name__, url_prefix="/console/stage", template_folder="templates")


@blueprint.get("")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Contests of one's units."""
    with store().read() as session:
        rows = stage.list_contests(session, paths=actor().paths(Permission.VIEW))
    return render_template("stage/list.html", rows=rows, phases=PHASES, may_edit=actor().can_somewhere(EDIT))


@blueprint.route("/new", methods=["GET", "POST"])
@staff(EDIT)
def create() -> ResponseReturnValue:
    """A name and a course; teams and questions come on the next page."""
    form = NewContestForm()
    form.preset.choices = [(key, _(preset.label)) for key, preset in stage.PRESETS.items()]
    with store().read() as session:
        form.campaign_id.choices = [(each.id, each.title) for each in offered_campaigns(session)]
        form.unit_id.choices = unit_choices(session, actor(), EDIT)
    if not form.is_submitted():
        form.nonce.data, form.preset.data = new_token(), "county"
        if form.unit_id.choices:
            form.unit_id.data = form.unit_id.choices[0][0]
    elif form.validate():
        try:
            return redirect(url_for("stage.detail", contest_id=_create(form)), 303)
        except Invalid as error:
            show_invalid(form, error)
    return render_template("stage/new.html", form=form), 422 if form.errors else 200


def _create(form: NewContestForm) -> int:
    new = stage.NewContest(
        campaign_id=form.campaign_id.data, unit_id=form.unit_id.data, title=form.title.data or "",
        place=form.place.data or "", preset=form.preset.data, nonce=(form.nonce.data or new_token())[:60],
    )  # fmt: skip
    with store().write() as session:
        made = stage.create_contest(session, new, actor=actor(), now=now())
        note(session, "stage.create", "stage_contest", made.id, unit_id=made.unit_id, detail={"title": made.title})
        return made.id


@blueprint.get("/<int:contest_id>")
@staff(Permission.VIEW)
def detail(contest_id: int) -> ResponseReturnValue:
    """What is ready and what is missing, the links, and after the end the result."""
    return _detail(contest_id)


def _detail(contest_id: int, form: TeamForm | None = None, open_team: int = -1, error: str = "") -> ResponseReturnValue:
    with store().read() as session:
        course = stage.read_course(session, stage.read_row(session, contest_id, Permission.VIEW, actor()))
        shown = form or team_form(session)
    may_edit = actor().can(EDIT, course.row.unit_path)
    rules = {line.round.id: say_rules(line.kind, line.rules) for line in course.rounds}
    page = render_template(
        "stage/detail.html", course=course, contest=course.contest, form=shown, open_team=open_team, error=error,
        may_edit=may_edit, may_export=actor().can(Permission.EXPORT, course.row.unit_path), rules=rules, kinds=KINDS,
        phases=PHASES, short=short_of_questions(course),
        screen=address("hall.screen", token=course.contest.screen_token) if may_edit else "",
    )  # fmt: skip
    return page, 409 if error else 422 if form is not None else 200


def team_form(session: Session) -> TeamForm:
    """The form with the units one may name."""
    form = TeamForm(formdata=request.form or None)
    form.unit_id.choices = [(0, _("不计入哪个单位"), {}), *unit_choices(session, actor(), EDIT)]
    if not form.is_submitted():
        form.unit_id.data = 0
    return form


def short_of_questions(course: stage.Course) -> dict[int, int]:
    """Round -> questions it lacks for every team to have one turn."""
    wanted = {line.round.id: len(course.teams) if stage.needs_team(line) else 1 for line in course.rounds}
    return {
        line.round.id: wanted[line.round.id] - len(line.questions)
        for line in course.rounds
        if len(line.questions) < wanted[line.round.id]
    }


@blueprint.route("/<int:contest_id>/edit", methods=["GET", "POST"])
@staff(EDIT)
def edit(contest_id: int) -> ResponseReturnValue:
    """Another name, place or score to begin with."""
    with store().read() as session:
        row = stage.read_row(session, contest_id, EDIT, actor())
    form = ContestForm(obj=row.contest)
    error = ""
    if form.is_submitted() and form.validate():
        try:
            with store().write() as session:
                stage.change_contest(
                    session, contest_id, title=form.title.data or "", place=form.place.data or "",
                    start_score=form.start_score.data or 0, actor=actor(),
                )  # fmt: skip
                note(session, "stage.change", "stage_contest", contest_id, unit_id=row.contest.unit_id)
            return _back(contest_id, _("已保存"))
        except Invalid as invalid:
            show_invalid(form, invalid)
        except Conflict as conflict:
            error = translate_error(conflict)
    status = 409 if error else 422 if form.errors else 200
    return render_template("stage/edit.html", form=form, contest=row.contest, error=error), status


def _back(contest_id: int, said: str, anchor: str = "") -> Response:
    flash(said, "success")
    return redirect(url_for("stage.detail", contest_id=contest_id, _anchor=anchor or None), 303)  # type: ignore[return-value]


@blueprint.post("/<int:contest_id>/teams")
@staff(EDIT)
def add_team(contest_id: int) -> ResponseReturnValue:
    """One more team on the next table."""
    return _save_team(contest_id, None)


@blueprint.post("/<int:contest_id>/teams/<int:team_id>")
@staff(EDIT)
def change_team(contest_id: int, team_id: int) -> ResponseReturnValue:
    """Another name, unit or members."""
    return _save_team(contest_id, team_id)


def _save_team(contest_id: int, team_id: int | None) -> ResponseReturnValue:
    with store().read() as session:
        row = stage.read_row(session, contest_id, EDIT, actor())
        form = team_form(session)
    if form.validate():
        try:
            with store().write() as session:
                team = stage.save_team(session, contest_id, team_id, form.text(), actor=actor())
                detail = {"team": team.id, "unit": team.unit_id, "members": len(form.text().members)}
                note(session, "stage.team", "stage_contest", contest_id, unit_id=row.contest.unit_id, detail=detail)
            return _back(contest_id, _("已保存"), "teams")
        except Invalid as error:
            show_invalid(form, error)
        except Conflict as error:
            return _detail(contest_id, error=translate_error(error))
    return _detail(contest_id, form, team_id or 0)


@blueprint.post("/<int:contest_id>/teams/<int:team_id>/drop")
@staff(EDIT)
def drop_team(contest_id: int, team_id: int) -> ResponseReturnValue:
    """Take a team out before the start."""
    try:
        with store().write() as session:
            row = stage.read_row(session, contest_id, EDIT, actor())
            name = stage.drop_team(session, contest_id, team_id, actor=actor())
            detail = {"team": team_id, "name": name}
            note(session, "stage.drop_team", "stage_contest", contest_id, unit_id=row.contest.unit_id, detail=detail)
    except Conflict as error:
        return _detail(contest_id, error=translate_error(error))
    return _back(contest_id, _("已删除"), "teams")


@blueprint.post("/<int:contest_id>/links")
@staff(EDIT)
def renew_link(contest_id: int) -> ResponseReturnValue:
    """Another address for a buzzer or the screen; the old one opens nothing."""
    team_id = request.form.get("team_id", type=int)
    with store().write() as session:
        row = stage.read_row(session, contest_id, EDIT, actor())
        stage.renew_link(session, contest_id, team_id, actor=actor())
        note(
            session,
            "stage.renew_link",
            "stage_contest",
            contest_id,
            unit_id=row.contest.unit_id,
            detail={"team": team_id},
        )
    flash(_("链接已更换，旧链接打不开了"), "success")
    return redirect(url_for("stage.links", contest_id=contest_id), 303)


@blueprint.get("/<int:contest_id>/links")
@staff(EDIT)
def links(contest_id: int) -> ResponseReturnValue:
    """A card for each table with the buzzer's code, to print; and the screen's address."""
    with store().read() as session:
        course = stage.read_course(session, stage.read_row(session, contest_id, EDIT, actor()))
    addresses = {line.team.id: address("hall.buzzer", token=line.team.token) for line in course.teams}
    screen = address("hall.screen", token=course.contest.screen_token)
    return render_template(
        "stage/links.html", course=course, contest=course.contest, addresses=addresses, screen=screen
    )


@blueprint.get("/<int:contest_id>/teams/<int:team_id>/code.png")
@staff(EDIT)
def code(contest_id: int, team_id: int) -> ResponseReturnValue:
    """The buzzer's address as a picture."""
    with store().read() as session:
        course = stage.read_course(session, stage.read_row(session, contest_id, EDIT, actor()))
    line = course.team(team_id)
    if line is None:
        raise NotFound(N_("没有这支队"))
    return Response(qr_png(address("hall.buzzer", token=line.team.token)), content_type="image/png")
