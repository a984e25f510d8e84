"""Single papers of a contest: found by name, opened again (重开), moved to another phone for somebody whose own broke."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import contests
from quizapp.accounts import Permission
from quizapp.contests.forms import ReopenForm
from quizapp.contests.moving import make_code_for
from quizapp.contests.papers import find_paper, search_papers
from quizapp.contests.rules import last_moment
from quizapp.errors import Conflict, Invalid
from quizapp.web import actor, note, now, show_invalid, staff, store, translate_error

blueprint = Blueprint("contest_papers", __name__, url_prefix="/console/contests", template_folder="templates")
_EDIT = Permission.EDIT_CONTESTS
#: What is suggested when a contest has no limit of its own.
_MINUTES = 15


@blueprint.get("/<int:contest_id>/papers")
@staff(_EDIT)
def index(contest_id: int) -> ResponseReturnValue:
    """The latest papers, or those of a name."""
    words = request.args.get("q", "").strip()
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, _EDIT, actor())
        found = search_papers(session, contest_id, words)
    return render_template("contests/papers.html", contest=contest, found=found, words=words, now=now())


@blueprint.route("/<int:contest_id>/papers/<int:attempt_id>/reopen", methods=["GET", "POST"])
@staff(_EDIT)
def reopen(contest_id: int, attempt_id: int) -> ResponseReturnValue:
    """Why, and until when; its person goes on with the answers that stand."""
    form = ReopenForm()
    with store().read() as session:
        contest, paper = find_paper(session, contest_id, attempt_id, actor())
    if form.validate_on_submit():
        try:
            return _reopen(contest, attempt_id, form)
        except Invalid as error:
            show_invalid(form, error)
        except Conflict as error:
            flash(translate_error(error), "warning")
            return redirect(url_for("contest_papers.index", contest_id=contest_id), 303)
    elif not form.is_submitted():
        until = min(now() + timedelta(minutes=contest.minutes_limit or _MINUTES), last_moment(contest.window))
        form.deadline_at.data = until.astimezone(contest.zone).replace(tzinfo=None)
    page = render_template("contests/reopen.html", contest=contest, paper=paper, form=form)
    return page, 422 if form.errors else 200


def _reopen(contest: contests.ContestRow, attempt_id: int, form: ReopenForm) -> ResponseReturnValue:
    deadline_at, reason = form.deadline(ZoneInfo(contest.time_zone)), form.reason.data or ""
    with store().write() as session:
        contests.reopen_attempt(session, attempt_id, deadline_at=deadline_at, reason=reason, actor=actor(), now=now())
        detail = {"reason": reason, "deadline_at": deadline_at.isoformat(), "reveal": contest.reveal}
        note(session, "attempt.reopen", "attempt", attempt_id, unit_id=contest.unit_id, detail=detail)
    flash(_("答卷已重开，答卷人在竞赛页看得到原因，可以接着答"), "success")
    return redirect(url_for("contest_papers.index", contest_id=contest.id), 303)


@blueprint.post("/<int:contest_id>/papers/<int:attempt_id>/code")
@staff(_EDIT)
def code(contest_id: int, attempt_id: int) -> ResponseReturnValue:
    """The code for another phone, told on this page alone: for somebody whose phone broke in the middle."""
    with store().read() as session:
        contest, paper = find_paper(session, contest_id, attempt_id, actor())
    try:
        with store().write() as session:
            made = make_code_for(session, attempt_id, now=now())
            note(session, "attempt.move_code", "attempt", attempt_id, unit_id=contest.unit_id)
    except Conflict as error:
        flash(translate_error(error), "warning")
        return redirect(url_for("contest_papers.index", contest_id=contest_id), 303)
    return render_template("contests/paper_code.html", contest=contest, paper=paper, made=made)
