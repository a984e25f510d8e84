"""A sample paper for the organizer: see it as participants will, answer it, leave no trace."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from quizapp import contests
from quizapp.accounts import Permission
from quizapp.contests.paper import read_sheet
from quizapp.contests.service.trial import grade_trial, show_trial
from quizapp.kit.ids import new_token
from quizapp.web import actor, staff, store

blueprint = Blueprint("contest_trial", __name__, url_prefix="/console/contests", template_folder="templates")

_EDIT = Permission.EDIT_CONTESTS


def _number() -> int:
    return min(999, max(1, request.args.get("n", 1, type=int)))


@blueprint.get("/<int:contest_id>/trial")
@staff(_EDIT)
def preview(contest_id: int) -> ResponseReturnValue:
    """Sample paper ``?n=1``: another number, another paper. Raises what a plan that cannot be filled raises."""
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, _EDIT, actor())
        questions = show_trial(session, contest, number=_number())
    return render_template(
        "contests/trial.html", contest=contest, questions=questions, number=_number(), submission_key=new_token()
    )


@blueprint.post("/<int:contest_id>/trial")
@staff(_EDIT)
def grade(contest_id: int) -> ResponseReturnValue:
    """The sample paper graded, with every key; nothing is stored."""
    sheet = {name: request.form.getlist(name) for name in request.form if name.startswith("q-")}
    with store().read() as session:
        contest = contests.read_contest(session, contest_id, _EDIT, actor())
        answers = read_sheet(sheet, contest.plan.count if contest.plan else contest.question_count)
        trial = grade_trial(session, contest, answers, number=_number())
    return render_template("contests/trial_result.html", contest=contest, trial=trial, number=_number())
