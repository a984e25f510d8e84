"""The muster board for the commander, the same for a wall, the list of one zone, and what it all came to."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime, get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quizapp.accounts import Permission
from quizapp.drills.access import FoundDrill
from quizapp.drills.board import Board, read_board
from quizapp.drills.curves import SHARES
from quizapp.drills.drawing import draw_curves
from quizapp.drills.facts import ready_reasons
from quizapp.drills.rules import STATE_LABELS, State
from quizapp.drills.service.say import clear_person
from quizapp.drills.timeline import read_timeline, seconds_after
from quizapp.drills.views_shared import CHECK_IN, EDIT, POLLING, answer_live, find, staff_actor, wants_part
from quizapp.drills.views_zone import keep_count, keep_tap, zone_context
from quizapp.kit.ids import new_token
from quizapp.kit.text import mask_name
from quizapp.web import actor, by_session, limited, note, now, staff, store

blueprint = Blueprint("muster", __name__, url_prefix="/console/drills", template_folder="templates")

#: People listed under one heading of the board.
LISTED = 300


@blueprint.get("/<int:drill_id>/board")
@staff(CHECK_IN)
@limited("drill.board", POLLING, key=by_session)
def board(drill_id: int) -> ResponseReturnValue:
    """Who is not accounted for, zone by zone, and the commander's buttons; ``?part=1`` for the live part."""
    with store().read() as session:
        found = find(session, drill_id, CHECK_IN)
        if wants_part():
            return answer_live(session, drill_id, f"board-{get_locale()}", partial(_part, session, found, "_board"))
        return render_template("drills/board.html", live=True, **_context(session, found))


def _part(session: Session, found: FoundDrill, name: str, **more: Any) -> str:
    return render_template(f"drills/{name}.html", **_context(session, found), **more)


def _context(session: Session, found: FoundDrill) -> dict[str, Any]:
    made = read_board(session, found.drill, found.facts)
    may_decide = any(actor().can(EDIT, path) for path in (found.facts.owner_path, found.facts.host_path))
    return {
        "drill": found.drill, "facts": found.facts, "board": made, "states": State, "labels": STATE_LABELS,
        "now": now(), "nonce": new_token(), "reasons": ready_reasons(), "may_decide": may_decide, "listed": LISTED,
        "moments": read_timeline(made), "nobody": mask_name,
    }  # fmt: skip


@blueprint.get("/<int:drill_id>/screen")
@staff(CHECK_IN)
@limited("drill.board", POLLING, key=by_session)
def screen(drill_id: int) -> ResponseReturnValue:
    """The board for a projector. Names are masked unless ``?names=full``: a wall is seen by everybody."""
    full = request.args.get("names") == "full"
    show = (lambda name: name) if full else mask_name
    with store().read() as session:
        found = find(session, drill_id, CHECK_IN)
        if wants_part():
            render = partial(_part, session, found, "_screen", show=show)
            return answer_live(session, drill_id, f"screen-{full}-{get_locale()}", render)
        return render_template("drills/screen.html", show=show, full=full, **_context(session, found))


@blueprint.get("/<int:drill_id>/zones/<int:zone_id>")
@staff(CHECK_IN)
@limited("drill.board", POLLING, key=by_session)
def zone(drill_id: int, zone_id: int) -> ResponseReturnValue:
    """One zone's list to tap through, for a helper who is signed in."""
    with store().read() as session:
        found = find(session, drill_id, CHECK_IN)
        context = partial(zone_context, session, found, zone_id, _zone_links(drill_id, zone_id))
        if wants_part():
            render = lambda: render_template("drills/_zone.html", **context())  # noqa: E731 - read only when it changed
            return answer_live(session, drill_id, f"zone-{get_locale()}", render)
        return render_template("drills/zone.html", **context())


def _zone_links(drill_id: int, zone_id: int) -> dict[str, str]:
    return {
        "here": url_for("muster.zone", drill_id=drill_id, zone_id=zone_id),
        "mark": url_for("muster.mark", drill_id=drill_id, zone_id=zone_id),
        "count": url_for("muster.count", drill_id=drill_id, zone_id=zone_id),
        "back": url_for("muster.board", drill_id=drill_id),
    }


@blueprint.post("/<int:drill_id>/zones/<int:zone_id>/mark")
@staff(CHECK_IN)
def mark(drill_id: int, zone_id: int) -> ResponseReturnValue:
    """One tap: where somebody stands."""
    with store().write() as session:
        find(session, drill_id, CHECK_IN)
        keep_tap(session, drill_id, zone_id, by=staff_actor())
    return redirect(url_for("muster.zone", drill_id=drill_id, zone_id=zone_id), 303)


@blueprint.post("/<int:drill_id>/zones/<int:zone_id>/count")
@staff(CHECK_IN)
def count(drill_id: int, zone_id: int) -> ResponseReturnValue:
    """How many unnamed people are there, or: the zone is counted."""
    with store().write() as session:
        find(session, drill_id, CHECK_IN)
        keep_count(session, drill_id, zone_id, by=staff_actor())
    return redirect(url_for("muster.zone", drill_id=drill_id, zone_id=zone_id), 303)


@blueprint.post("/<int:drill_id>/clear")
@staff(CHECK_IN)
def clear(drill_id: int) -> ResponseReturnValue:
    """Settle what is said about one person, with a reason."""
    reason = request.form.get("reason", "").strip() or _ready(request.form.get("ready", ""))
    expected_id = request.form.get("expected_id", 0, type=int)
    state = State(request.form["state"]) if request.form.get("state") in set(State) else State.ARRIVED
    with store().write() as session:
        found = find(session, drill_id, CHECK_IN)
        clear_person(
            session, drill_id, expected_id, state, reason=reason, actor=staff_actor(), now=now(),
            nonce=request.form.get("nonce", "")[:60] or new_token(),
        )  # fmt: skip
        detail = {"expected": expected_id, "state": state.value}
        note(session, "drill.clear", "drill", drill_id, unit_id=found.facts.host_unit_id, detail=detail)
    return redirect(url_for("muster.board", drill_id=drill_id), 303)


def _ready(key: str) -> str:
    return str(_(ready_reasons().get(key, "")) if key in ready_reasons() else "")


@blueprint.get("/<int:drill_id>/timeline")
@staff(Permission.VIEW)
def timeline(drill_id: int) -> ResponseReturnValue:
    """What happened when, and the evacuation as curves with their tables."""
    with store().read() as session:
        found = find(session, drill_id, Permission.VIEW)
        made = read_board(session, found.drill, found.facts)
    return render_template(
        "drills/timeline.html", drill=found.drill, facts=found.facts, board=made, moments=read_timeline(made),
        shares=SHARES, rows=_rows(made), drawing=draw_curves(made), to_second=_to_second, now=now(), labels=STATE_LABELS, states=State,
        may_decide=any(actor().can(EDIT, path) for path in (found.facts.owner_path, found.facts.host_path)),
    )  # fmt: skip


def _to_second(moment: datetime) -> str:
    """``2026-06-16 10:05:30`` in the site's time zone: minutes are too coarse for an evacuation."""
    return str(format_datetime(moment, "yyyy-MM-dd HH:mm:ss"))


def _rows(made: Board) -> list[dict[str, Any]]:
    """Each zone and the whole: figures and seconds after the alarm, None where a share was never reached."""
    return [
        {
            "zone": zone,
            "first": seconds_after(made, zone.curve.first_at),
            "shares": [seconds_after(made, zone.curve.reached_at(percent)) for percent in SHARES],
        }
        for zone in [*made.zones, made.total]
    ]
