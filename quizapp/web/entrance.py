"""The outermost layer: every request gets an id, is measured, and ends in an answer whatever happens inside.

Layers that answer in front of the framework are counted here like pages: they say their route with `enter`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask, request

from quizapp.kit.visit import CURRENT, Visit, new_visit_id
from quizapp.web.context import Services
from quizapp.web.turns import Turns

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from quizapp.web.layer import Layer

_log = structlog.get_logger(__name__)
#: Where the visit stands in the environment; layers that copy the environment hand on the same one.
_VISIT = "quizapp.visit"
#: What a trusted proxy may call a request, as nginx's ``$request_id`` or a UUID.
_GIVEN_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{7,63}")
_LOST = "服务器没能完成这一步。已经保存的内容没有丢，请稍后再试。".encode()


class Entrance:
    """Answers for ``inner``; short requests one after the other."""

    def __init__(self, inner: WSGIApplication, app: Flask, turns: Turns) -> None:
        self._inner, self._app, self._turns = inner, app, turns

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = perf_counter()
        services: Services = self._app.extensions["quizapp"]
        if services.store.is_sqlite and self._turns.asks_for_one(_method(environ), environ.get("PATH_INFO", "")):
            with self._turns.turn():
                return self._answer(environ, start_response, services, began)
        return self._answer(environ, start_response, services, began)

    def _answer(
        self, environ: WSGIEnvironment, start_response: StartResponse, services: Services, began: float
    ) -> Iterable[bytes]:
        visit = environ[_VISIT] = Visit(_id_of(environ, services))
        CURRENT.set(visit)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            visit.status = int(status[:3])
            headers.append(("X-Request-ID", visit.id))
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        try:
            answer = self._inner(environ, start)
        except Exception as error:  # noqa: BLE001 - the last one who can answer
            answer = self._last_resort(error, start)
        took_s = perf_counter() - began
        services.watch.answered(visit.route, visit.status, took_s)
        if services.settings.access_log:
            _log.info("answered", method=_method(environ), status=visit.status, ms=round(took_s * 1000, 1))
        return answer

    def _last_resort(self, error: Exception, start: Any) -> Iterable[bytes]:
        if self._app.config["PROPAGATE_EXCEPTIONS"] or self._app.testing:
            raise error
        _log.error("unexpected_error", exc_info=error)
        start(
            "500 Internal Server Error",
            [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Length", str(len(_LOST))),
                ("Content-Security-Policy", "default-src 'none'"),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
        return [_LOST]


def enter(environ: WSGIEnvironment, route: str) -> None:
    """Say which route answers: for layers in front of the framework."""
    visit: Visit | None = environ.get(_VISIT)
    if visit is not None:
        visit.route = route


def request_id() -> str:
    """The id of the request in hand, as it stands in the log and in the answer's ``X-Request-ID``."""
    visit = CURRENT.get()
    return visit.id if visit is not None else ""


def init_entrance(app: Flask, layers: Sequence[Layer]) -> None:
    """Stand in front of everything, so it must be called last."""
    app.before_request_funcs.setdefault(None, []).insert(0, _say_route)
    app.wsgi_app = Entrance(app.wsgi_app, app, Turns(layers))  # type: ignore[method-assign]


def _say_route() -> None:
    enter(request.environ, request.endpoint or "")


def _id_of(environ: WSGIEnvironment, services: Services) -> str:
    if services.settings.trusted_proxies:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        if _GIVEN_ID.fullmatch(given):
            return str(given)
    return new_visit_id()


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _method(environ: WSGIEnvironment) -> str:
    """A method is a word that anybody may choose."""
    method: str = environ.get("REQUEST_METHOD", "")
    return method if method in _METHODS else "other"
