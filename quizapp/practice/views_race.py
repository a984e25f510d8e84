"""The race on a phone: choose an opponent, answer, see how far the other one had come. Works without script."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from random import SystemRandom

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import practice
from quizapp.errors import Conflict
from quizapp.kit.ids import new_token
from quizapp.people import hash_device
from quizapp.practice import Item, Mode, Race
from quizapp.practice.views_shared import desk_at, gave_answer, read_sent
from quizapp.web import device_key, limited, now, participant, store, translate_error

blueprint = Blueprint("race", __name__, url_prefix="/c/<code>/practice/race", template_folder="templates")


@blueprint.get("")
@participant
@limited("practice.page", "120/minute")
def lobby(code: str) -> ResponseReturnValue:
    """How it goes, and whom one can race."""
    with store().read() as session:
        desk = desk_at(session, code, Mode.RACE)
        pool = desk.pool(session)
        others, mine = practice.list_opponents(session, desk, pool), practice.own_best(session, desk, pool)
    return render_template("practice/race.html", desk=desk, others=others, mine=mine)


@blueprint.post("/start")
@participant
@limited("practice.start", "30/minute")
def start(code: str) -> ResponseReturnValue:
    """A new run; the clock starts here."""
    begin = partial(
        practice.start_race, code=code, device_hash=hash_device(device_key()), against=request.form.get("against", "")[:32],
        is_offered=request.form.get("offered") == "1", token=new_token(26), paper=new_token(26), now=now(),
        rng=SystemRandom(),
    )  # fmt: skip
    try:
        token = store().retrying(begin)
    except Conflict as error:
        flash(translate_error(error), "info")
        return redirect(url_for("race.lobby", code=code), 303)
    return redirect(url_for("race.run", code=code, token=token), 303)


@blueprint.get("/<token>")
@participant
@limited("practice.page", "120/minute")
def run(code: str, token: str) -> ResponseReturnValue:
    """The question at which the run stands, or how it ended."""
    return _standing(code, token)


def _standing(code: str, token: str, error: str = "") -> ResponseReturnValue:
    with store().read() as session:
        desk = desk_at(session, code, Mode.RACE)
        race = practice.read_race(session, desk, token)
        pool = desk.pool(session)
        try:
            item = practice.race_question(pool, race)
        except Conflict as changed:
            flash(translate_error(changed), "info")
            return redirect(url_for("race.lobby", code=code), 303)
        review = practice.review_race(pool, race)
    if item is None:
        return render_template("practice/race_over.html", desk=desk, race=race, review=review, outcome=_outcome(race))
    return _ask(code, race, item, error), 422 if error else 200


def _outcome(race: Race) -> str:
    other = practice.Pace.of(race.opponent.marks) if race.opponent else None
    return race.pace.against(other).value


def _ask(code: str, race: Race, item: Item, error: str) -> str:
    step, moment = race.pace.done, now()
    return render_template(
        "practice/race_ask.html", q=practice.show(item.question, practice.race_order(race, item, step), step + 1),
        question_id=item.id, nonce=practice.race_nonce(race, step), race=race, error=error, code=code,
        beside=_beside(race, moment), other=race.other_pace(moment),
    )  # fmt: skip


def _beside(race: Race, moment: datetime) -> dict[str, object]:
    """What the script needs to replay the other run: moments and whether each was right, nothing about questions."""
    marks = [list(mark) for mark in race.opponent.marks] if race.opponent else []
    return {"elapsed": race.elapsed_ms(moment), "marks": marks, "size": race.size}


@blueprint.post("/<token>")
@participant
@limited("practice.answer", "120/minute")
def answer(code: str, token: str) -> ResponseReturnValue:
    """Store the answer and go on; right or wrong is said on the next page."""
    sent = read_sent(code)
    if sent is not None and not gave_answer(sent):
        return _standing(code, token, _("请先选好或填好答案；不会也没关系，可以点“我不会”。"))
    if sent is not None:
        try:
            race = store().retrying(partial(practice.answer_race, sent=sent, token=token, now=now()))
        except Conflict as error:
            flash(translate_error(error), "info")
        else:
            if not race.is_over:
                flash(*_said(race))
    return redirect(url_for("race.run", code=code, token=token), 303)


def _said(race: Race) -> tuple[str, str]:
    number = race.pace.done
    if race.marks[-1][1]:
        return str(_("第 %(n)s 题答对了", n=number)), "success"
    return str(_("第 %(n)s 题没答对，跑完一起看解析", n=number)), "info"
