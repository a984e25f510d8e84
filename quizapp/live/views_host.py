"""The host's remote: the same page for staff who are signed in and for a phone that a link was handed to.

The server draws it; the script only keeps it fresh and sends taps without leaving the page. Without one it is forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from quizapp.errors import QuizError
from quizapp.exports import qr_svg
from quizapp.live.errors import NoSuchRoom
from quizapp.live.queries import read_host_state
from quizapp.live.room import RoomRow, frozen_question, host_room
from quizapp.live.rules import Step
from quizapp.live.service.acting import Act
from quizapp.live.service.moving import NewCode
from quizapp.live.service.remotes import has_remote, issue_remote, remote_of, revoke_remotes
from quizapp.live.showing import to_ms
from quizapp.live.views_part import answer_part, public_address
from quizapp.live.views_shared import EDIT, do_act, forget, own_room
from quizapp.live.wire import MoveCode
from quizapp.web import (
    actor,
    by_argument,
    by_session,
    limited,
    note,
    now,
    public,
    services,
    staff,
    store,
    translate_error,
)

blueprint = Blueprint("live_host", __name__, url_prefix="/console/live", template_folder="templates")
remote = Blueprint("live_remote", __name__, url_prefix="/live-remote", template_folder="templates")
#: A remote asks once a second, quicker around the moments of a question.
POLLING = "600/minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosting:
    """Who hosts which room, and the addresses of his remote."""

    room: RoomRow
    who: str
    is_staff: bool
    urls: dict[str, str]


def _staff_hosting(session: Session, room_id: int) -> Hosting:
    room = own_room(session, room_id)
    names = ("show", "take", "hand_over", "revoke")
    urls = {name: url_for(f"live_host.{name}", room_id=room_id) for name in names}
    return Hosting(room=room, who=f"staff:{actor().id}", is_staff=True, urls=urls)


def _remote_hosting(session: Session, token: str) -> Hosting:
    found = remote_of(session, token)
    here, hand_on = url_for("live_remote.show_remote", token=token), url_for("live_remote.hand_on", token=token)
    urls = {"show": here, "take": here, "hand_over": hand_on, "revoke": ""}
    return Hosting(room=found.room, who=found.actor, is_staff=False, urls=urls)


@blueprint.get("/<int:room_id>/host")
@staff(EDIT)
@limited("live.host", POLLING, key=by_session)
def show(room_id: int) -> ResponseReturnValue:
    """The remote of staff; ``?part=1`` for its live part."""
    with store().read() as session:
        return _answer(session, _staff_hosting(session, room_id))


@blueprint.post("/<int:room_id>/host")
@staff(EDIT)
def take(room_id: int) -> ResponseReturnValue:
    """One tap."""
    with store().read() as session:
        hosting = _staff_hosting(session, room_id)
    return _act(hosting)


@blueprint.post("/<int:room_id>/host/remote")
@staff(EDIT)
def hand_over(room_id: int) -> ResponseReturnValue:
    """A link for another phone, as a code that is shown once; the one before works no more."""
    with store().write() as session:
        hosting = _staff_hosting(session, room_id)
        token = issue_remote(session, room_id, actor=hosting.who, now=now())
        note(session, "live.remote", "live_room", room_id, unit_id=hosting.room.unit_id)
    with store().read() as session:
        return _page(session, hosting, token=token)


@blueprint.post("/<int:room_id>/host/revoke")
@staff(EDIT)
def revoke(room_id: int) -> ResponseReturnValue:
    """Take the remote back that was handed over."""
    with store().write() as session:
        hosting = _staff_hosting(session, room_id)
        revoke_remotes(session, room_id, now=now())
        note(session, "live.remote_revoked", "live_room", room_id, unit_id=hosting.room.unit_id)
    return redirect(hosting.urls["show"], 303)


@remote.get("/<token>")
@public
@limited("live.remote", POLLING, key=by_argument("token"))
def show_remote(token: str) -> ResponseReturnValue:
    """The remote behind a handed-over link."""
    with store().read() as session:
        return _answer(session, _remote_hosting(session, token))


@remote.post("/<token>")
@public
@limited("live.remote", POLLING, key=by_argument("token"))
def take_remote(token: str) -> ResponseReturnValue:
    """One tap."""
    with store().read() as session:
        hosting = _remote_hosting(session, token)
    return _act(hosting)


@remote.post("/<token>/remote")
@public
@limited("live.remote", POLLING, key=by_argument("token"))
def hand_on(token: str) -> ResponseReturnValue:
    """To the next phone; this one hosts no more."""
    with store().write() as session:
        hosting = _remote_hosting(session, token)
        new = issue_remote(session, hosting.room.id, actor=hosting.who, now=now())
    with store().read() as session:
        return _page(session, hosting, token=new)


def _answer(session: Session, hosting: Hosting) -> ResponseReturnValue:
    if request.args.get("part") == "1":
        return answer_part(render_template("live/_host.html", **_context(session, hosting)))
    return _page(session, hosting)


def _page(session: Session, hosting: Hosting, *, token: str = "", made: NewCode | None = None) -> str:
    context = _context(session, hosting, made)
    if token:
        context["qr"] = qr_svg(public_address(url_for("live_remote.show_remote", token=token)))
    return render_template(
        "live/host.html", **context, now_ms=to_ms(services().clock()), live_url=_with(hosting.urls["show"], part=1),
        console_url=f"/console/live/{hosting.room.id}",
    )  # fmt: skip


def _with(url: str, **more: object) -> str:
    words = request.args.get("q", "")
    parts = more | ({"q": words} if words else {})
    return url + "?" + "&".join(f"{name}={quote(str(value))}" for name, value in parts.items())


def _context(session: Session, hosting: Hosting, made: NewCode | None = None) -> dict[str, Any]:
    moment, words = services().clock(), request.values.get("q", "")[:40]
    room = host_room(session, hosting.room.id)
    host = read_host_state(session, room, moment, words=words)
    if made is not None:
        host = msgspec.structs.replace(host, move_code=MoveCode(code=made.code, expires_at=to_ms(made.expires_at)))
    step = room.stage.step_at(moment)
    has_stage = room.place and step not in (Step.BOARD, Step.FINISHED)
    join_address = public_address(url_for("live_phone.room", code=room.code))
    return {
        "room": room, "host": host, "host_step": step.value, "words": words, "is_staff": hosting.is_staff,
        "on_stage": frozen_question(session, room, room.place).question if has_stage else None,
        "has_remote": hosting.is_staff and has_remote(session, room.id),
        "act_url": hosting.urls["take"], "here_url": hosting.urls["show"], "hand_url": hosting.urls["hand_over"],
        "revoke_url": hosting.urls["revoke"], "join_qr": qr_svg(join_address), "join_address": _bare(join_address),
        "screen_url": url_for("live_screen.show", token=room.screen_token),
        "screen_address": public_address(url_for("live_screen.show", token=room.screen_token)), "qr": "",
    }  # fmt: skip


def _bare(address: str) -> str:
    parts = urlsplit(address)
    return parts.netloc + parts.path


def _act(hosting: Hosting) -> ResponseReturnValue:
    """Do it, then what stands now: as the part for the script, else back to the page. 409 when it did not fit."""
    made, problem = None, ""
    try:
        made = store().retrying(
            partial(
                do_act, room=hosting.room, wanted=_wanted(), who=hosting.who, moment=services().clock(),
                is_staff=hosting.is_staff,
            ),
            is_long=True,
        )  # fmt: skip
    except NoSuchRoom:
        raise
    except QuizError as error:
        problem = translate_error(error)
    forget(hosting.room.code)
    if request.headers.get("Live-Part"):
        return _part_after(hosting, made, problem)
    if problem:
        flash(problem, "warning")
    if made is not None:
        with store().read() as session:
            return _page(session, hosting, made=made)
    return redirect(hosting.urls["show"], 303)


def _part_after(hosting: Hosting, made: NewCode | None, problem: str) -> Response:
    with store().read() as session:
        html = render_template("live/_host.html", **_context(session, hosting, made))
    response = answer_part(html)
    response.headers["Live-Part"] = "1"
    if problem:
        response.status_code = 409
        response.headers["Live-Message"] = quote(problem)
    return response


def _wanted() -> Act:
    form = request.form
    return Act(
        action=form.get("action", "")[:20], revision=form.get("revision", -1, type=int),
        player_id=form.get("player", type=int), name=form.get("name", "")[:80], seconds=15,
    )  # fmt: skip
