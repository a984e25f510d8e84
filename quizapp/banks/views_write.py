"""Writing a question: the form of every type, its preview and its uploads; each save is a version of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.banks.by_hand import form_texts, question_from_form
from quizapp.banks.desk import add_question, change_question
from quizapp.banks.desk.editing import editable_bank
from quizapp.banks.formats.template import AUDIENCE_NAMES
from quizapp.banks.forms import QuestionForm
from quizapp.banks.models import BankQuestion, QuestionBank
from quizapp.banks.queries import get_question
from quizapp.banks.shipped import shipped_index
from quizapp.banks.typed import CHOICES, TypedQuestion, type_in
from quizapp.banks.views_bank import EDIT, blueprint, readable
from quizapp.banks.views_question_form import add_rows, keep_upload, preview_of, read_form
from quizapp.errors import Conflict
from quizapp.questions import Question, decode_question, question_types
from quizapp.web import actor, note, now, say, staff, store
from quizapp.web.i18n import translate_error

_TEXTS = ("explanation", "difficulty", "topic", "source")
#: Problem field -> form field; other problems stand above the form.
_FIELDS = {"correct": "answer", "blanks": "blanks", "prompts": "pairs", "stem": "stem", "source": "source"}
Deed = Callable[[Session], int]


def _form() -> QuestionForm:
    form = QuestionForm()
    form.difficulty.choices = [("easy", _("容易")), ("medium", _("中等")), ("hard", _("较难"))]
    form.audience.choices = [(key, _(name)) for key, name in AUDIENCE_NAMES.items()]
    return form


def _judge(form: QuestionForm, typed: TypedQuestion) -> Question | None:
    """The question that the form describes; None with the problems beside their fields."""
    found, problems = question_from_form(
        typed, {name: form[name].data or "" for name in _TEXTS}, audience=form.audience.data or (),
        index=shipped_index(),
    )  # fmt: skip
    for problem in problems:
        name = _FIELDS.get(problem.field, "")
        if not problem.is_error:
            flash(say(problem), "warning")
        elif name and name in shown_fields(typed.type):
            form[name].errors = [*form[name].errors, say(problem)]
        else:
            form.form_errors.append(say(problem))
    return found


def shown_fields(kind: str) -> tuple[str, ...]:
    """Fields of the form that a type shows and that an error can stand beside."""
    own = {"fill_in": ("blanks",), "matching": ("pairs",), "ordering": ("steps",)}
    return ("stem", "source", *own.get(kind, ("answer",) if kind in CHOICES else ()))


def _page(
    form: QuestionForm, typed: TypedQuestion, bank: QuestionBank, found: BankQuestion | None, *, is_asked: bool = False
) -> ResponseReturnValue:
    page = render_template(
        "banks/question_form.html", form=form, typed=add_rows(typed), bank=bank, found=found, shown=preview_of(typed),
        types=list(question_types()),
    )  # fmt: skip
    return page, 422 if is_asked and (form.errors or form.form_errors) else 200


def _answer_form(
    form: QuestionForm, bank: QuestionBank, found: BankQuestion | None, base: Question | None, action: str,
    store_question: Callable[[Session, Question], int], done: str,
) -> ResponseReturnValue:  # fmt: skip
    """Save, or draw the form again: with its errors, as another type, with more rows."""
    typed = read_form(form, base)
    wanted = request.form.get("go", "save")
    if wanted.startswith("type:"):
        typed.type = wanted.removeprefix("type:") if wanted.removeprefix("type:") in question_types() else typed.type
    if wanted != "save":
        return _page(form, typed, bank, found)
    is_fine = form.validate()
    judged = _judge(form, typed) if is_fine and not form.form_errors else None
    content = _with_days(form, judged) if judged is not None else None
    if content is not None:
        made = _store(form, bank, lambda session: store_question(session, content), action)
        if made is not None:
            flash(done, "success")
            return redirect(url_for("banks.question", question_id=made), 303)
    return _page(form, typed, bank, found, is_asked=True)


def _with_days(form: QuestionForm, content: Question) -> Question | None:
    """The question with its tags and the days on which it is right; None when the last comes before the first."""
    first, last = form.valid_from.data, form.valid_to.data
    if first and last and last < first:
        form.valid_to.errors = [_("失效日期早于生效日期，请核对")]
        return None
    tags = tuple(dict.fromkeys(tag for tag in re.split(r"[\s,，、;；|]+", form.tags.data or "") if tag))
    return replace(content, valid_from=first, valid_to=last, tags=tags)


@blueprint.route("/<int:bank_id>/questions/new", methods=["GET", "POST"])
@staff(EDIT)
def question_new(bank_id: int) -> ResponseReturnValue:
    """Add a question to one's own bank."""
    with store().read() as session:
        readable(session, bank_id)
        bank = editable_bank(session, bank_id)
    form = _form()
    if request.method == "GET":
        kind = request.args.get("type", "single")
        return _page(form, TypedQuestion(type=kind if kind in question_types() else "single"), bank, None)

    def add(session: Session, content: Question) -> int:
        return add_question(session, bank_id, content, now=now(), by=actor().id)

    return _answer_form(form, bank, None, None, "question.add", add, _("题目已经加上"))


@blueprint.route("/questions/<int:question_id>/edit", methods=["GET", "POST"])
@staff(EDIT)
def question_edit(question_id: int) -> ResponseReturnValue:
    """Change a question: the next version stands, the old one stays in its history."""
    found, bank = _editable(question_id)
    form, base = _form(), decode_question(found.content)
    if request.method == "GET":
        for name, text in form_texts(base, shipped_index()).items():
            form[name].data = text
        form.audience.data, typed = list(base.audience), type_in(base)
        form.tags.data, form.valid_from.data, form.valid_to.data = "、".join(base.tags), base.valid_from, base.valid_to
        form.answer.data, form.blanks.data = typed.answer, typed.blanks
        form.pairs.data, form.steps.data = typed.pairs, typed.steps
        return _page(form, typed, bank, found)

    def change(session: Session, content: Question) -> int:
        return change_question(session, question_id, content, now=now(), by=actor().id)

    done = _("已保存为新的一版；已发布的竞赛仍用原来那一版")
    return _answer_form(form, bank, found, base, "question.change", change, done)


@blueprint.post("/<int:bank_id>/questions/preview")
@staff(EDIT)
def question_preview(bank_id: int) -> ResponseReturnValue:
    """What a phone would show of the form as it stands: a piece of a page, nothing is stored."""
    with store().read() as session:
        readable(session, bank_id)
    return render_template("banks/_preview.html", shown=preview_of(read_form(_form(), None)))


@blueprint.post("/<int:bank_id>/media")
@staff(EDIT)
def media_upload(bank_id: int) -> ResponseReturnValue:
    """A picture or sound that was just chosen, stored before the form is sent: its name, address and size."""
    with store().read() as session:
        readable(session, bank_id)
    file = request.files.get("file")
    kind = "audio" if request.form.get("kind") == "audio" else "picture"
    stored = keep_upload(kind, file.read() if file else b"")
    return jsonify(name=stored.name, url=f"/media/{stored.name}", width=stored.width, height=stored.height)


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
