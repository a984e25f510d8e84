"""What is kept of this phone's or person's practice, and erasing it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import practice
from quizapp.practice.views_shared import desk_at
from quizapp.web import by_device, limited, participant, store

blueprint = Blueprint("practice_mine", __name__, url_prefix="/c/<code>/practice/mine", template_folder="templates")


@blueprint.get("")
@participant
@limited("practice.page", "120/minute")
def show(code: str) -> ResponseReturnValue:
    """Everything that is kept."""
    with store().read() as session:
        desk = desk_at(session, code)
        found = practice.summarize(session, desk.learner_id)
    return render_template("practice/mine.html", desk=desk, found=found)


@blueprint.post("/erase")
@participant
@limited("erase", "20/hour", key=by_device)
def erase(code: str) -> ResponseReturnValue:
    """Forget it all: progress, mistake book, daily answers, best run."""
    with store().write() as session:
        desk = desk_at(session, code)
        practice.forget_learners(session, [desk.learner_id] if desk.learner_id is not None else [])
    flash(_("练习记录已经全部删除"), "success")
    return redirect(url_for("practice.home", code=code), 303)
