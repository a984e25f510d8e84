"""A phone's request in front of the framework: which phone it is, and that the page it came from is ours.

For the layers of addresses that everybody asks at once (module ``bare`` of a feature). Here is only the good case: what
is missing, old, forged or due for a new cookie gives None, and the framework finds out what to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadData
from werkzeug.exceptions import SecurityError
from werkzeug.http import parse_cookie
from werkzeug.wsgi import get_host

from quizapp.settings import Settings
from quizapp.web.participant import COOKIE, read_device_cookie
from quizapp.web.security import see_through_proxies
from quizapp.web.signing import is_form_token, sign_form_token

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


@dataclass(frozen=True, slots=True)
class Phone:
    """A browser we know, and where it asks from."""

    device_key: str
    address: str
    cookies: Mapping[str, str]
    #: What its session's cookie holds.
    session: Mapping[str, Any]

    def form_token(self, app: Flask) -> str:
        """A form token of its session. Raises `KeyError` when the session has none yet."""
        return sign_form_token(app.config["SECRET_KEY"], self.session["csrf_token"])


def trusted_address(app: Flask, environ: WSGIEnvironment) -> str:
    """Where the request comes from, as the trusted proxies say. Raises `SecurityError` for a host that is not ours."""
    seen = see_through_proxies(app, environ)
    get_host(seen, app.config["TRUSTED_HOSTS"])
    return seen.get("REMOTE_ADDR") or "unknown"


def find_phone(app: Flask, environ: WSGIEnvironment, *, token: str | None = None) -> Phone | None:
    """The phone that asks; for a change (``token``) only when that is the form token that its session holds.

    None for another host too.
    """
    try:
        address = trusted_address(app, environ)
    except SecurityError:
        return None
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    settings: Settings = app.extensions["quizapp"].settings
    device = read_device_cookie(cookies.get(settings.cookie_name(COOKIE)), settings)
    if device is None or device.is_due:
        return None
    session = _read_session(app, cookies.get(app.config["SESSION_COOKIE_NAME"], ""))
    if session is None:
        return None
    if token is not None and not is_form_token(app.config["SECRET_KEY"], token, session.get("csrf_token")):
        return None
    return Phone(device_key=device.key, address=address, cookies=cookies, session=session)


def _read_session(app: Flask, raw: str) -> dict[str, Any] | None:
    """What the session's cookie holds, empty without one; None when the answer would have to send a new one."""
    interface = app.session_interface
    signer = interface.get_signing_serializer(app) if isinstance(interface, SecureCookieSessionInterface) else None
    if signer is None:
        return None
    try:
        found = signer.loads(raw, max_age=int(app.permanent_session_lifetime.total_seconds())) if raw else {}
    except BadData:
        return None
    return None if not isinstance(found, dict) or found.get("_permanent") else found
