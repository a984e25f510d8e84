"""The phone of a participant: a random device key in a signed cookie, good for a year.

It identifies a browser, not a person: a family shares a phone and a volunteer's tablet serves sixty people. What
belongs to a device key is kept by the people room.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import NamedTuple, cast

from flask import Flask, Response, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Request

from quizapp.kit.ids import new_token
from quizapp.settings import Settings
from quizapp.web.context import settings
from quizapp.web.signing import make_signer

COOKIE = "device"
#: How long a phone is remembered after its last visit.
KEPT = timedelta(days=365)
#: The cookie is renewed when it is older than this.
_RENEWED_AFTER = timedelta(days=30)


def init_participant(app: Flask) -> None:
    """Send the cookie of new devices with the answer."""
    app.after_request(_send_cookie)


def device_key() -> str:
    """Key of this browser, 130 random bits; the same on the next visit. For ``@participant`` routes."""
    ensure_device()
    return cast(str, g.device_key)


def known_device_key() -> str | None:
    """Key of this browser if it came with one; None for a first visit and for forged cookies."""
    _read_cookie()
    return cast("str | None", g.device_key if not g.get("device_is_new") else None)


def ensure_device() -> None:
    """Recognise this browser, or give it a key that goes out with the answer."""
    _read_cookie()
    if g.device_key is None:
        g.device_key = new_token()
        g.device_is_new = g.device_cookie_due = True


class Device(NamedTuple):
    """What a device cookie says; ``is_due`` when it is old enough to be sent anew."""

    key: str
    is_due: bool


def read_device_cookie(raw: str | None, settings: Settings) -> Device | None:
    """The device of this cookie; None for none, and for a forged or forgotten one."""
    if raw is None:
        return None
    try:
        key, signed_at = _signer(settings).loads(raw, max_age=int(KEPT.total_seconds()), return_timestamp=True)
    except BadSignature:
        return None
    return Device(key, time.time() - signed_at.timestamp() > _RENEWED_AFTER.total_seconds())


def device_of(asked: Request, settings: Settings) -> str | None:
    """Key of the browser that sent a request which no framework has seen; None for a new one."""
    found = read_device_cookie(asked.cookies.get(settings.cookie_name(COOKIE)), settings)
    return found.key if found else None


def _signer(settings: Settings) -> URLSafeTimedSerializer:
    return make_signer(settings.key_for("device"), "device")


def _read_cookie() -> None:
    if "device_key" in g:
        return
    found = read_device_cookie(request.cookies.get(settings().cookie_name(COOKIE)), settings())
    g.device_key, g.device_cookie_due = (found.key, found.is_due) if found else (None, False)


def _send_cookie(response: Response) -> Response:
    if g.get("device_cookie_due"):
        response.set_cookie(
            settings().cookie_name(COOKIE), _signer(settings()).dumps(g.device_key), max_age=KEPT, httponly=True,
            samesite="Lax", secure=settings().secure_cookies, path="/",
        )  # fmt: skip
    return response
