"""``POST /api/door/scans`` in front of the framework: a door of many gates sends one scan a request.

Only what goes well is answered here, with the headers of every other answer. Whatever is not as it should be (another host,
a body that is too large or wrong, a token that is unknown, a limit that is used up, an error on the way) goes on to the
framework with its body unread: it says what is wrong, and files nothing twice, since a scan is known by its nonce.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec
from flask import Flask, g
from werkzeug.exceptions import SecurityError
from werkzeug.wsgi import get_host

from quizapp.devices.api import SCANS_PER_TOKEN, SCANS_SCOPE
from quizapp.devices.api_shapes import DoorBatch
from quizapp.devices.rules import hash_token
from quizapp.devices.service.links import find_device
from quizapp.devices.views_taking import known_of, take
from quizapp.web import count_try, enter, plain_headers, see_through_proxies, services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PATH = "/api/door/scans"
#: Bytes of a body that is looked at here: a queue of fifty scans has some 15,000.
_LARGEST = 64 * 1024


class ScanLayer:
    """Takes scans of ``app`` that go well; everything else goes on to ``inner``."""

    def __init__(self, inner: WSGIApplication, app: Flask) -> None:
        self._inner, self._app = inner, app
        self._decode, self._encode = msgspec.json.Decoder(DoorBatch).decode, msgspec.json.Encoder().encode

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != _PATH or environ.get("REQUEST_METHOD") != "POST" or environ.get("QUERY_STRING"):
            return self._inner(environ, start_response)
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdecimal() or not 0 < int(length) <= _LARGEST:
            return self._inner(environ, start_response)
        raw = environ["wsgi.input"].read(int(length))
        answer = self._answer(environ, raw)
        if answer is None:
            return self._inner(environ | {"wsgi.input": io.BytesIO(raw)}, start_response)
        enter(environ, "door_api.scans")
        about = [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))]
        start_response("200 OK", [*about, *plain_headers(self._app)])
        return [answer]

    def _answer(self, environ: WSGIEnvironment, raw: bytes) -> bytes | None:
        """The answer's body; None when the framework has to look at it."""
        scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        try:
            body = self._decode(raw)
            address = self._address(environ)
        except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, SecurityError):
            return None
        if scheme.lower() != "bearer" or any(said.reason for said in body.scans):
            return None  # a reason is written into the audit log
        with self._app.app_context():
            return self._take(token.strip()[:200], body, address)

    def _take(self, token: str, body: DoorBatch, address: str) -> bytes | None:
        try:
            with services().store.read() as session:
                g.door_device = who = find_device(session, token)
                known = known_of(session, who, body)
            count_try(SCANS_SCOPE, SCANS_PER_TOKEN, key=hash_token(token), address=address)
            return self._encode(take(who, body, known))
        except Exception:  # noqa: BLE001 - nothing is durable of what raised, and the framework says what it was
            return None

    def _address(self, environ: WSGIEnvironment) -> str:
        """Where the request comes from, as the trusted proxies say. Raises `SecurityError` for a host that is not ours."""
        seen = see_through_proxies(self._app, environ)
        get_host(seen, self._app.config["TRUSTED_HOSTS"])
        return seen.get("REMOTE_ADDR") or "unknown"


def wrap(inner: WSGIApplication, app: Flask) -> ScanLayer:
    """The hook of the web room: layers in front of the framework."""
    return ScanLayer(inner, app)
