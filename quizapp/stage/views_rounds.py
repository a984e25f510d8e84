"""Rounds of a contest: their rules and their questions."""

from __future__ import annotations

from random import SystemRandom
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from quizapp import stage
from quizapp.banks import QuestionFilter, list_banks, list_questions
from quizapp.errors import Conflict, Invalid
from quizapp.questions import decode_question
from quizapp.stage import FalseStart, RoundKind, RoundRules
from quizapp.stage.forms import RoundForm
from quizapp.stage.showing import show_key
from quizapp.stage.views_shared import EDIT
from quizapp.stage.words import FALSE_STARTS, KINDS, say_rules
from quizapp.units import Unit, within_any
from quizapp.web import actor, note, show_invalid, staff, store, translate_error

blueprint = Blueprint("stage_rounds", __name__, url_prefix="/console/stage", template_folder="templates")

#: Questions offered for picking at once; a word finds the others.
_OFFERED = 40


def _form() -> RoundForm:
    form = RoundForm(formdata=request.form or None)
    form.kind.choices = [(kind.value, _(label)) for kind, label in KINDS.items()]
    form.false_start.choices = [(each.value, _(label)) for each, label in FALSE_STARTS.items()]
    return form


@blueprint.route("/<int:contest_id>/rounds/new", methods=["GET", "POST"])
@staff(EDIT)
def create(contest_id: int) -> ResponseReturnValue:
    """One more round behind the others."""
    form = _form()
    if not form.is_submitted():
        form.fill(_("抢答题"), RoundKind.BUZZER, RoundRules(false_start=FalseStart.LOCK))
    return _rules(contest_id, None, form)


@blueprint.route("/<int:contest_id>/rounds/<int:round_id>/rules", methods=["GET", "POST"])
@staff(EDIT)
def rules(contest_id: int, round_id: int) -> ResponseReturnValue:
    """Other rules, until it starts."""
    form = _form()
    with store().read() as session:
        course = stage.read_course(session, stage.read_row(session, contest_id, EDIT, actor()))
        stage.find_round(session, contest_id, round_id)
    line = next(each for each in course.rounds if each.round.id == round_id)
    if form.is_submitted():
        form.kind.data = line.kind.value
    else:
        form.fill(line.round.title, line.kind, line.rules)
    return _rules(contest_id, line, form)


def _rules(contest_id: int, line: stage.RoundLine | None, form: RoundForm) -> ResponseReturnValue:
    with store().read() as session:
        row = stage.read_row(session, contest_id, EDIT, actor())
    error = ""
    if form.is_submitted() and form.validate():
        try:
            with store().write() as session:
                made = stage.save_round(
                    session, contest_id, line.round.id if line else None, kind=RoundKind(form.kind.data),
                    title=form.title.data or "", rules=form.rules(), actor=actor(),
                )  # fmt: skip
                detail = {"round": made.id, "kind": made.kind, "rules": made.rules}
                note(session, "stage.round", "stage_contest", contest_id, unit_id=row.contest.unit_id, detail=detail)
                made_id = made.id
            flash(_("已保存"), "success")
            return redirect(url_for("stage_rounds.show", contest_id=contest_id, round_id=made_id), 303)
        except Invalid as invalid:
            show_invalid(form, invalid)
        except Conflict as conflict:
            error = translate_error(conflict)
    status = 409 if error else 422 if form.errors else 200
    page = render_template("stage/rules.html", form=form, contest=row.contest, line=line, error=error, kind=RoundKind)
    return page, status


@blueprint.post("/<int:contest_id>/rounds/<int:round_id>/drop")
@staff(EDIT)
def drop(contest_id: int, round_id: int) -> ResponseReturnValue:
    """Take a round with its questions out before the start."""
    with store().write() as session:
        row = stage.read_row(session, contest_id, EDIT, actor())
        title = stage.drop_round(session, contest_id, round_id, actor=actor())
        detail = {"round": round_id, "title": title}
        note(session, "stage.drop_round", "stage_contest", contest_id, unit_id=row.contest.unit_id, detail=detail)
    flash(_("已删除这个环节"), "success")
    return redirect(url_for("stage.detail", contest_id=contest_id), 303)


