"""One paper under review, and what a reviewer decides about it. Everything decided is audited."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from quizapp import contests, integrity
from quizapp.accounts import Permission
from quizapp.errors import Conflict, Invalid
from quizapp.integrity import AppealVerdict
from quizapp.integrity.forms import AnswerForm, DismissForm, RestoreForm, VoidForm
from quizapp.integrity.words import RULES
from quizapp.kit.i18n import N_
from quizapp.web import actor, note, now, show_invalid, staff, store, translate_error

blueprint = Blueprint("review", __name__, url_prefix="/console/integrity", template_folder="templates")
_EDIT = Permission.EDIT_CONTESTS
VERDICTS = {
    AppealVerdict.UPHELD: N_("维持作废|理由不成立"),
    AppealVerdict.RESTORED: N_("恢复答卷|重新计入成绩和人次"),
}


@blueprint.get("/attempts/<int:attempt_id>")
@staff(_EDIT)
def paper(attempt_id: int) -> ResponseReturnValue:
    """The paper's times and answers beside the typical ones, its phone, and what can be decided."""
    return _paper(attempt_id)


def _paper(attempt_id: int, **forms: FlaskForm) -> ResponseReturnValue:
    with store().read() as session:
        found = integrity.review_paper(session, attempt_id, actor())
    chosen = {"dismiss": DismissForm(), "void": VoidForm(), "restore": RestoreForm(), "answer": answer_form()} | forms
    rules = {each: _(label) for each, label in RULES.items()}
    page = render_template("integrity/paper.html", found=found, paper=found.paper, forms=chosen, rules=rules)
    return page, 422 if forms else 200


def answer_form() -> AnswerForm:
    """The form with its choices in the reader's language."""
    form = AnswerForm()
    form.verdict.choices = [(key.value, _(label)) for key, label in VERDICTS.items()]
    return form


def _back(attempt_id: int, text: str, category: str = "success") -> ResponseReturnValue:
    flash(text, category)
    return redirect(url_for("review.paper", attempt_id=attempt_id), 303)


@blueprint.post("/attempts/<int:attempt_id>/dismiss")
@staff(_EDIT)
def dismiss(attempt_id: int) -> ResponseReturnValue:
    """没问题: out of the queue, with a note."""
    form = DismissForm()
    if not form.validate():
        return _paper(attempt_id, dismiss=form)
    words = form.note.data or ""
    with store().write() as session:
        contest = integrity.dismiss_marks(session, attempt_id, note=words, actor=actor(), now=now())
        note(session, "integrity.dismiss", "attempt", attempt_id, unit_id=contest.unit_id, detail={"note": words})
    return _back(attempt_id, _("已记为没问题"))


@blueprint.post("/attempts/<int:attempt_id>/void")
@staff(_EDIT)
def void(attempt_id: int) -> ResponseReturnValue:
    """作废: counts nowhere any more; the ledger holds the reversing entry."""
    form = VoidForm()
    if not form.validate():
        return _paper(attempt_id, void=form)
    reason, returns = form.reason.data or "", bool(form.returns_try.data)
    try:
        with store().write() as session:
            contest = integrity.find_contest_of(session, attempt_id, actor())
            contests.void_attempt(session, attempt_id, reason=reason, returns_try=returns, actor=actor(), now=now())
            detail = {"reason": reason, "returns_try": returns}
            note(session, "attempt.void", "attempt", attempt_id, unit_id=contest.unit_id, detail=detail)
    except Conflict as error:
        return _back(attempt_id, translate_error(error), "warning")
    return _back(attempt_id, _("已作废，答卷人会看到原因，可以申诉一次"))


@blueprint.post("/attempts/<int:attempt_id>/restore")
@staff(_EDIT)
def restore(attempt_id: int) -> ResponseReturnValue:
    """Let it count again."""
    form = RestoreForm()
    if not form.validate():
        return _paper(attempt_id, restore=form)
    reason = form.reason.data or ""
    try:
        with store().write() as session:
            contest = integrity.find_contest_of(session, attempt_id, actor())
            contests.restore_attempt(session, attempt_id, reason=reason, actor=actor(), now=now())
            note(session, "attempt.restore", "attempt", attempt_id, unit_id=contest.unit_id, detail={"reason": reason})
    except Conflict as error:
        return _back(attempt_id, translate_error(error), "warning")
    return _back(attempt_id, _("已恢复，重新计入成绩和人次"))


@blueprint.post("/appeals/<int:appeal_id>/answer")
@staff(_EDIT)
def answer(appeal_id: int) -> ResponseReturnValue:
    """Uphold the decision or restore the paper."""
    with store().read() as session:
        attempt_id = integrity.read_appeal(session, appeal_id, actor()).attempt_id
    form = answer_form()
    if not form.validate():
        return _paper(attempt_id, answer=form)
    words, verdict = form.answer.data or "", AppealVerdict(form.verdict.data)
    try:
        with store().write() as session:
            contest = integrity.find_contest_of(session, attempt_id, actor())
            integrity.answer_appeal(session, appeal_id, verdict=verdict, answer=words, actor=actor(), now=now())
            detail = {"verdict": verdict.value, "answer": words, "attempt": attempt_id}
            note(session, "appeal.answer", "attempt_appeal", appeal_id, unit_id=contest.unit_id, detail=detail)
    except Conflict as error:
        return _back(attempt_id, translate_error(error), "warning")
    return _back(attempt_id, _("已答复，申诉人在答卷页面能看到"))


@blueprint.route("/attempts/<int:attempt_id>/phone", methods=["GET", "POST"])
@staff(_EDIT)
def phone(attempt_id: int) -> ResponseReturnValue:
    """All papers of one phone: how many there are, then one reason for those that are chosen."""
    form = VoidForm()
    with store().read() as session:
        contest = integrity.find_contest_of(session, attempt_id, actor())
        papers = integrity.phone_of(session, attempt_id, contest.id)
    if form.validate_on_submit():
        try:
            return _void_phone(attempt_id, form)
        except Invalid as error:
            show_invalid(form, error)
    page = render_template(
        "integrity/phone.html", contest=contest, papers=papers, form=form, attempt_id=attempt_id,
        standing=[each for each in papers if each.is_counted],
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


def _void_phone(attempt_id: int, form: VoidForm) -> ResponseReturnValue:
    chosen = request.form.getlist("attempt_ids", type=int)
    reason, returns = form.reason.data or "", bool(form.returns_try.data)
    with store().write() as session:
        contest, voided = integrity.void_phone(
            session, attempt_id, chosen, reason=reason, returns_try=returns, actor=actor(), now=now()
        )
        detail = {"reason": reason, "returns_try": returns, "attempts": voided}
        note(session, "attempt.void_phone", "attempt", attempt_id, unit_id=contest.unit_id, detail=detail)
    return _back(attempt_id, _("已作废 %(n)s 份，答卷人会看到原因，可以申诉一次", n=len(voided)))
