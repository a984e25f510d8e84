"""The public boards, only where the organizer opened them; the rule is printed on the page."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import leaderboards
from quizapp.contests import find_contest
from quizapp.kit.text import mask_name
from quizapp.leaderboards import words
from quizapp.people import current_person, hash_device
from quizapp.units import unit_kinds
from quizapp.web import device_key, limited, now, participant, store

blueprint = Blueprint("boards", __name__, template_folder="templates")
blueprint.add_app_template_filter(mask_name, "masked")


@blueprint.get("/q/<code>/board")
@participant
@limited("contest.page", "120/minute")
def board(code: str) -> ResponseReturnValue:
    """Units in order."""
    with store().read_beside() as session:
        found = leaderboards.read_unit_board(session, code, now=now())
    return render_template("leaderboards/board.html", board=found, words=words, kinds=unit_kinds())


@blueprint.get("/q/<code>/board/people")
@participant
@limited("contest.page", "120/minute")
def people(code: str) -> ResponseReturnValue:
    """Persons in order, names masked; one's own place is told to oneself alone."""
    kind = request.args.get("kind", "")[:20]
    with store().read_beside() as session:
        contest = find_contest(session, code)
        person = current_person(session, hash_device(device_key()), contest.campaign_id)
        found = leaderboards.read_people_board(
            session, code, now=now(), person_id=person.id if person else None, kind=kind
        )
    return render_template(
        "leaderboards/people.html",
        board=found,
        my_id=person.id if person else None,
        used=told_seconds,
        kinds=unit_kinds(),
    )


def told_seconds(seconds: int) -> str:
    """``95`` -> 1 分 35 秒."""
    minutes, rest = divmod(seconds, 60)
    return str(_("%(m)s 分 %(s)s 秒", m=minutes, s=rest)) if minutes else str(_("%(s)s 秒", s=rest))
