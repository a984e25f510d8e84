"""One question: seen as on the phone, added, changed into its next version, taken out."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.banks.by_hand import form_texts, question_from_form
from quizapp.banks.desk import add_question, change_question, retire_question
from quizapp.banks.desk.editing import editable_bank
from quizapp.banks.formats.template import AUDIENCE_NAMES
from quizapp.banks.forms import OPTIONS, QuestionForm
from quizapp.banks.models import BankQuestion, QuestionBank
from quizapp.banks.queries import get_question, list_versions
from quizapp.banks.shipped import shipped_index
from quizapp.banks.views_bank import EDIT, blueprint, readable
from quizapp.errors import Conflict
from quizapp.questions import Question, decode_question
from quizapp.web import note, now, say, staff, store
from quizapp.web.i18n import translate_error

_TEXTS = ("type", "stem", "answer", "explanation", "difficulty", "topic", "source")
#: Problem field -> form field.
_FIELDS = {"options": "option_a", "correct": "answer"}
Deed = Callable[[Session], int]


@blueprint.get("/questions/<int:question_id>")
@staff(EDIT)
def question(question_id: int) -> ResponseReturnValue:
    """The question as a phone shows it, its key and source, and its earlier versions."""
    with store().read() as session:
        found, bank = get_question(session, question_id)
        readable(session, bank.id)
        versions = list_versions(session, found)
    content = decode_question(found.content)
    shown = {"number": 1, "type": content.type, "stem": content.stem, "options": content.options, "chosen": ()}
    return render_template(
        "banks/question.html", found=found, bank=bank, content=content, shown=shown, versions=versions
    )


def _form() -> QuestionForm:
    form = QuestionForm()
    form.type.choices = [("single", _("单选题")), ("multiple", _("多选题")), ("true_false", _("判断题"))]
    form.difficulty.choices = [("easy", _("容易")), ("medium", _("中等")), ("hard", _("较难"))]
    form.audience.choices = [(key, _(name)) for key, name in AUDIENCE_NAMES.items()]
    return form


def _read(form: QuestionForm, *, key: str = "") -> Question | None:
    """The question that the form describes; None with the problems beside their fields."""
    if not form.validate():
        return None
    texts = {name: form[name].data or "" for name in _TEXTS}
    options = [] if texts["type"] == "true_false" else [form[name].data or "" for name in OPTIONS]
    found, problems = question_from_form(
        texts, options, audience=form.audience.data or (), index=shipped_index(), key=key
    )
    for problem in problems:
        name = _FIELDS.get(problem.field, problem.field)
        if not problem.is_error:
            flash(say(problem), "warning")
        elif name in form:
            form[name].errors = [*form[name].errors, say(problem)]
        else:
            form.form_errors.append(say(problem))
    return found


def _fill(form: QuestionForm, content: Question) -> None:
    for name, text in form_texts(content, shipped_index()).items():
        form[name].data = text
    form.audience.data = list(content.audience)
    if content.type != "true_false":
        for name, option in zip(OPTIONS, content.options, strict=False):
            form[name].data = option


@blueprint.route("/<int:bank_id>/questions/new", methods=["GET", "POST"])
@staff(EDIT)
def question_new(bank_id: int) -> ResponseReturnValue:
    """Add a question to one's own bank."""
    with store().read() as session:
        readable(session, bank_id)
        bank = editable_bank(session, bank_id)
    form = _form()
    content = _read(form) if request.method == "POST" else None
    if content is not None:
        made = _store(form, bank, lambda session: add_question(session, bank_id, content, now=now()), "question.add")
        if made is not None:
            flash(_("题目已经加上"), "success")
            return redirect(url_for("banks.question", question_id=made), 303)
    page = render_template("banks/question_form.html", form=form, bank=bank, found=None)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/questions/<int:question_id>/edit", methods=["GET", "POST"])
@staff(EDIT)
def question_edit(question_id: int) -> ResponseReturnValue:
    """Change a question: the next version stands, the old one stays in its history."""
    found, bank = _editable(question_id)
    form = _form()
    if request.method == "GET":
        _fill(form, decode_question(found.content))
    content = _read(form, key=decode_question(found.content).key) if request.method == "POST" else None
    if content is not None:
        made = _store(
            form, bank, lambda session: change_question(session, question_id, content, now=now()), "question.change"
        )
        if made is not None:
            flash(_("已保存为新的一版；已发布的竞赛仍用原来那一版"), "success")
            return redirect(url_for("banks.question", question_id=made), 303)
    page = render_template("banks/question_form.html", form=form, bank=bank, found=found)
    return page, 422 if form.errors or form.form_errors else 200


def _editable(question_id: int) -> tuple[BankQuestion, QuestionBank]:
    with store().read() as session:
        found, bank = get_question(session, question_id)
        readable(session, bank.id)
        editable_bank(session, bank.id)
        return found, bank


def _store(form: QuestionForm, bank: QuestionBank, deed: Deed, action: str) -> int | None:
    try:
        with store().write() as session:
            readable(session, bank.id)
            made = deed(session)
            note(session, action, "question", made, unit_id=bank.unit_id, detail={"bank": bank.title})
            return made
    except Conflict as error:
        form.form_errors.append(translate_error(error))
        return None


@blueprint.post("/questions/<int:question_id>/retire")
@staff(EDIT)
def question_retire(question_id: int) -> ResponseReturnValue:
    """Take a question out of the bank."""
    with store().write() as session:
        _found, bank = get_question(session, question_id)
        readable(session, bank.id)
        retire_question(session, question_id, now=now())
        note(session, "question.retire", "question", question_id, unit_id=bank.unit_id, detail={"bank": bank.title})
    flash(_("这道题已停用，以后的竞赛不会抽到；已发布的竞赛不受影响"), "success")
    return redirect(url_for("banks.detail", bank_id=bank.id), 303)
