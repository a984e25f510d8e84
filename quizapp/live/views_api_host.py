"""Hosting as JSON: the same for staff who are signed in, for a remote that was handed over, and the big screen's reading."""

from __future__ import annotations

from functools import partial

import msgspec
from flask import Blueprint, request
from sqlalchemy.orm import Session

from quizapp.live.errors import StaleRevision
from quizapp.live.queries import read_host_state
from quizapp.live.room import RoomRow, host_room, screen_room
from quizapp.live.service.acting import Act
from quizapp.live.service.moving import NewCode
from quizapp.live.service.remotes import remote_of
from quizapp.live.showing import build_state, lobby_names, read_counts, to_ms
from quizapp.live.views_shared import EDIT, do_act, forget, own_room
from quizapp.live.wire import MoveCode
from quizapp.live.wire_host import HostAct, HostState, ScreenState
from quizapp.web import actor, api_route, by_argument, limited, now, public, staff, store

blueprint = Blueprint("live_host_api", __name__, url_prefix="/api")
_TAGS = ("live host",)


@blueprint.get("/live-host/<int:room_id>")
@staff(EDIT)
@api_route(summary="What the host's remote shows", responses={200: HostState}, tags=_TAGS)
def read_staff(room_id: int) -> HostState:
    """For staff of the unit that holds the room."""
    with store().read() as session:
        return _state(session, own_room(session, room_id))


@blueprint.post("/live-host/<int:room_id>")
@staff(EDIT)
@api_route(summary="One tap of a host", request=HostAct, responses={200: HostState, 409: HostState}, tags=_TAGS)
def act_staff(room_id: int, *, body: HostAct) -> tuple[HostState, int]:
    """409 with the new state when another host was quicker."""
    with store().read() as session:
        room = own_room(session, room_id)
    return _act(room, body, f"staff:{actor().id}", is_staff=True)


@blueprint.get("/live-remote/<token>")
@public
@limited("live.remote", "300/minute", key=by_argument("token"))
@api_route(summary="What a handed-over remote shows", responses={200: HostState}, tags=_TAGS)
def read_remote(token: str) -> HostState:
    """Whoever has the link, until it is taken back."""
    with store().read() as session:
        return _state(session, remote_of(session, token).room)


@blueprint.post("/live-remote/<token>")
@public
@limited("live.remote", "300/minute", key=by_argument("token"))
@api_route(
    summary="One tap of a handed-over remote", request=HostAct, responses={200: HostState, 409: HostState}, tags=_TAGS
)
def act_remote(token: str, *, body: HostAct) -> tuple[HostState, int]:
    """The address is the key; the page of the remote brings the form token."""
    with store().read() as session:
        remote = remote_of(session, token)
    return _act(remote.room, body, remote.actor, is_staff=False)


@blueprint.get("/live-screen/<token>")
@public
@limited("live.screen", "300/minute", key=by_argument("token"))
@api_route(summary="What the big screen shows", responses={200: ScreenState}, tags=_TAGS)
def read_screen(token: str) -> ScreenState:
    """The public state with counts, and the latest names in the lobby."""
    with store().read() as session:
        room, counted_at = screen_room(session, token), now()
        counts = read_counts(session, room)
        names = lobby_names(session, room) if not room.place else ()
        return ScreenState(
            state=build_state(session, room, counted_at), players=counts.players, answered=counts.answered, names=names
        )


def _state(session: Session, room: RoomRow, made: NewCode | None = None) -> HostState:
    state = read_host_state(session, room, now(), words=request.args.get("q", ""))
    if made is None:
        return state
    return msgspec.structs.replace(
        state, move_code=MoveCode(code=made.code, expires_at=to_ms(made.expires_at))
    )  # fmt: skip


def _act(room: RoomRow, body: HostAct, who: str, *, is_staff: bool) -> tuple[HostState, int]:
    wanted = Act(
        action=body.action, revision=body.revision, player_id=body.player, name=body.name or "",
        seconds=body.seconds or 15,
    )  # fmt: skip
    made, status = None, 200
    try:
        act = partial(do_act, room=room, wanted=wanted, who=who, moment=now(), is_staff=is_staff)
        made = store().retrying(act, is_long=True)
    except StaleRevision:
        status = 409
    forget(room.code)
    with store().read() as session:
        return _state(session, host_room(session, room.id), made), status
