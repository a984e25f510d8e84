"""Layers in front of the framework, for addresses that everybody asks at once (module ``bare`` of a feature).

A layer answers only what goes well, with the headers of every other answer. Whatever is not as it should be (another host, a
body that is too large or wrong, a forged cookie, a limit that is used up, an error on the way) goes on to the framework as
it came: the framework says what is wrong, and nothing that was refused here is durable.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from flask import Flask

from quizapp.errors import TooMany
from quizapp.web.entrance import enter
from quizapp.web.limits import COUNTED, CROWD, REFUSED, count_try, limits_of
from quizapp.web.phones import Phone, find_phone, trusted_address
from quizapp.web.security import plain_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class LeaveIt(Exception):
    """The framework is to answer this request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that a layer looks at."""

    app: Flask
    environ: WSGIEnvironment
    #: Empty for a GET.
    body: bytes
    received_at: datetime

    def header(self, name: str) -> str:
        """A header by its name in WSGI, such as ``HTTP_AUTHORIZATION``; empty without it."""
        found = self.environ.get(name, "")
        return found if isinstance(found, str) else ""

    def address(self) -> str:
        """Where it comes from, as the trusted proxies say. Raises for a host that is not ours."""
        return trusted_address(self.app, self.environ)

    def count_try(self, scope: str, limits: str, *, key: str | None, address: str, crowd: int = CROWD) -> None:
        """Count one try; the framework, if this is left to it, counts no other. Raises when a limit is used up."""
        try:
            count_try(scope, limits, key=key, address=address, crowd=crowd)
        except TooMany as error:
            self.environ[REFUSED] = error
            raise
        self.environ[COUNTED] = (*self.environ.get(COUNTED, ()), scope)

    def count_as(self, endpoint: str, *, key: str | None) -> None:
        """Count one try of the framework's page ``endpoint`` by the limits it has. Raises as `count_try` and `address`."""
        for limit in limits_of(self.app, endpoint, self.header("REQUEST_METHOD")):
            self.count_try(limit.scope, limit.limits, key=key, address=self.address(), crowd=limit.crowd)

    def phone(self, *, token: str | None = None) -> Phone:
        """Whose browser asks; for a change with the form token that came along. Raises `LeaveIt` when it is not clear."""
        phone = find_phone(self.app, self.environ, token=token)
        if phone is None:
            raise LeaveIt
        return phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer with status 200."""

    body: bytes
    #: Name of the page in the framework that says the same: it is counted and logged as that one.
    route: str
    content_type: str = "application/json"
    #: Whether it is for one browser alone.
    is_personal: bool = True


Answering = Callable[[Asked], Said]


class Layer:
    """What a feature answers itself; everything else goes on to ``inner``."""

    #: Bytes of a body that is looked at here.
    largest: ClassVar[int] = 16 * 1024

    def __init__(self, inner: WSGIApplication, app: Flask) -> None:
        self._inner, self._app = inner, app

    def find(self, method: str, path: str) -> Answering | None:
        """What answers this address; None for addresses of others. It may raise anything to leave it to the framework."""
        raise NotImplementedError

    def is_short(self, method: str, path: str) -> bool:
        """Whether one short read answers this address, for thousands at once: such requests take turns (`quizapp.web.turns`)."""
        return False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("QUERY_STRING") or environ.get("SCRIPT_NAME"):
            return self._inner(environ, start_response)
        method = environ.get("REQUEST_METHOD", "")
        answering = self.find(method, environ.get("PATH_INFO", ""))
        if answering is None:
            return self._inner(environ, start_response)
        received_at = self._app.extensions["quizapp"].clock()
        body = b"" if method == "GET" else self._read(environ)
        if body is None:
            return self._inner(environ, start_response)
        asked = Asked(app=self._app, environ=environ, body=body, received_at=received_at)
        said = self._said(answering, asked)
        if said is None:
            return self._inner(environ | {"wsgi.input": io.BytesIO(body)}, start_response)
        enter(environ, said.route)
        start_response("200 OK", self._headers(said))
        return [said.body]

    def _read(self, environ: WSGIEnvironment) -> bytes | None:
        """The whole body; None when it is empty, too large, or of an unknown length."""
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdecimal() or not 0 < int(length) <= self.largest:
            return None
        return bytes(environ["wsgi.input"].read(int(length)))

    def _said(self, answering: Answering, asked: Asked) -> Said | None:
        with self._app.app_context():
            try:
                return answering(asked)
            except Exception:  # noqa: BLE001 - nothing is durable of what raised, and the framework says what it was
                return None

    def _headers(self, said: Said) -> list[tuple[str, str]]:
        about = [("Content-Type", said.content_type), ("Content-Length", str(len(said.body)))]
        if said.is_personal:
            about.append(("Vary", "Cookie"))
        return [*about, *plain_headers(self._app)]
