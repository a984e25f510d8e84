"""Picking the questions that stand on every paper (必考题) from a list, before a contest is published."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import contests
from quizapp.accounts import Permission
from quizapp.contests.candidates import list_candidates
from quizapp.contests.errors import ContestFixed
from quizapp.errors import Conflict
from quizapp.kit.i18n import N_
from quizapp.questions import question_types
from quizapp.web import actor, note, now, staff, store

blueprint = Blueprint("contest_required", __name__, url_prefix="/console/contests", template_folder="templates")
_EDIT = Permission.EDIT_CONTESTS
PAGE = 30


@blueprint.get("/<int:contest_id>/required")
@staff(_EDIT)
def choose(contest_id: int) -> ResponseReturnValue:
    """Questions of the chosen banks, those already picked first; ``?q=`` searches the stems, ``?bank=`` one bank."""
    words, bank_id = request.args.get("q", "").strip(), request.args.get("bank", 0, type=int)
    page = max(1, request.args.get("page", 1, type=int))
    with store().read() as session:
        contest, _path = contests.contest_for(session, contest_id, _EDIT, actor())
        _refuse_published(contest.published_at is not None)
        plan = contests.read_settings(session, contest).blueprint
        found = list_candidates(session, contest, plan, words=words, bank_id=bank_id)
    return render_template(
        "contests/required.html", contest=contest, plan=plan, banks=found.banks, words=words, bank_id=bank_id, page=page,
        shown=found.questions[(page - 1) * PAGE : page * PAGE], found=len(found.questions), chosen=found.chosen,
        pages=max(1, -(-len(found.questions) // PAGE)), type_words={key: _(kind.label) for key, kind in question_types().items()},
    )  # fmt: skip


@blueprint.post("/<int:contest_id>/required")
@staff(_EDIT)
def pick(contest_id: int) -> ResponseReturnValue:
    """Keep the ticks of this page; what other pages show stays as it is."""
    shown, ticked = set(request.form.getlist("shown")), request.form.getlist("required")
    with store().write() as session:
        contest, _path = contests.contest_for(session, contest_id, _EDIT, actor())
        _refuse_published(contest.published_at is not None)
        settings = contests.read_settings(session, contest)
        if settings.blueprint is None:
            raise Conflict(N_("请先在竞赛里填组卷表，再挑必考题"))
        # a bare key was typed before there was this list: the page shows it ticked, so unticking takes it away too
        others = [
            name
            for name in settings.blueprint.required
            if name not in shown | {each.partition(":")[2] for each in shown}
        ]
        required = tuple(dict.fromkeys([*others, *(name for name in ticked if name in shown)]))
        plan = replace(settings.blueprint, required=required)
        contests.update_contest(session, contest_id, replace(settings, blueprint=plan), actor=actor(), now=now())
        note(
            session, "contest.required", "contest", contest_id, unit_id=contest.unit_id, detail={"count": len(required)}
        )
    flash(_("必考题已保存：每份卷子都有这 %(n)s 道", n=len(required)), "success")
    words, bank_id = request.form.get("q") or None, request.form.get("bank", type=int) or None
    return redirect(url_for("contest_required.choose", contest_id=contest_id, q=words, bank=bank_id), 303)


def _refuse_published(is_published: bool) -> None:
    if is_published:
        raise ContestFixed(N_("竞赛已发布，题库、题数和计分规则不能再改；要改请另建一次竞赛"))
