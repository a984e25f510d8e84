"""Headers, cookies, hosts and body sizes: the same for every answer, strict, without exceptions for inline code."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Request

from quizapp.settings import Settings
from quizapp.web.signing import SessionCookie

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., Any])
_FRAMEABLE = "__quizapp_frameable__"
_LOCKED = "__quizapp_locked_down__"
_CAMERA = "__quizapp_camera__"
#: For files that are not pages of ours: should one be opened by itself, nothing in it runs, loads or knows this site.
_LOCKED_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

_CSP = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def frameable(view: View) -> View:
    """Let our own pages show this one in a frame (the phone preview on the console)."""
    setattr(view, _FRAMEABLE, True)
    return view


def uses_camera(view: View) -> View:
    """Let this page, and no other one, ask for the camera."""
    setattr(view, _CAMERA, True)
    return view


def locked_down(view: View) -> View:
    """Mark a view that hands out files (pictures, sounds): they get the strictest policy there is."""
    setattr(view, _LOCKED, True)
    return view


@cache
def content_security_policy(*, framed_by_us: bool = False) -> str:
    """The policy of a page."""
    rules = _CSP | ({"frame-ancestors": "'self'"} if framed_by_us else {})
    return "; ".join(f"{name} {value}" for name, value in rules.items())


#: Bytes of a body that are read to keep its line.
_WORTH_READING = 64 * 1024


def init_security(app: Flask, settings: Settings) -> None:
    """Configure cookies, hosts, proxies and sizes, and put the headers on every answer."""
    secure = settings.secure_cookies
    app.session_interface = SessionCookie()
    app.config.update(
        SECRET_KEY=settings.key_for("cookies"),
        SESSION_COOKIE_NAME=settings.cookie_name("session"),
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=min(2 * 1024 * 1024, settings.max_body_bytes),
        TRUSTED_HOSTS=_hosts(settings),
        PREFERRED_URL_SCHEME="https" if secure else "http",
    )
    if settings.trusted_proxies:
        app.wsgi_app = _seen_through(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    app.before_request(_refuse_large_bodies)
    app.after_request(_read_to_the_end)
    app.after_request(_add_headers)


def _seen_through(app: WSGIApplication, proxies: int) -> ProxyFix:
    return ProxyFix(app, x_for=proxies, x_proto=proxies, x_host=proxies)


def see_through_proxies(app: Flask, environ: WSGIEnvironment) -> WSGIEnvironment:
    """The request as the trusted proxies tell it, for layers that stand before the framework."""
    proxies = app.extensions["quizapp"].settings.trusted_proxies
    if not proxies:
        return environ
    seen = dict(environ)
    _seen_through(lambda _environ, _start: [], proxies)(seen, _start_nothing)
    return seen


def _start_nothing(*_args: object) -> Any:
    raise AssertionError("nothing is answered here")


def plain_headers(app: Flask) -> list[tuple[str, str]]:
    """What every answer that is no page carries, for layers that stand before the framework."""
    found = [("Content-Security-Policy", content_security_policy()), *_HEADERS.items(), ("Cache-Control", "no-store")]
    return [*found, _HSTS] if app.config["SESSION_COOKIE_SECURE"] else found


def state_headers(settings: Settings) -> list[tuple[str, str]]:
    """The least that an answer must carry which nobody opens as a page, for what phones ask once a second."""
    return _STATE_SECURE if settings.secure_cookies else _STATE


_STATE = [
    ("Cache-Control", "no-cache"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", _HEADERS["Referrer-Policy"]),
]
_STATE_SECURE = [*_STATE, _HSTS]


def _hosts(settings: Settings) -> list[str] | None:
    """Host names that may stand in a request; None = any, for a hall's own network without a name."""
    if not settings.public_url:
        return None
    name = urlsplit(settings.public_url).hostname or ""
    return [name, "localhost", "127.0.0.1", "[::1]"]


def _refuse_large_bodies() -> None:
    """Say no before a byte of the body is read."""
    if (request.content_length or 0) > current_app.config["MAX_CONTENT_LENGTH"]:
        raise RequestEntityTooLarge()


def _read_to_the_end(response: Response) -> Response:
    read_small_body(request)
    return response


def read_small_body(asked: Request) -> None:
    """Read what is left of a small body: a server closes a line on which unread bytes lie, and says so to nobody.

    The next request on that line would meet a reset. Larger bodies are better cut off than read for nothing.
    """
    if 0 < (asked.content_length or 0) <= _WORTH_READING:
        with suppress(HTTPException, OSError):
            asked.get_data(cache=False)


def _add_headers(response: Response) -> Response:
    view = current_app.view_functions.get(request.endpoint or "")
    framed = getattr(view, _FRAMEABLE, False)
    policy = _LOCKED_POLICY if getattr(view, _LOCKED, False) else content_security_policy(framed_by_us=framed)
    response.headers["Content-Security-Policy"] = policy
    response.headers.extend(_HEADERS)
    if getattr(view, _CAMERA, False):
        allowed = _HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")
        response.headers["Permissions-Policy"] = allowed
    if framed:
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.extend([_HSTS])
    return response
