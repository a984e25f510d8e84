"""The board of units, for participants; only where the organizer opened it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from quizapp.leaderboards import MIN_PEOPLE, read_unit_board
from quizapp.web import limited, now, participant, store

blueprint = Blueprint("boards", __name__, template_folder="templates")
blueprints = (blueprint,)


@blueprint.get("/q/<code>/board")
@participant
@limited("contest.page", "120/minute")
def board(code: str) -> ResponseReturnValue:
    """Units in order, with the rule printed below."""
    with store().read() as session:
        found = read_unit_board(session, code)
    return render_template("leaderboards/board.html", board=found, min_people=MIN_PEOPLE, now=now())
