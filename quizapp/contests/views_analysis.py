"""The console's pages about a contest's questions: which were hard, whose key looks wrong, what units do not know."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp import contests
from quizapp.accounts import Permission
from quizapp.contests import ContestRow
from quizapp.contests.analysis import Analysis, ItemLine, analyse
from quizapp.contests.views_analysis_document import ALARMS, analysis_document, short
from quizapp.errors import NotFound
from quizapp.item_statistics import MIN_PAPERS
from quizapp.kit.i18n import N_
from quizapp.questions import question_types
from quizapp.units import names_of
from quizapp.web import actor, note, now, send_document, staff, store

blueprint = Blueprint("contest_analysis", __name__, url_prefix="/console/contests", template_folder="templates")
_PAGE = 50
_FORMATS = ("xlsx", "csv", "docx", "pdf", "json")


def _read(session: Session, contest_id: int, permission: Permission) -> tuple[ContestRow, Analysis]:
    contest = contests.read_contest(session, contest_id, permission, actor())
    if contest.pool_hash is None:
        raise NotFound(N_("竞赛还没有发布，发布并有人交卷后才有题目分析"))
    return contest, analyse(session, contest, first_only=request.args.get("papers") != "all")


@blueprint.get("/<int:contest_id>/analysis")
@staff(Permission.VIEW)
def overview(contest_id: int) -> ResponseReturnValue:
    """All questions, those that deserve a look first; ``?papers=all`` counts repeated tries too."""
    with store().read_beside() as session:
        contest = contests.read_contest(session, contest_id, Permission.VIEW, actor())
        if contest.pool_hash is None:
            return redirect(url_for("contests.detail", contest_id=contest_id), 303)
        contest, analysis = _read(session, contest_id, Permission.VIEW)
        names = names_of(session, [unit for unit in analysis.weak.unit_ids if unit])
    lines, asked = _wanted(analysis)
    page = max(1, request.args.get("page", 1, type=int))
    may_export = actor().can(Permission.EXPORT, contest.unit_path)
    return render_template(
        "contests/analysis.html", contest=contest, analysis=analysis, names=names, alarms=_alarm_words(), short=short,
        may_export=may_export, may_see=actor().can(Permission.EDIT_CONTESTS, contest.unit_path), formats=_FORMATS,
        type_words=_type_words(), shown=lines[(page - 1) * _PAGE : page * _PAGE], page=page, asked=asked, found=len(lines),
        pages=max(1, -(-len(lines) // _PAGE)), min_papers=MIN_PAPERS,
    )  # fmt: skip


def _wanted(analysis: Analysis) -> tuple[list[ItemLine], dict[str, str | bool]]:
    """Questions to list: those with enough papers to say something, unless all were asked for or none has enough."""
    words, few = request.args.get("q", "").strip(), request.args.get("few") == "1"
    enough = [line for line in analysis.items if line.figures.papers >= MIN_PAPERS]
    few = few or not enough
    lines = [line for line in (analysis.items if few else enough) if words in line.question.stem]
    return lines, {"q": words, "few": few}


@blueprint.get("/<int:contest_id>/analysis/<int:place>")
@staff(Permission.EDIT_CONTESTS)
def item(contest_id: int, place: int) -> ResponseReturnValue:
    """One question with its key, and who picked what."""
    with store().read_beside() as session:
        contest, analysis = _read(session, contest_id, Permission.EDIT_CONTESTS)
    line = analysis.find(place)
    if line is None:
        raise NotFound(N_("还没有人答过这道题"))
    return render_template(
        "contests/analysis_item.html", contest=contest, analysis=analysis, line=line, alarms=_alarm_words(),
        advice={alarm: _(advice) for alarm, (_word, advice) in ALARMS.items()}, short=short, type_words=_type_words(),
    )  # fmt: skip


@blueprint.get("/<int:contest_id>/analysis.<any(xlsx, csv, docx, pdf, json):fmt>")
@staff(Permission.EXPORT)
def export(contest_id: int, fmt: str) -> ResponseReturnValue:
    """Every figure as a file. Keys are in it: it is for who may edit the contest."""
    with store().read_beside() as session:
        contest, analysis = _read(session, contest_id, Permission.EXPORT)
        actor().require(Permission.EDIT_CONTESTS, contest.unit_path)
        names = names_of(session, [unit for unit in analysis.weak.unit_ids if unit])
    with store().write() as session:
        note(session, "contest.analysis.export", "contest", contest_id, unit_id=contest.unit_id, detail={"format": fmt})
    document = analysis_document(contest, analysis, names, made_at=now())
    return send_document(document, fmt, f"{contest.title}{_('题目分析')}")


def _alarm_words() -> dict[str, str]:
    return {alarm: _(word) for alarm, (word, _advice) in ALARMS.items()}


def _type_words() -> dict[str, str]:
    return {key: _(kind.label) for key, kind in question_types().items()}