@blueprint.get("/<int:contest_id>/rounds/<int:round_id>")
@staff(EDIT)
def show(contest_id: int, round_id: int) -> ResponseReturnValue:
    """The round's questions with their keys, and more of them by lot or by hand."""
    return _show(contest_id, round_id)


def _show(contest_id: int, round_id: int, error: str = "", status: int = 200) -> ResponseReturnValue:
    words, bank_id = request.args.get("q", "").strip()[:60], request.values.get("bank_id", 0, type=int)
    with store().read() as session:
        course = stage.read_course(session, stage.read_row(session, contest_id, EDIT, actor()))
        stage.find_round(session, contest_id, round_id)
        banks = list_banks(session, unit_ids=select(Unit.id).where(within_any(actor().paths(EDIT))))
        banks = [each for each in banks if each.size]
        chosen = next((each.bank.id for each in banks if each.bank.id == bank_id), banks[0].bank.id if banks else 0)
        found, _total = (
            list_questions(session, chosen, QuestionFilter(words=words), limit=_OFFERED) if words else ([], 0)
        )
    line = next(each for each in course.rounds if each.round.id == round_id)
    taken = {each.content_hash for other in course.rounds for each in other.questions}
    offered = [each for each in found if each.type in stage.STAGE_TYPES and each.content_hash not in taken]
    page = render_template(
        "stage/round.html", course=course, contest=course.contest, line=line, banks=banks, bank_id=chosen, words=words,
        offered=offered, questions=[_listed(each) for each in line.questions], error=error, kinds=KINDS,
        rules=say_rules(line.kind, line.rules), kind=RoundKind,
    )  # fmt: skip
    return page, status


def _listed(row: Any) -> dict[str, Any]:
    question = decode_question(row.content)
    return {"row": row, "stem": question.stem, "type": question.type, "key": show_key(question, row.source)}


@blueprint.post("/<int:contest_id>/rounds/<int:round_id>/draw")
@staff(EDIT)
def draw(contest_id: int, round_id: int) -> ResponseReturnValue:
    """Questions of a bank by lot, or those that were ticked."""
    ids = tuple(request.form.getlist("question", type=int))
    try:
        with store().write() as session:
            row = stage.read_row(session, contest_id, EDIT, actor())
            added = stage.draw_questions(
                session, contest_id, round_id, bank_id=request.form.get("bank_id", 0, type=int), ids=ids,
                count=request.form.get("count", 0, type=int), value=request.form.get("value", type=int), actor=actor(),
                rng=SystemRandom(),
            )  # fmt: skip
            detail = {"round": round_id, "added": added, "picked": bool(ids)}
            note(session, "stage.draw", "stage_contest", contest_id, unit_id=row.contest.unit_id, detail=detail)
    except (Invalid, Conflict) as error:
        return _show(contest_id, round_id, translate_error(error), 409 if isinstance(error, Conflict) else 422)
    flash(_("加了 %(n)s 道题", n=added), "success")
    return redirect(url_for("stage_rounds.show", contest_id=contest_id, round_id=round_id), 303)


@blueprint.post("/<int:contest_id>/rounds/<int:round_id>/questions/<int:question_id>/drop")
@staff(EDIT)
def drop_question(contest_id: int, round_id: int, question_id: int) -> ResponseReturnValue:
    """Take a question out before the start."""
    try:
        with store().write() as session:
            row = stage.read_row(session, contest_id, EDIT, actor())
            stage.drop_question(session, contest_id, question_id, actor=actor())
            detail = {"question": question_id}
            note(
                session, "stage.drop_question", "stage_contest", contest_id, unit_id=row.contest.unit_id, detail=detail
            )
    except Conflict as error:
        return _show(contest_id, round_id, translate_error(error), 409)
    return redirect(url_for("stage_rounds.show", contest_id=contest_id, round_id=round_id), 303)
