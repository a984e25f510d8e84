"""What an organizer does to a contest with one button."""

from __future__ import annotations

from random import SystemRandom

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import contests
from quizapp.accounts import Permission
from quizapp.contests.views_console import note_published, published_words
from quizapp.web import actor, note, now, staff, store

blueprint = Blueprint("contest_actions", __name__, url_prefix="/console/contests")

_EDIT = Permission.EDIT_CONTESTS


def _back(contest_id: int, text: str) -> ResponseReturnValue:
    flash(text, "success")
    return redirect(url_for("contests.detail", contest_id=contest_id), 303)


@blueprint.post("/<int:contest_id>/publish")
@staff(_EDIT)
def publish(contest_id: int) -> ResponseReturnValue:
    """Freeze the questions and open the contest to participants."""
    with store().write() as session:
        contest = contests.publish_contest(session, contest_id, actor=actor(), now=now(), rng=SystemRandom())
        note_published(session, contest)
    return _back(contest_id, published_words(contest))


@blueprint.post("/<int:contest_id>/pause")
@staff(_EDIT)
def pause(contest_id: int) -> ResponseReturnValue:
    """No new starts for now."""
    with store().write() as session:
        contest = contests.pause_contest(session, contest_id, actor=actor(), now=now())
        note(session, "contest.pause", "contest", contest_id, unit_id=contest.unit_id)
    return _back(contest_id, _("竞赛已暂停，正在作答的人可以答完"))


@blueprint.post("/<int:contest_id>/resume")
@staff(_EDIT)
def resume(contest_id: int) -> ResponseReturnValue:
    """Go on."""
    with store().write() as session:
        contest = contests.resume_contest(session, contest_id, actor=actor(), now=now())
        note(session, "contest.resume", "contest", contest_id, unit_id=contest.unit_id)
    return _back(contest_id, _("竞赛已恢复，大家又可以开始答题"))


@blueprint.post("/<int:contest_id>/close")
@staff(_EDIT)
def close(contest_id: int) -> ResponseReturnValue:
    """End it before its time."""
    with store().write() as session:
        contest = contests.close_contest(session, contest_id, actor=actor(), now=now())
        note(session, "contest.close", "contest", contest_id, unit_id=contest.unit_id)
    return _back(contest_id, _("竞赛已结束，正在作答的人还有 5 分钟交卷"))
