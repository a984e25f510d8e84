"""One evaluation: filled in on a phone at the assembly point, finished, printed, put right by another one."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp.accounts import Permission
from quizapp.activities import mark_of
from quizapp.drills import drill_of_session
from quizapp.evaluations.access import evaluation_for
from quizapp.evaluations.document import evaluation_document, figure_pairs, seconds_text
from quizapp.evaluations.errors import EvaluationChanged, EvaluationFinished, EvaluationIncomplete
from quizapp.evaluations.models import Evaluation
from quizapp.evaluations.queries import EvaluationView, view_of
from quizapp.evaluations.rules import Answer
from quizapp.evaluations.service.fill import (
    Filled,
    correct_evaluation,
    digest_of,
    discard_evaluation,
    finish_evaluation,
    save_evaluation,
)
from quizapp.evaluations.views_shared import EDIT, FILL, may, read_beside, speak, staff_actor
from quizapp.kit.ids import new_token
from quizapp.web import actor, note, now, send_document, staff, store, translate_error

blueprint = Blueprint(
    "evaluation", __name__, url_prefix="/console/evaluations/<int:evaluation_id>", template_folder="templates"
)


@blueprint.get("")
@staff(Permission.VIEW)
def show(evaluation_id: int) -> ResponseReturnValue:
    """The sheet to fill in, or what it came to."""
    return _page(evaluation_id, shows_gaps=request.args.get("gaps") == "1")


def _page(
    evaluation_id: int, *, shows_gaps: bool = False, typed: Filled | None = None, problem: str = ""
) -> ResponseReturnValue:
    with store().read() as session:
        view, facts = evaluation_for(session, evaluation_id, Permission.VIEW, actor())
        beside = read_beside(session, facts, view.row.run)
    may_fill, may_edit = may(FILL, facts), may(EDIT, facts)
    is_form = may_fill and (typed is not None or not view.is_finished)
    page = render_template(
        "evaluations/fill.html" if is_form else "evaluations/finished.html",
        view=_typed(view, typed) if typed else view, facts=facts, beside=beside, gaps=view.gaps if shows_gaps else None,
        problem=problem, may_fill=may_fill, may_edit=may_edit, clock=seconds_text, nonce=new_token(),
        figures=figure_pairs(view.row.figures if view.is_finished else beside.figures, speak),
        is_whole=not view.is_finished or digest_of(view.row) == view.row.digest,
    )  # fmt: skip
    return page, 409 if problem else 200


def _typed(view: EvaluationView, typed: Filled) -> EvaluationView:
    """The page as it was sent: nothing typed is lost when it cannot be saved."""
    row = Evaluation(
        id=view.row.id, session_id=view.row.session_id, criteria=view.row.criteria, criteria_key=view.row.criteria_key,
        criteria_version=view.row.criteria_version, state="draft", revision=view.row.revision, remarks=typed.remarks,
        conclusion=typed.conclusion, texts=dict(typed.texts), correction_reason=view.row.correction_reason,
        corrects_id=view.row.corrects_id, started_at=view.row.started_at, run=view.row.run,
        answers={key: {"level": each.level, "remark": each.remark} for key, each in typed.answers.items()},
        evaluators=[{"name": name, "role": role} for name, role in typed.evaluators],
    )  # fmt: skip
    return view_of(row)


@blueprint.post("")
@staff(FILL)
def save(evaluation_id: int) -> ResponseReturnValue:
    """Keep what was sent; ``do=finish`` then finishes it, when nothing is missing."""
    filled = _filled()
    try:
        with store().write() as session:
            _view, facts = evaluation_for(session, evaluation_id, FILL, actor())
            save_evaluation(session, evaluation_id, filled)
            detail = {"answers": sum(bool(each.level) for each in filled.answers.values())}
            note(session, "evaluation.save", "evaluation", evaluation_id, unit_id=facts.host_unit_id, detail=detail)
    except (EvaluationChanged, EvaluationFinished) as error:
        return _page(evaluation_id, typed=filled, problem=translate_error(error))
    asked = request.form.get("do", "")
    if asked == "finish":
        return _finish(evaluation_id)
    flash(_("已保存"), "success")
    anchor = asked.removeprefix("next-") if asked.startswith("next-") else None
    return redirect(url_for("evaluation.show", evaluation_id=evaluation_id, _anchor=anchor), 303)


def _filled() -> Filled:
    """What stands on the page that was sent."""
    form = request.form
    names = zip(form.getlist("evaluator_name"), form.getlist("evaluator_role"), strict=False)
    return Filled(
        answers=dict(_answers(form.keys())), evaluators=[(name, role) for name, role in names if name.strip()],
        texts={key.removeprefix("text."): value for key, value in form.items() if key.startswith("text.")},
        conclusion=form.get("conclusion", ""), remarks=form.get("remarks", ""), revision=form.get("revision", 0, type=int),
    )  # fmt: skip


def _answers(keys: Iterable[str]) -> Iterable[tuple[str, Answer]]:
    """Answers by item, from fields ``level.…`` and ``remark.…``."""
    named = {key.partition(".")[2] for key in keys if key.startswith(("level.", "remark."))}
    for name in sorted(named):
        level, remark = request.form.get(f"level.{name}", ""), request.form.get(f"remark.{name}", "").strip()
        if level or remark:
            yield name, Answer(level=level, remark=remark)


def _finish(evaluation_id: int) -> ResponseReturnValue:
    try:
        with store().write() as session:
            view, facts = evaluation_for(session, evaluation_id, FILL, actor())
            drill = drill_of_session(session, view.row.session_id)
            row = finish_evaluation(session, evaluation_id, facts, drill, actor=staff_actor(), now=now())
            detail = {"conclusion": row.conclusion, "digest": row.digest, "corrects": row.corrects_id}
            note(session, "evaluation.finish", "evaluation", evaluation_id, unit_id=facts.host_unit_id, detail=detail)
    except EvaluationIncomplete as error:
        flash(_("已保存。%(what)s", what=translate_error(error)), "warning")
        return redirect(url_for("evaluation.show", evaluation_id=evaluation_id, gaps=1), 303)
    flash(_("评估已完成，不能再改。发现的问题请登记为整改项。"), "success")
    return redirect(url_for("evaluation.show", evaluation_id=evaluation_id), 303)


@blueprint.post("/correct")
@staff(EDIT)
def correct(evaluation_id: int) -> ResponseReturnValue:
    """A new draft that puts a finished evaluation right; the old one stays as it is."""
    reason, nonce = request.form.get("reason", ""), request.form.get("nonce", "")[:60] or new_token()
    with store().write() as session:
        _view, facts = evaluation_for(session, evaluation_id, EDIT, actor())
        made = correct_evaluation(session, evaluation_id, reason=reason, nonce=nonce, actor=staff_actor(), now=now())
        detail = {"corrects": evaluation_id, "reason": reason[:200]}
        note(session, "evaluation.correct", "evaluation", made, unit_id=facts.host_unit_id, detail=detail)
    return redirect(url_for("evaluation.show", evaluation_id=made), 303)


@blueprint.post("/discard")
@staff(EDIT)
def discard(evaluation_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    with store().write() as session:
        view, facts = evaluation_for(session, evaluation_id, EDIT, actor())
        discard_evaluation(session, evaluation_id)
        detail = {"criteria": view.row.criteria_key, "answers": view.result.answered}
        note(session, "evaluation.discard", "evaluation", evaluation_id, unit_id=facts.host_unit_id, detail=detail)
    flash(_("草稿已删除"), "success")
    return redirect(url_for("evaluations.show", session_id=facts.id), 303)


@blueprint.get("/file.<any(pdf, docx):fmt>")
@staff(Permission.EXPORT)
def file(evaluation_id: int, fmt: str) -> ResponseReturnValue:
    """The sheet with its answers, to print and sign."""
    with store().read() as session:
        view, facts = evaluation_for(session, evaluation_id, Permission.EXPORT, actor())
        document = evaluation_document(
            view, facts, speak, figures=read_beside(session, facts, view.row.run).figures, mark=mark_of(session, facts)
        )
    detail = {"format": fmt}
    with store().write() as session:
        note(session, "evaluation.export", "evaluation", evaluation_id, unit_id=facts.host_unit_id, detail=detail)
    return send_document(document, fmt, _("%(title)s评估表 %(n)d", title=facts.title, n=evaluation_id))
