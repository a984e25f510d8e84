"""Teams on a phone: found one, join one, look at one's own, the board. Plain pages, plain forms."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import teams
from quizapp.contests import ContestRow, ContestState, find_contest
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.exports import qr_png
from quizapp.kit.i18n import N_
from quizapp.kit.ids import tidy_short_code
from quizapp.people import Person, current_person, hash_device
from quizapp.teams.forms import JoinForm, TeamForm
from quizapp.teams.words import say_rules, team_name
from quizapp.web import device_key, limited, now, participant, settings, show_invalid, store, translate_error

blueprint = Blueprint("team", __name__, url_prefix="/q/<code>", template_folder="templates")


def _who(session: Session, code: str) -> tuple[ContestRow, Person | None]:
    contest = find_contest(session, code)
    return contest, current_person(session, hash_device(device_key()), contest.campaign_id)


@blueprint.get("/team")
@participant
@limited("contest.page", "120/minute")
def mine(code: str) -> ResponseReturnValue:
    """One's own team, or how to get into one."""
    return _mine(code)


def _mine(code: str, form: TeamForm | None = None, join: JoinForm | None = None) -> ResponseReturnValue:
    with store().read() as session:
        contest, person = _who(session, code)
        rules = teams.read_rules(session, contest.id)
        team = teams.my_team(session, contest, rules, person.id) if person else None
        ended = teams.last_ended(session, contest.id, person.id) if person and team is None else None
        is_locked = teams.is_locked(session, team.id) if team else False
    is_open = rules.is_open and contest.window.state_at(now()) is not ContestState.CLOSED
    if team is None and not is_open:
        raise NotFound(N_("这次竞赛现在不能组队"))
    page = render_template(
        "teams/mine.html", contest=contest, person=person, rules=say_rules(rules), size=rules.size, team=team, ended=ended,
        is_locked=is_locked, is_open=is_open, form=form or TeamForm(), join=join or JoinForm(), team_name=team_name,
        address=_address(code, team.code) if team else "", shows_board=rules.shows_board,
    )  # fmt: skip
    return page, 422 if form is not None or join is not None else 200


def _address(code: str, team_code: str) -> str:
    where = url_for("team.invited", code=code, team_code=team_code)
    return (settings().public_url or request.host_url.rstrip("/")) + where


def _do(code: str, work: Callable[[Session, ContestRow, Person], object]) -> str:
    """Run ``work`` for this phone's person; words of a refusal, empty when it was done."""

    def at_once(session: Session) -> None:
        contest, person = _who(session, code)
        if person is None:
            raise Conflict(N_("请先填写姓名和单位，再来组队"))
        work(session, contest, person)

    try:
        store().retrying(at_once)
    except (Conflict, NotFound) as error:
        return translate_error(error)
    return ""


def _back(code: str, refusal: str, done: str) -> ResponseReturnValue:
    flash(refusal or done, "warning" if refusal else "success")
    return redirect(url_for("team.mine", code=code), 303)


@blueprint.post("/team/found")
@participant
@limited("team.found", "12/hour")
def found(code: str) -> ResponseReturnValue:
    """A new team with this person on its first seat."""
    form = TeamForm()
    if not form.validate():
        return _mine(code, form=form)
    try:
        refusal = _do(
            code, lambda session, contest, person: teams.found_team(
                session, contest, person, form.name.data or "", now=now()
            )
        )  # fmt: skip
    except Invalid as error:
        show_invalid(form, error)
        return _mine(code, form=form)
    return _back(code, refusal, _("队伍建好了，把口令或二维码发给队友"))


@blueprint.post("/team/join")
@participant
@limited("team.join", "30/hour")
def join(code: str) -> ResponseReturnValue:
    """A seat in the team with the code, typed or from an invitation."""
    form = JoinForm()
    if not form.validate():
        return _mine(code, join=form)
    team_code = tidy_short_code(form.team_code.data or "")
    enter = partial(teams.join_team, code=team_code, now=now())
    return _back(code, _do(code, lambda session, contest, person: enter(session, contest, person)), _("已加入队伍"))


@blueprint.post("/team/leave")
@participant
@limited("team.join", "30/hour")
def leave(code: str) -> ResponseReturnValue:
    """Give the seat back, before anybody has begun."""
    go = partial(teams.leave_team, now=now())
    return _back(code, _do(code, lambda session, contest, person: go(session, contest, person)), _("已退出队伍"))


@blueprint.get("/team/<team_code>")
@participant
@limited("contest.page", "60/minute")
def invited(code: str, team_code: str) -> ResponseReturnValue:
    """Where a team's code leads: its name, its seats, one button."""
    with store().read() as session:
        contest, person = _who(session, code)
        rules = teams.read_rules(session, contest.id)
        found = teams.find_by_code(session, contest.id, tidy_short_code(team_code))
        (team,) = teams.list_teams(session, contest, rules, team_id=found.id)
        is_locked = teams.is_locked(session, team.id)
    if person is not None and any(each.person_id == person.id for each in team.members):
        return redirect(url_for("team.mine", code=code), 303)
    return render_template(
        "teams/invited.html", contest=contest, person=person, team=team, size=rules.size, is_locked=is_locked,
        rules=say_rules(rules), team_name=team_name, is_open=rules.is_open,
    )  # fmt: skip


@blueprint.get("/team/<team_code>/qr.png")
@participant
@limited("contest.page", "60/minute")
def qr(code: str, team_code: str) -> ResponseReturnValue:
    """The invitation as a picture."""
    with store().read() as session:
        contest, _person = _who(session, code)
        found = teams.find_by_code(session, contest.id, tidy_short_code(team_code))
        picture = qr_png(_address(code, found.code))
    return Response(picture, content_type="image/png")


@blueprint.get("/teams")
@participant
@limited("contest.page", "120/minute")
def board(code: str) -> ResponseReturnValue:
    """All teams in order, masked, with the rule printed; where the organizer has opened it."""
    with store().read() as session:
        contest, person = _who(session, code)
        rules = teams.read_rules(session, contest.id)
        if not rules.shows_board:
            raise NotFound(N_("组织者没有公开这次竞赛的队伍排行榜"))
        found = teams.list_teams(session, contest, rules)
    return render_template(
        "teams/board.html", contest=contest, teams=found, rules=say_rules(rules), person=person, team_name=team_name,
        most=200,
    )  # fmt: skip
