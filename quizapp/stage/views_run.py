"""The page that runs a contest: moderator and referee, phone or laptop, several at once without stepping on each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from quizapp import stage
from quizapp.errors import Conflict, Invalid
from quizapp.kit.i18n import N_
from quizapp.stage import Act, RoundKind
from quizapp.stage.events import UNDOABLE
from quizapp.stage.forms import EndingForm
from quizapp.stage.showing import show_key, show_question, type_labels
from quizapp.stage.views_shared import EDIT, POLLING, answer_live, settle_if_due, wants_part
from quizapp.stage.words import ACTS, FALSE_STARTS, KINDS, PHASES, VERDICTS, say_rules
from quizapp.web import (
    actor,
    by_session,
    limited,
    note,
    now,
    show_invalid,
    staff,
    store,
    translate_error,
    vault,
    wants_json,
)

blueprint = Blueprint("stage_run", __name__, url_prefix="/console/stage", template_folder="templates")

#: A buzzer is there if it was heard within this time.
_HEARD = timedelta(seconds=20)
#: Lines of the log on the page; the record has all.
_LOGGED = 40


@blueprint.get("/<int:contest_id>/run")
@staff(EDIT)
@limited("stage.run", POLLING, key=by_session)
def run(contest_id: int) -> ResponseReturnValue:
    """Where it stands and what can be done next; ``?part=1`` for the live part."""
    with store().read() as session:
        stage.read_row(session, contest_id, EDIT, actor())
        pulse = stage.pulse_of_contest(session, contest_id, now() - _HEARD)
    if settle_if_due(pulse):
        with store().read() as session:
            pulse = stage.pulse_of_contest(session, contest_id, now() - _HEARD)
    if wants_part():
        version = f"{pulse.run}-{pulse.revision}-{pulse.heard}"
        return answer_live(version, lambda: render_template("stage/_run.html", **_context(contest_id)))
    return _page(contest_id)


def _page(contest_id: int, error: str = "", status: int = 200) -> ResponseReturnValue:
    return render_template("stage/run.html", error=error, **_context(contest_id)), status


def _context(contest_id: int) -> dict[str, Any]:
    with store().read() as session:
        course = stage.read_course(session, stage.find_row(session, contest_id))
    board, line = course.board, course.now_round
    question = course.question(board.question_id)
    row = course.questions.get(board.question_id or 0)
    return {
        "course": course, "contest": course.contest, "board": board, "line": line, "now": now(), "heard_since": now() - _HEARD,
        "question": show_question(question) if question else None,
        "key": show_key(question, row.source) if question and row else None,
        "rules": say_rules(line.kind, line.rules) if line else [], "next_team": next_team(course),
        "needs_team": stage.needs_team(line) if line else False, "tied": stage.tied_teams(board, course.seats),
        "log": list(reversed(course.events))[:_LOGGED], "undoable": {act.value for act in UNDOABLE}, "kinds": KINDS,
        "verdicts": VERDICTS, "acts": ACTS, "phases": PHASES, "false_starts": FALSE_STARTS, "kind": RoundKind,
        "types": type_labels(), "at": lambda moment: format_datetime(moment, "HH:mm:ss"),
    }  # fmt: skip


def next_team(course: stage.Course) -> int | None:
    """Whose turn comes next in this round: who had the fewest questions, from the first table on."""
    line = course.now_round
    if line is None or not course.seats:
        return None
    turns = [each.team_id for each in course.board.standing if each.kind is Act.CALL and each.round_id == line.round.id]
    return min(course.seats, key=lambda team: (turns.count(team), course.seats.index(team)))


@blueprint.post("/<int:contest_id>/run/<any({}):act>".format(", ".join(stage.DEEDS)))
@staff(EDIT)
def deed(contest_id: int, act: str) -> ResponseReturnValue:
    """One button of the page. A page that is behind does nothing and is shown anew (409)."""
    try:
        with store().write() as session:
            course = stage.do(session, contest_id, _deed(act), actor=actor(), now=now())
            detail = {"act": act, "revision": course.contest.revision, "test": course.contest.phase == "test"}
            note(session, f"stage.{act}", "stage_contest", contest_id, unit_id=course.contest.unit_id, detail=detail)
    except (Conflict, Invalid) as error:
        if wants_json():
            raise
        return _page(contest_id, translate_error(error), 409 if isinstance(error, Conflict) else 422)
    if act in ("start", "test"):
        flash(_("比赛开始了") if act == "start" else _("试运行开始：随便按，结束后全部清空"), "success")
    return redirect(url_for("stage_run.run", contest_id=contest_id), 303)


def _deed(act: str) -> stage.Deed:
    form = request.form
    return stage.Deed(
        act=act, seen=_number("revision") or 0, round_id=_number("round_id"), question_id=_number("question_id"),
        team_id=_number("team_id"), event_id=_number("event_id"), points=_number("points") or 0, value=_number("value"),
        verdict=form.get("verdict", "")[:10], teams=tuple(form.getlist("teams", type=int)), reason=form.get("reason", ""),
    )  # fmt: skip


def _number(name: str) -> int | None:
    typed = request.form.get(name, "").strip()
    if not typed:
        return None
    if not typed.removeprefix("-").isdecimal() or len(typed) > 18:
        raise Invalid(N_("这里要填数字"), field=name)
    return int(typed)


@blueprint.route("/<int:contest_id>/finish", methods=["GET", "POST"])
@staff(EDIT)
def finish(contest_id: int) -> ResponseReturnValue:
    """Who was there, how many watched, who signs; then it counts."""
    with store().read() as session:
        row = stage.read_row(session, contest_id, EDIT, actor())
        course = stage.read_course(session, row)
    form = EndingForm(obj=row.contest)
    error = ""
    if form.is_submitted() and form.validate():
        try:
            with store().write() as session:
                done = stage.finish(session, contest_id, _ending(form), vault=vault(), actor=actor(), now=now())
                detail = {"audience": done.contest.audience, "teams": len(done.teams)}
                note(session, "stage.finish", "stage_contest", contest_id, unit_id=row.contest.unit_id, detail=detail)
            flash(_("比赛结束，已计入统计。请打印比赛记录签字"), "success")
            return redirect(url_for("stage.detail", contest_id=contest_id), 303)
        except Invalid as invalid:
            show_invalid(form, invalid)
        except Conflict as conflict:
            error = translate_error(conflict)
    status = 409 if error else 422 if form.errors else 200
    return render_template("stage/finish.html", form=form, course=course, contest=row.contest, error=error), status


@blueprint.post("/<int:contest_id>/reopen")
@staff(EDIT)
def reopen(contest_id: int) -> ResponseReturnValue:
    """It ended too early: it goes on, and what the end wrote into the ledger is taken back."""
    reason = request.form.get("reason", "")
    try:
        with store().write() as session:
            course = stage.reopen(
                session, contest_id, seen=_number("revision") or 0, reason=reason, actor=actor(), now=now()
            )
            detail = {"revision": course.contest.revision, "reason": course.events[-1].reason}
            note(session, "stage.reopen", "stage_contest", contest_id, unit_id=course.contest.unit_id, detail=detail)
    except (Conflict, Invalid) as error:
        return _page(contest_id, translate_error(error), 409 if isinstance(error, Conflict) else 422)
    flash(_("上次结束时计入统计的数已经冲销"), "success")
    return redirect(url_for("stage_run.run", contest_id=contest_id), 303)


def _ending(form: EndingForm) -> stage.Ending:
    return stage.Ending(
        seen=_number("revision") or 0, present=tuple(request.form.getlist("present", type=int)),
        audience=form.audience.data, audience_is_approximate=form.audience_is_approximate.data,
        referees=form.referees.data or "", recorder=form.recorder.data or "",
    )  # fmt: skip
