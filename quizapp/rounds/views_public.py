"""What anybody may see of an event: rounds, rules, published lists with masked names; and one's own place."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from quizapp import rounds
from quizapp.errors import Conflict, NotFound
from quizapp.exports import content_disposition
from quizapp.kit.i18n import N_
from quizapp.kit.ids import tidy_short_code
from quizapp.people import current_person, hash_device
from quizapp.rounds import EventRow, MyPlace, RoundRow
from quizapp.rounds.words import say_place, say_rule
from quizapp.web import device_key, limited, now, participant, store, translate_error

blueprint = Blueprint("event", __name__, url_prefix="/e", template_folder="templates")


@blueprint.get("/<code>")
@participant
@limited("contest.page", "120/minute")
def page(code: str) -> ResponseReturnValue:
    """The rounds in order, who goes on from each, and where this person stands."""
    tidy = tidy_short_code(code)
    if tidy != code:
        return redirect(url_for("event.page", code=tidy), 301)
    with store().read() as session:
        found, lines = rounds.read_event_by_code(session, code)
        person = current_person(session, hash_device(device_key()), found.event.campaign_id)
        mine = rounds.my_places(session, person.id, campaign_id=found.event.campaign_id) if person else []
    here = {each.found.id: each for each in mine if each.event_code == code}
    rules = {each.found.id: say_rule(rounds.rule_of(each.found)) for each in lines}
    return render_template(
        "rounds/event.html", found=found, event=found.event, rounds=lines, rules=rules, mine=here, now=now()
    )


def _find(code: str, number: int) -> tuple[EventRow, RoundRow, MyPlace | None]:
    """The published list of the round; raises `NotFound` before."""
    with store().read() as session:
        found, lines = rounds.read_event_by_code(session, code)
        line = next((each for each in lines if each.found.number == number and each.found.published_at), None)
        if line is None:
            raise NotFound(N_("入围名单还没有公布"))
        person = current_person(session, hash_device(device_key()), found.event.campaign_id)
        mine = rounds.my_places(session, person.id, campaign_id=found.event.campaign_id) if person else []
    return found, line, next((each for each in mine if each.found.id == line.found.id), None)


@blueprint.get("/<code>/<int:number>")
@participant
@limited("contest.page", "120/minute")
def listed(code: str, number: int) -> ResponseReturnValue:
    """The list of a round: masked names, and how anybody can check it."""
    found, line, mine = _find(code, number)
    with store().read() as session:
        places = rounds.list_places(session, line.found.id)
    ticket = rounds.ticket_of(found.event.ticket_key, mine.place.person_id) if mine else ""
    return render_template(
        "rounds/listed.html", found=found, event=found.event, round=line, places=places, mine=mine, ticket=ticket,
        rule=say_rule(rounds.rule_of(line.found)), say_place=say_place,
    )  # fmt: skip


@blueprint.post("/<code>/<int:number>/decline")
@participant
@limited("contest.submit", "20/minute")
def decline(code: str, number: int) -> ResponseReturnValue:
    """Give up one's own place; the first reserve moves up."""
    _found, line, mine = _find(code, number)
    if mine is None:
        raise NotFound(N_("您不在这份名单上"))
    give_up = partial(rounds.decline_place, round_id=line.found.id, person_id=mine.place.person_id, now=now())
    try:
        store().retrying(give_up)
        flash(_("已放弃，名额留给候补的人。谢谢您告诉我们"), "success")
    except (Conflict, NotFound) as error:
        flash(translate_error(error), "warning")
    return redirect(url_for("event.listed", code=code, number=number), 303)


@blueprint.get("/<code>/<int:number>/list.txt")
@participant
@limited("contest.page", "30/minute")
def file(code: str, number: int) -> ResponseReturnValue:
    """The list as it was published, numbers instead of names; its SHA-256 is the published fingerprint."""
    found, line, _mine = _find(code, number)
    with store().read() as session:
        text = rounds.published_file(session, found.event, line.found, line.contest)
    headers = {"Content-Disposition": content_disposition(f"list-{code}-{number}.txt")}
    return Response(text, content_type="text/plain; charset=utf-8", headers=headers)
