"""A warden's list behind a link: any phone, no account, one zone, some hours. Works without scripts."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from sqlalchemy.orm import Session

from quizapp.drills.access import FoundDrill, load_drill
from quizapp.drills.models import DrillWarden
from quizapp.drills.service.wardens import find_warden
from quizapp.drills.views_shared import answer_live, wants_part, warden_key
from quizapp.drills.views_zone import keep_count, keep_tap, zone_context
from quizapp.web import by_argument, limited, now, public, store

blueprint = Blueprint("warden", __name__, url_prefix="/muster", template_folder="templates")


def _open(session: Session, token: str) -> tuple[DrillWarden, FoundDrill]:
    warden = find_warden(session, token, warden_key(), now=now())
    return warden, load_drill(session, warden.drill_id)


@blueprint.get("/<token>")
@public
@limited("drill.warden", "600/minute", key=by_argument("token"))
def show(token: str) -> ResponseReturnValue:
    """The zone's people, one tap each; ``?part=1`` for the live part."""
    links = {
        "here": url_for("warden.show", token=token), "mark": url_for("warden.mark", token=token),
        "count": url_for("warden.count", token=token), "back": "",
    }  # fmt: skip
    with store().read() as session:
        warden, found = _open(session, token)
        context = partial(zone_context, session, found, warden.zone_id, links)
        if wants_part():
            render = lambda: render_template("drills/_zone.html", **context())  # noqa: E731 - read only when it changed
            return answer_live(session, warden.drill_id, f"warden-{get_locale()}", render)
        return render_template("drills/zone.html", **context())


@blueprint.post("/<token>/mark")
@public
@limited("drill.warden_mark", "300/minute", key=by_argument("token"))
def mark(token: str) -> ResponseReturnValue:
    """One tap."""
    with store().write() as session:
        warden, found = _open(session, token)
        keep_tap(session, found.drill.id, warden.zone_id, by=f"warden:{warden.id}")
    return redirect(url_for("warden.show", token=token), 303)


@blueprint.post("/<token>/count")
@public
@limited("drill.warden_mark", "300/minute", key=by_argument("token"))
def count(token: str) -> ResponseReturnValue:
    """How many unnamed people are there, or: the zone is counted."""
    with store().write() as session:
        warden, found = _open(session, token)
        keep_count(session, found.drill.id, warden.zone_id, by=f"warden:{warden.id}")
    return redirect(url_for("warden.show", token=token), 303)
