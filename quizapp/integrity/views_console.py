"""The review queue: of the campaign, and of one contest. Whoever may only view sees counts, never papers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import contests, integrity
from quizapp.accounts import Permission
from quizapp.contests import ContestRow
from quizapp.integrity import MarkedPaper, Rule, Shown, WaitingAppeal, Where
from quizapp.integrity.queries import PAGE
from quizapp.integrity.words import RULES
from quizapp.web import actor, console_scope, note, now, staff, store

blueprint = Blueprint("integrity", __name__, url_prefix="/console", template_folder="templates")
_EDIT = Permission.EDIT_CONTESTS


@blueprint.get("/integrity")
@staff(Permission.VIEW)
def index() -> ResponseReturnValue:
    """What waits in the contests of one's units."""
    with store().read() as session:
        scope = console_scope(session)
        paths = tuple(path for path in scope.paths if actor().can(_EDIT, path))
    seen = Where(paths=scope.paths, campaign_id=scope.campaign.id)
    return _queue(seen, Where(paths=paths, campaign_id=scope.campaign.id) if paths else None, None)


@blueprint.get("/contests/<int:contest_id>/integrity")
@staff(Permission.VIEW)
def contest(contest_id: int) -> ResponseReturnValue:
    """What waits in one contest."""
    with store().read() as session:
        found = contests.read_contest(session, contest_id, Permission.VIEW, actor())
    where = Where(contest_id=contest_id)
    return _queue(where, where if actor().can(_EDIT, found.unit_path) else None, found)


def _queue(seen: Where, decided: Where | None, contest: ContestRow | None) -> ResponseReturnValue:
    """``seen`` is counted, ``decided`` is listed (None: counts only)."""
    shown = _shown(request.args.get("shown"))
    rule = _rule(request.args.get("rule"))
    page = max(1, request.args.get("page", 1, type=int))
    papers: list[MarkedPaper] = []
    appeals: list[WaitingAppeal] = []
    total = 0
    with store().read() as session:
        counts = integrity.count_marked(session, seen)
        lines = integrity.waiting_contests(session, seen) if contest is None else []
        if decided is not None:
            papers, total = integrity.list_marked(session, decided, shown=shown, rule=rule, page=page)
            appeals = integrity.list_waiting_appeals(session, decided)
    return render_template(
        "integrity/queue.html", contest=contest, counts=counts, lines=lines, may_decide=decided is not None,
        papers=papers, total=total, pages=-(-total // PAGE) or 1, page=page, shown=shown, rule=rule, appeals=appeals,
        rules={each: _(label) for each, label in RULES.items()}, states=Shown,
    )  # fmt: skip


def _shown(value: str | None) -> Shown:
    return Shown(value) if value in set(Shown) else Shown.WAITING


def _rule(value: str | None) -> Rule | None:
    return Rule(value) if value in set(Rule) else None


@blueprint.post("/contests/<int:contest_id>/integrity/check")
@staff(_EDIT)
def check(contest_id: int) -> ResponseReturnValue:
    """Judge the contest's latest papers now instead of in some minutes."""
    with store().read() as session:
        found = contests.read_contest(session, contest_id, _EDIT, actor())
        marks = integrity.find_marks_of_contest(session, contest_id)
    with store().write() as session:
        made = integrity.keep_marks(session, marks, now=now())
        note(session, "integrity.check", "contest", contest_id, unit_id=found.unit_id, detail={"marks": made})
    flash(_("查完了，新发现 %(n)s 条线索", n=made) if made else _("查完了，没有新的线索"), "success")
    return redirect(url_for("integrity.contest", contest_id=contest_id), 303)
