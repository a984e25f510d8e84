"""The console's page of a contest's teams: rules, names to look at, the board, renaming and dissolving."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import contests, teams
from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid
from quizapp.exports import Column
from quizapp.kit.text import mask_name
from quizapp.teams import TeamRow
from quizapp.teams.forms import ReasonForm, TeamRulesForm
from quizapp.teams.words import FORMULAS, team_name
from quizapp.web import actor, note, now, say, send_rows, show_invalid, staff, store, translate_error

blueprint = Blueprint("teams_console", __name__, url_prefix="/console", template_folder="templates")
_EDIT = Permission.EDIT_CONTESTS


@blueprint.get("/contests/<int:contest_id>/teams")
@staff(Permission.VIEW)
def show(contest_id: int) -> ResponseReturnValue:
    """Rules and teams."""
    return _show(contest_id)


def _show(
    contest_id: int, form: TeamRulesForm | None = None, error: str = "", open_team: int = 0
) -> ResponseReturnValue:
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, Permission.VIEW, actor())
        rules = teams.read_rules(session, contest_id)
        rows = teams.list_teams(session, contest, rules)
        is_fixed = teams.has_teams(session, contest_id)
    shown = form or _form()
    if form is None:
        shown.fill(rules)
    may = {"edit": actor().can(_EDIT, contest.unit_path), "export": actor().can(Permission.EXPORT, contest.unit_path)}
    page = render_template(
        "teams/console.html", contest=contest, form=shown, teams=rows, may=may, error=error, open_team=open_team,
        is_fixed=is_fixed, rules=rules, waiting=sum(not each.is_approved for each in rows), team_name=team_name,
    )  # fmt: skip
    return page, 422 if form is not None or error else 200


def _form() -> TeamRulesForm:
    form = TeamRulesForm(formdata=request.form or None)
    form.formula.choices = [(key.value, _(label)) for key, label in FORMULAS.items()]
    return form


@blueprint.post("/contests/<int:contest_id>/teams")
@staff(_EDIT)
def save(contest_id: int) -> ResponseReturnValue:
    """Open or close teams, or change their rules while there is none."""
    form = _form()
    with store().read() as session:
        contests.read_contest(session, contest_id, _EDIT, actor())
    if not form.validate():
        return _show(contest_id, form)
    try:
        with store().write() as session:
            rules = form.rules()
            contest = teams.set_rules(session, contest_id, rules, actor=actor(), now=now())
            detail = {
                "open": rules.is_open, "size": rules.size, "min_size": rules.min_size, "same_unit": rules.same_unit,
                "formula": rules.formula.value, "board": rules.shows_board,
            }  # fmt: skip
            note(session, "team.rules", "contest", contest_id, unit_id=contest.unit_id, detail=detail)
    except Invalid as error:
        show_invalid(form, error)
        return _show(contest_id, form)
    except Conflict as error:
        return _show(contest_id, error=translate_error(error))
    flash(_("已保存，可以组队了") if form.is_open.data else _("已保存"), "success")
    return redirect(url_for("teams_console.show", contest_id=contest_id), 303)


@blueprint.post("/contests/<int:contest_id>/teams/approve")
@staff(_EDIT)
def approve(contest_id: int) -> ResponseReturnValue:
    """Names that everybody may see from now on."""
    chosen = tuple(request.form.getlist("team", type=int))
    with store().write() as session:
        contest = contests.read_contest(session, contest_id, _EDIT, actor())
        count = teams.approve_names(session, contest_id, chosen, actor=actor(), now=now())
        note(session, "team.approve", "contest", contest_id, unit_id=contest.unit_id, detail={"teams": list(chosen)})
    flash(_("%(n)s 个队名已公开", n=count), "success")
    return redirect(url_for("teams_console.show", contest_id=contest_id), 303)


@blueprint.post("/teams/<int:team_id>/rename")
@staff(_EDIT)
def rename(team_id: int) -> ResponseReturnValue:
    """Another name, with a reason."""
    return _change(team_id, "team.rename", _("队名已改"))


@blueprint.post("/teams/<int:team_id>/dissolve")
@staff(_EDIT)
def dissolve(team_id: int) -> ResponseReturnValue:
    """End the team, with a reason; its members' own papers stay."""
    return _change(team_id, "team.dissolve", _("队伍已解散，队员各自的成绩不受影响"))


def _change(team_id: int, action: str, done: str) -> ResponseReturnValue:
    form = ReasonForm()
    name, reason = form.name.data or "", form.reason.data or ""
    with store().read() as session:
        before = teams.read_team(session, team_id, _EDIT, actor())
    try:
        with store().write() as session:
            if action == "team.rename":
                team = teams.rename_team(session, team_id, name=name, reason=reason, actor=actor(), now=now())
            else:
                team = teams.dissolve_team(session, team_id, reason=reason, actor=actor(), now=now())
            unit_id = contests.read_contest(session, team.contest_id, _EDIT, actor()).unit_id
            detail = {"before": before.name, "after": team.name, "reason": reason}
            note(session, action, "team", team_id, unit_id=unit_id, detail=detail)
    except (Invalid, Conflict) as error:
        return _show(before.contest_id, error=translate_error(error), open_team=team_id)
    flash(done, "success")
    return redirect(url_for("teams_console.show", contest_id=before.contest_id), 303)


@blueprint.get("/contests/<int:contest_id>/teams.<any(xlsx, csv):fmt>")
@staff(Permission.EXPORT)
def export(contest_id: int, fmt: str) -> ResponseReturnValue:
    """The board; members' names are masked."""
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, Permission.EXPORT, actor())
        rows = teams.list_teams(session, contest, teams.read_rules(session, contest_id))
    with store().write() as session:
        note(session, "team.export", "contest", contest_id, unit_id=contest.unit_id, detail={"format": fmt})
    titles = (
        _("名次"),
        _("队伍"),
        _("单位"),
        _("人数"),
        _("有成绩的人数"),
        _("队伍得分"),
        _("全队用时（秒）"),
        _("队员"),
    )
    columns = tuple(Column(title=title, width=16) for title in titles)
    return send_rows(columns, (_row(each) for each in rows), fmt, f"{contest.title}{_('队伍成绩')}")


def _row(team: TeamRow) -> tuple[str | int | Decimal | None, ...]:
    scored = team.scored
    members = "、".join(mask_name(each.name) or _("已删除姓名") for each in team.members)
    return (
        scored.rank, say(team_name(team)), team.unit_name, scored.members, scored.with_result,
        Decimal(scored.score) / 100, scored.seconds, members,
    )  # fmt: skip
