"""The big screen of a hall: code, counts, question, clock, distribution, board. Its address is its key; no sign-in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from quizapp.exports import qr_svg
from quizapp.live.room import RoomRow, screen_room
from quizapp.live.showing import build_state, lobby_names, read_counts, to_ms
from quizapp.live.views_part import answer_part, public_address
from quizapp.live.views_shared import EDIT, own_room
from quizapp.live.wire import AskedQuestion
from quizapp.web import by_argument, limited, public, services, staff, store

blueprint = Blueprint("live_screen", __name__, template_folder="templates")
#: Letters of stem and options together up to which they are set large, and middling.
_LARGE, _MIDDLING = 70, 160


@blueprint.get("/console/live/<int:room_id>/screen")
@staff(EDIT)
def open_screen(room_id: int) -> ResponseReturnValue:
    """To the screen of a room, from the console."""
    with store().read() as session:
        token = own_room(session, room_id).screen_token
    return redirect(url_for("live_screen.show", token=token), 303)


@blueprint.get("/live-screen/<token>")
@public
@limited("live.screen", "1200/minute", key=by_argument("token"))
def show(token: str) -> ResponseReturnValue:
    """The screen; ``?part=1`` for its live part. Any number of screens may show it."""
    with store().read() as session:
        room = screen_room(session, token)
        context = _context(session, room)
    if request.args.get("part") == "1":
        return answer_part(render_template("live/_screen.html", **context))
    live_url = url_for("live_screen.show", token=token, part=1)
    return render_template("live/screen.html", **context, live_url=live_url, now_ms=to_ms(services().clock()))


def _context(session: Session, room: RoomRow) -> dict[str, Any]:
    moment = services().clock()
    state = build_state(session, room, moment)
    address = public_address(url_for("live_phone.room", code=room.code))
    typing = urlsplit(public_address(url_for("live_phone.enter")))
    is_soon = state.phase == "asking" and state.question is None
    return {
        "room": room, "state": state, "counts": read_counts(session, room), "scene": "soon" if is_soon else state.phase,
        "names": lobby_names(session, room)[:24] if state.phase == "lobby" else (),
        "join_qr": qr_svg(address), "typing_address": typing.netloc + typing.path,
        "size": size_of(state.question) if state.question else "",
    }  # fmt: skip


def size_of(asked: AskedQuestion) -> str:
    """How large the question is set: ``l``, ``m`` or ``s``, so that it fits one screen."""
    options = asked.shown.get("options", [])
    letters = len(asked.stem) + sum(len(each) for each in options)
    if asked.shown.get("media") or len(options) > 6:
        return "s"
    return "l" if letters <= _LARGE else "m" if letters <= _MIDDLING else "s"
