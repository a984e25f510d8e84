"""Who calls the API of devices: known by the token in the ``Authorization`` header, never by a cookie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Response, g, request
from sqlalchemy.orm import Session

from quizapp.accounts import Actor
from quizapp.activities import SessionFacts
from quizapp.devices.rules import Device, DeviceRole, Keys, hash_token
from quizapp.devices.service.links import find_device
from quizapp.errors import NotAllowed, SignInRequired
from quizapp.kit.i18n import N_
from quizapp.web import bearer, limited, note, now, public, settings, store

#: What personal codes are signed with.
CODES_KEY = "checkin"


def by_token() -> str | None:
    """The device, whether or not its token is good."""
    token = bearer_token()
    return hash_token(token) if token else None


def bearer_token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip()[:200] if scheme.lower() == "bearer" else ""


def door_keys() -> Keys:
    """The installation's keys for lists, PINs and grants, and for personal codes."""
    return Keys(door=settings().key_for("door-devices"), codes=settings().key_for(CODES_KEY))


def device() -> Device:
    """Who calls: found once a request. Raises `SignInRequired`."""
    if "door_device" not in g:
        with store().read() as session:
            g.door_device = find_device(session, bearer_token())
    found: Device = g.door_device
    return found


def active_device(*roles: DeviceRole) -> Device:
    """Who calls, if he may still do something and has one of the roles. Raises `SignInRequired`, `NotAllowed`."""
    found = device()
    if found.is_over(now()):
        raise NotAllowed(N_("这台设备已收回或到期：没送出的签到还可以送出，别的不能做"))
    if roles and found.role not in roles:
        raise NotAllowed(N_("这台设备不能做这件事"))
    return found


def device_route(scope: str, limits: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A route for devices alone: no cookie, a limit per token, refused with 401 before anything of it is read."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            device()
            return view(*args, **kwargs)

        return public(bearer(limited(scope, limits, key=by_token)(guarded)))

    return decorate


def needs_token(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse with 401 whoever brings no token at all, before the body is read."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not bearer_token():
            raise SignInRequired(N_("请扫负责人给的二维码"))
        return view(*args, **kwargs)

    return guarded


def unchanged_is_304(view: Callable[..., Response]) -> Callable[..., Response]:
    """Answer 304 when the caller has this very answer."""

    @wraps(view)
    def answering(*args: Any, **kwargs: Any) -> Response:
        response = view(*args, **kwargs)
        response.add_etag()
        response.make_conditional(request)
        return response

    return answering


def note_device(session: Session, who: Device, facts: SessionFacts, action: str, detail: Mapping[str, object]) -> None:
    """Deeds of devices stand in the audit log under the device's name."""
    by = Actor(id=None, name=f"{who.name} (#{who.id})", grants=())
    note(session, action, "door_device", who.id, unit_id=facts.host_unit_id, detail=detail, by=by)
