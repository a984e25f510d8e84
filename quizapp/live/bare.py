"""``/live-state/<code>`` and ``/live-count/<code>`` in front of the framework: a thousand phones ask once a second.

Plain WSGI: no cookie is read and nothing private is told, so that the answer costs some twenty microseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from typing import TYPE_CHECKING, Any

from flask import Flask

from quizapp.errors import Unavailable
from quizapp.kit.ids import tidy_short_code
from quizapp.live.fanout import Fanout
from quizapp.live.hub import Hub, Told
from quizapp.live.showing import to_ms
from quizapp.live.views_bare import PhoneLayer
from quizapp.settings import Settings
from quizapp.web import enter, state_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Of one length, so that the code begins at one place.
_STATE, _COUNT = "/live-state/", "/live-count/"
_AWAY = b'{"error":{"code":"unavailable","message":""}}'
_MISSING = b'{"error":{"code":"no_such_room","message":""}}'


class LiveLayer:
    """Answers for live rooms, everything else goes on to ``app``.

    ``services`` gives what the application uses now (its store and its clock); another one has its own hub.
    """

    def __init__(self, app: WSGIApplication, services: Callable[[], Any]) -> None:
        self._app, self._services = app, services
        self._hub: tuple[Any, Hub] | None = None
        self._making = Lock()

    def hub(self) -> Hub:
        """The hub over the application's store: made at the first request, in the process that serves it."""
        services, made = self._services(), self._hub
        if made is not None and made[0] is services:
            return made[1]
        with self._making:
            if self._hub is None or self._hub[0] is not services:
                self.close()
                self._hub = (services, _make_hub(services))
            return self._hub[1]

    def close(self) -> None:
        """End what the hub has started."""
        if self._hub is not None:
            self._hub[1].close()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith("/live-") or environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            return self._app(environ, start_response)
        if not path.startswith((_STATE, _COUNT)):
            return self._app(environ, start_response)
        enter(environ, "live.state" if path.startswith(_STATE) else "live.count")
        try:
            told = self._look(path)
        except Unavailable:
            start_response("503 Service Unavailable", [("Retry-After", "1"), *self._plain(), *_about(_AWAY)])
            return [_AWAY]
        return self._answer(environ, start_response, told)

    def _plain(self) -> list[tuple[str, str]]:
        return state_headers(self._services().settings)

    def _look(self, path: str) -> Told | None:
        code = tidy_short_code(path[len(_STATE) :][:20])
        return self.hub().state(code) if path.startswith(_STATE) else self.hub().counts(code)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse, told: Told | None) -> Iterable[bytes]:
        services = self._services()
        headers = [("Live-Now", str(to_ms(services.clock()))), *state_headers(services.settings)]
        if told is None:
            start_response("404 Not Found", [*headers, *_about(_MISSING)])
            return [_MISSING]
        headers.append(("ETag", told.etag))
        if environ.get("HTTP_IF_NONE_MATCH") == told.etag:
            start_response("304 Not Modified", headers)
            return []
        start_response("200 OK", [*headers, *_about(told.body)])
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [told.body]


def _make_hub(services: Any) -> Hub:
    settings: Settings = services.settings
    fanout = None
    if settings.live_fanout_url:
        # of its own for each installation: several may share a Redis
        fanout = Fanout(settings.live_fanout_url, f"quizapp-live-{settings.key_for('live-fanout').hex()[:16]}")
    return Hub(services.store, services.clock, fanout=fanout)


def _about(body: bytes) -> list[tuple[str, str]]:
    return [("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(body)))]


def wrap(inner: WSGIApplication, app: Flask) -> LiveLayer:
    """The hook of the web room: layers in front of the framework."""
    return LiveLayer(PhoneLayer(inner, app), lambda: app.extensions["quizapp"])
