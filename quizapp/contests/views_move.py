"""换手机继续答题: the page that tells the code, and the page on the other phone that asks for it."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import contests
from quizapp.contests.errors import AttemptClosed, OtherPhone
from quizapp.contests.views_participant import blueprint, device_hash, other_phone
from quizapp.errors import NotFound
from quizapp.kit.ids import tidy_short_code
from quizapp.web import limited, now, participant, store, translate_error


@blueprint.route("/<code>/a/<token>/move", methods=["GET", "POST"])
@participant
@limited("contest.move", "20/10 minute", methods=["POST"])
def move(code: str, token: str) -> ResponseReturnValue:
    """What a code is for; a POST makes one and tells it once."""
    device = device_hash()
    try:
        with store().read() as session:
            paper = contests.open_paper(session, code=code, token=token, device_hash=device)
        made = None
        if request.method == "POST":
            make = partial(contests.make_code, code=code, token=token, device_hash=device, now=now())
            made = store().retrying(make)
    except OtherPhone as error:
        return other_phone(error, code)
    except AttemptClosed:
        return redirect(url_for("quiz.result", code=code, token=token), 303)
    if paper.attempt.submitted_at is not None:
        return redirect(url_for("quiz.result", code=code, token=token), 303)
    return render_template("contests/move.html", attempt=paper.attempt, made=made)


@blueprint.route("/<code>/continue", methods=["GET", "POST"])
@participant
@limited("contest.continue", "10/10 minute", crowd=30, methods=["POST"])
def go_on(code: str) -> ResponseReturnValue:
    """Ask for the code; the paper opens here, and here alone from now on."""
    tidy = tidy_short_code(code)
    with store().read() as session:
        found = contests.find_contest(session, tidy)
    problem = ""
    if request.method == "POST":
        typed = request.form.get("move_code", "")[:40]
        use = partial(contests.use_code, contest_code=found.code, typed=typed, device_hash=device_hash(), now=now())
        try:
            moved = store().retrying(use)
        except (NotFound, AttemptClosed) as error:
            problem = translate_error(error)
        else:
            flash(_("可以在这部手机上接着答了，答案和时间都没有变"), "success")
            return redirect(url_for("quiz.paper", code=found.code, token=moved.token), 303)
    return render_template("contests/continue.html", contest=found, problem=problem), 422 if problem else 200
