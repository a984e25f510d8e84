"""The challenge on a phone: one question after the other until the first mistake."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import practice
from quizapp.errors import Conflict
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.people import hash_device
from quizapp.practice import Item, Mode, PracticeClosed, Run, Stepped
from quizapp.practice.views_shared import desk_at, gave_answer, read_sent
from quizapp.web import device_key, limited, now, participant, store, translate_error

blueprint = Blueprint("challenge", __name__, url_prefix="/c/<code>/practice/challenge", template_folder="templates")


@blueprint.get("")
@participant
@limited("practice.page", "120/minute")
def start_page(code: str) -> ResponseReturnValue:
    """How it goes, one's own best, a run to go on with."""
    with store().read() as session:
        desk = desk_at(session, code, Mode.CHALLENGE)
        run = practice.read_run(session, desk.learner_id)
    return render_template("practice/challenge.html", desk=desk, run=run)


@blueprint.post("/start")
@participant
@limited("practice.start", "30/minute")
def start(code: str) -> ResponseReturnValue:
    """A new run."""
    device = hash_device(device_key())
    store().retrying(partial(practice.start_run, code=code, device_hash=device, run=new_token(26), now=now()))
    return redirect(url_for("challenge.run", code=code), 303)


@blueprint.get("/run")
@participant
@limited("practice.page", "120/minute")
def run(code: str) -> ResponseReturnValue:
    """The question at which the run stands."""
    return _standing(code)


def _standing(code: str, error: str = "") -> ResponseReturnValue:
    with store().read() as session:
        desk = desk_at(session, code, Mode.CHALLENGE)
        found = practice.read_run(session, desk.learner_id)
        item = practice.question_at(desk.pool(session), found) if found and not found.is_over else None
    if found is None or item is None:
        return redirect(url_for("challenge.start_page", code=code), 303)
    return _ask(code, found, item, error), 422 if error else 200


def _ask(code: str, found: Run, item: Item, error: str) -> str:
    nonce = practice.nonce_of(found)
    shown = practice.show(item.question, practice.shuffle(item.question, nonce), found.step + 1)
    return render_template(
        "practice/ask.html", q=shown, question_id=item.id, nonce=nonce, error=error, hidden={}, topic="",
        action=url_for("challenge.answer", code=code), where=_("挑战答题，已连对 %(n)s 题", n=found.step),
        back=url_for("challenge.start_page", code=code),
    )  # fmt: skip


@blueprint.post("/run")
@participant
@limited("practice.answer", "120/minute")
def answer(code: str) -> ResponseReturnValue:
    """One rung up, or the end of the run."""
    sent = read_sent(code)
    if sent is None:
        return redirect(url_for("challenge.run", code=code), 303)
    if not gave_answer(sent):
        return _standing(code, _("请先选好或填好答案；不会也没关系，可以点“我不会”看答案。"))
    try:
        done = store().retrying(partial(practice.answer_step, sent=sent, now=now()))
    except Conflict as error:
        flash(translate_error(error), "info")
        return redirect(url_for("challenge.run", code=code), 303)
    where = "challenge.start_page" if done.is_over else "challenge.run"
    return render_template(
        "practice/answered.html", judged=done.judged, following=url_for(where, code=code), said=_said(done),
        label=_("看看成绩") if done.is_over else _("下一题"), where=_("挑战答题"),
        back=url_for("challenge.start_page", code=code),
    )  # fmt: skip


def _said(done: Stepped) -> str:
    if done.is_complete:
        return str(_("所有的题都答对了，一共 %(n)s 题！", n=done.step))
    if done.is_over and done.has_book:
        return str(_("这一轮连对 %(n)s 题，最好成绩 %(best)s 题。答错的题已放进错题本。", n=done.step, best=done.best))
    if done.is_over:
        return str(_("这一轮连对 %(n)s 题，最好成绩 %(best)s 题。", n=done.step, best=done.best))
    return str(_("已连对 %(n)s 题。", n=done.step))


@blueprint.get("/board")
@participant
@limited("practice.page", "120/minute")
def board(code: str) -> ResponseReturnValue:
    """The best runs with masked names, where the organizer has opened it."""
    with store().read() as session:
        desk = desk_at(session, code, Mode.CHALLENGE)
        if not desk.opened.shows_board:
            raise PracticeClosed(N_("主办单位没有公开挑战榜"))
        found, mine = practice.read_board(session, desk), practice.read_run(session, desk.learner_id)
    return render_template("practice/board.html", desk=desk, board=found, run=mine)
