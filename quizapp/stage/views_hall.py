"""Behind links, without an account: the buzzer on a team's table and the big screen of the hall.

Neither ever gets a key before the judgement, nor anything of a question that was not called.
"""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp import stage
from quizapp.kit.ids import new_token
from quizapp.stage.showing import show_key, show_question, type_labels
from quizapp.stage.views_shared import POLLING, answer_live, settle_if_due, wants_part
from quizapp.stage.words import KINDS, VERDICTS, say_rules
from quizapp.web import by_argument, limited, now, public, store, wants_json

blueprint = Blueprint("hall", __name__, template_folder="templates")


@blueprint.get("/stage-screen/<token>")
@public
@limited("stage.screen", POLLING, key=by_argument("token"))
def screen(token: str) -> ResponseReturnValue:
    """The big screen: question, who answers, clock, scores; ``?part=1`` for the live part."""
    with store().read() as session:
        pulse = stage.pulse_of_screen(session, token)
    if settle_if_due(pulse):
        with store().read() as session:
            pulse = stage.pulse_of_screen(session, token)
    if wants_part():
        return answer_live(
            f"{pulse.run}-{pulse.revision}", lambda: render_template("stage/_screen.html", **_hall(pulse))
        )
    return render_template("stage/screen.html", token=token, **_hall(pulse))


def _hall(pulse: stage.Pulse) -> dict[str, Any]:
    with store().read() as session:
        course = stage.read_course(session, stage.find_row(session, pulse.contest_id))
    board, line = course.board, course.now_round
    question = course.question(board.question_id)
    row = course.questions.get(board.question_id or 0)
    key = show_key(question, row.source) if question and row and board.is_revealed else None
    asked = [each for each in line.questions if each.id in board.asked] if line else []
    return {
        "course": course, "board": board, "line": line, "number": len(asked), "key": key, "now": now(),
        "question": show_question(question) if question else None, "kinds": KINDS, "verdicts": VERDICTS,
        "rules": say_rules(line.kind, line.rules) if line else [], "types": type_labels(),
    }  # fmt: skip


@blueprint.get("/stage-buzzer/<token>")
@public
@limited("stage.buzzer", "60/minute", key=by_argument("token"))
def buzzer(token: str) -> ResponseReturnValue:
    """One big button; without script the page loads itself again and the button is a plain form."""
    with store().read() as session:
        pulse = stage.pulse_of_team(session, token)
    settle_if_due(pulse)
    found = _state(token)
    return render_template("stage/buzzer.html", token=token, nonce=new_token(), **found)


@blueprint.get("/stage-buzzer/<token>/state")
@public
@limited("stage.state", POLLING, key=by_argument("token"))
def state(token: str) -> ResponseReturnValue:
    """What the button is good for now."""
    with store().read() as session:
        pulse = stage.pulse_of_team(session, token)
    if settle_if_due(pulse):
        with store().read() as session:
            pulse = stage.pulse_of_team(session, token)
    version = f"{pulse.run}-{pulse.revision}-{pulse.team_id}"
    return answer_live(
        version, lambda: msgspec.json.encode(_state(token)["state"]).decode(), content_type="application/json"
    )


def _state(token: str) -> dict[str, Any]:
    with store().read() as session:
        pulse = stage.pulse_of_team(session, token)
        course = stage.read_course(session, stage.find_row(session, pulse.contest_id))
    team = course.team(pulse.team_id)
    return {"course": course, "team": team, "state": buzzer_state(course, pulse.team_id or 0)}


def buzzer_state(course: stage.Course, team_id: int) -> dict[str, Any]:
    """The state for one team, as its page reads it. No word of the question."""
    board, line = course.board, course.now_round
    answering = course.team(board.answering)
    left = (board.clock_until - now()).total_seconds() * 1000 if board.clock_until else None
    return {
        "state": _word(course, team_id), "round": line.round.title if line else "", "opening": board.opening_id,
        "who": answering.team.name if answering else "", "score": board.scores.get(team_id, 0),
        "early": team_id in board.early, "left_ms": None if left is None else max(round(left), 0),
        "test": course.contest.phase == "test",
    }  # fmt: skip


def _word(course: stage.Course, team_id: int) -> str:
    """idle | ready (not yet) | open | mine | other | barred | over."""
    board = course.board
    if board.is_finished:
        return "over"
    if board.answering is not None:
        return "mine" if board.answering == team_id else "other"
    if board.gate in ("ready", "open"):
        return "barred" if team_id in board.barred else board.gate
    return "idle"


@blueprint.post("/stage-buzzer/<token>/press")
@public
@limited("stage.press", "240/minute", key=by_argument("token"))
def press(token: str) -> ResponseReturnValue:
    """The button. The moment of receipt is taken before anything else."""
    received_at = now()
    sent: Any = request.get_json(silent=True) if request.is_json else request.form
    sent = sent if hasattr(sent, "get") else {}
    told = stage.Press(nonce=str(sent.get("nonce", ""))[:40] or new_token(), rtt_ms=_whole(sent.get("rtt_ms")))
    verdict = store().retrying(lambda session: stage.press(session, token, told, received_at=received_at))
    if wants_json() or request.is_json:
        return {"verdict": verdict}
    return redirect(url_for("hall.buzzer", token=token), 303)


@blueprint.post("/stage-buzzer/<token>/hello")
@public
@limited("stage.hello", "60/minute", key=by_argument("token"))
def hello(token: str) -> ResponseReturnValue:
    """The buzzer is there; staff see it, with its round trip."""
    sent = request.get_json(silent=True)
    rtt_ms = _whole(sent.get("rtt_ms")) if isinstance(sent, dict) else None
    with store().write() as session:
        stage.say_hello(session, token, rtt_ms, now=now())
    return Response(status=204)


def _whole(value: object) -> int | None:
    """A whole number out of what a phone sent."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 7 else None
    return int(value) if isinstance(value, int | float) and 0 <= value < 1e6 else None
