"""Practising on a phone: what there is, one question, its answer, the mistake book. Plain pages, plain forms."""

from __future__ import annotations

from functools import partial
from random import SystemRandom

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import practice
from quizapp.errors import Conflict, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.practice import Answered, Item, Mode, Sent
from quizapp.practice.views_shared import address_of, desk_at, gave_answer, read_number, read_sent, read_wanted
from quizapp.web import limited, now, participant, store, translate_error

blueprint = Blueprint("practice", __name__, url_prefix="/c/<code>/practice", template_folder="templates")


@blueprint.get("")
@participant
@limited("practice.page", "120/minute")
def home(code: str) -> ResponseReturnValue:
    """What is open, and how far this phone has come."""
    with store().read() as session:
        desk = desk_at(session, code)
        pool, marks = desk.pool(session), practice.read_marks(session, desk.learner_id)
    banks = practice.by_bank(pool, marks, desk.opened.banks)
    mistakes = sum(mark.is_mistake for name, mark in marks.items() if name in pool.by_name)
    modes = {mode.value for mode in desk.opened.modes}
    return render_template(
        "practice/home.html", desk=desk, banks=banks, mistakes=mistakes, modes=modes, done=len(marks)
    )


@blueprint.get("/bank/<int:bank_id>")
@participant
@limited("practice.page", "120/minute")
def bank(code: str, bank_id: int) -> ResponseReturnValue:
    """The topics of a bank with one's progress."""
    with store().read() as session:
        desk = desk_at(session, code, Mode.FREE)
        pool, marks = desk.pool(session), practice.read_marks(session, desk.learner_id)
    if bank_id not in desk.opened.banks:
        raise NotFound(N_("这个题库没有开放练习，请另选一个"))
    topics = practice.by_topic(pool, marks, bank_id)
    return render_template("practice/bank.html", desk=desk, bank_id=bank_id, topics=topics)


@blueprint.get("/go")
@participant
@limited("practice.page", "120/minute")
def go(code: str) -> ResponseReturnValue:
    """The next question of what was chosen; a page that says so when there is none."""
    wanted, number = read_wanted(), read_number(request.args.get("n"))
    with store().read() as session:
        desk = desk_at(session, code, Mode.MISTAKES if wanted.mistakes else Mode.FREE)
        marks = practice.read_marks(session, desk.learner_id)
        last_id = request.args.get("last", type=int)
        item = practice.choose(desk.pool(session), wanted, marks, today=desk.today, rng=SystemRandom(), last_id=last_id)
    if item is None:
        return render_template("practice/nothing.html", desk=desk, wanted=wanted, number=number)
    return _ask(code, item, new_token(20), number)


def _ask(code: str, item: Item, nonce: str, number: int, error: str = "") -> str:
    wanted = read_wanted()
    shown = practice.show(item.question, practice.shuffle(item.question, nonce), number)
    return render_template(
        "practice/ask.html", q=shown, question_id=item.id, nonce=nonce, error=error, hidden=address_of(wanted),
        action=url_for("practice.answer", code=code), where=_where(wanted.mistakes), back=_back(code, wanted.mistakes),
        topic=item.question.topic,
    )  # fmt: skip


@blueprint.post("/answer")
@participant
@limited("practice.answer", "120/minute")
def answer(code: str) -> ResponseReturnValue:
    """Right or wrong at once, with the right answer, why, and the law; counted once however often it is sent."""
    wanted, sent = read_wanted(), read_sent(code)
    again = url_for("practice.go", code=code, **address_of(wanted, n=sent.number if sent else 1))
    if sent is None:
        return redirect(again, 303)
    if not gave_answer(sent):
        return _ask_again(sent, code)
    mode = Mode.MISTAKES if wanted.mistakes else Mode.FREE
    try:
        done = store().retrying(partial(practice.answer_question, sent=sent, mode=mode, now=now()))
    except Conflict as error:
        flash(translate_error(error), "info")
        return redirect(again, 303)
    following = url_for("practice.go", code=code, **address_of(wanted, n=sent.number + 1, last=sent.question_id))
    return render_template(
        "practice/answered.html", judged=done.judged, following=following, back=_back(code, wanted.mistakes),
        said=_said(done, wanted.mistakes), where=_where(wanted.mistakes), label=_("下一题"),
    )  # fmt: skip


def _ask_again(sent: Sent, code: str) -> ResponseReturnValue:
    """The same showing once more: nothing had been answered."""
    with store().read() as session:
        item = desk_at(session, code).pool(session).by_id.get(sent.question_id)
    if item is None:
        return redirect(url_for("practice.go", code=code, **address_of(read_wanted())), 303)
    error = _("请先选好或填好答案；不会也没关系，可以点“我不会”看答案。")
    return _ask(code, item, sent.nonce, sent.number, error), 422


def _said(done: Answered, is_book: bool) -> str:
    """What the answer means for the mistake book, if anything."""
    if not done.has_book:
        return ""
    if done.has_left_book:
        return str(_("这道题已移出错题本，记住它了。"))
    if not done.judged.is_right:
        return str(_("已放进错题本，改天再练。"))
    if done.tally.is_mistake or is_book:
        return str(_("今天答对了。改天再答对一次，就移出错题本。"))
    return ""


def _where(is_book: bool) -> str:
    return str(_("错题本") if is_book else _("练习"))


def _back(code: str, is_book: bool) -> str:
    return url_for("practice.mistakes" if is_book else "practice.home", code=code)


@blueprint.get("/mistakes")
@participant
@limited("practice.page", "120/minute")
def mistakes(code: str) -> ResponseReturnValue:
    """What this person or phone got wrong, by topic."""
    with store().read() as session:
        desk = desk_at(session, code, Mode.MISTAKES)
        book = practice.mistake_book(desk.pool(session), practice.read_marks(session, desk.learner_id), desk.today)
    due = sum(each.is_due for rows in book.values() for each in rows)
    return render_template("practice/mistakes.html", desk=desk, book=book, due=due)


@blueprint.post("/mistakes/leave")
@participant
@limited("practice.answer", "120/minute")
def leave(code: str) -> ResponseReturnValue:
    """Out of the book by one's own tap: one question, or all of them."""
    answer_id, takes_all = request.form.get("answer", type=int), request.form.get("all") == "1"
    if answer_id is not None or takes_all:
        with store().write() as session:
            desk = desk_at(session, code, Mode.MISTAKES)
            practice.leave_book(session, desk, None if takes_all else answer_id)
        flash(_("错题本已清空") if takes_all else _("已移出错题本"), "success")
    return redirect(url_for("practice.mistakes", code=code), 303)
