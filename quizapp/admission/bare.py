"""The door in front of the framework: ``GET /q/<code>``, ``POST /q/<code>/start`` and ``GET /q/<code>/place``.

While there is room, nothing is different. Else a phone gets a page from memory with its place, which asks now and then
and goes in by itself. Papers, saves and submits pass, and so does everybody who has begun a paper.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog
from flask import Flask
from werkzeug.exceptions import SecurityError
from werkzeug.wrappers import Request

from quizapp.admission.door import Door, Place
from quizapp.admission.holders import Contests, asks_for_line, holds_paper
from quizapp.admission.line import Line
from quizapp.admission.tickets import PASS_KEPT_S, TICKET_KEPT_S, Entry, Ticket, Tickets
from quizapp.admission.views_waiting import WaitingPages, place_json
from quizapp.contests import ContestRow
from quizapp.errors import TooMany, Unavailable
from quizapp.kit.ids import tidy_short_code
from quizapp.people import hash_device
from quizapp.settings import Settings
from quizapp.web import Asked, Reader, device_of, enter, locale_of, plain_headers, read_small_body, reads_large

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PREFIX = "/q/"
#: The pages that the door answers for: their limits hold, and it is counted and logged as them.
_PAGES = {"GET": "quiz.contest", "POST": "quiz.start"}
_log = structlog.get_logger(__name__)


class _Inside:
    """What lives as long as the application's services."""

    def __init__(self, services: Any) -> None:
        settings: Settings = services.settings
        self.services = services
        self.settings = settings
        self.door = Door(Line(services.store), settings.openings_at_once, lambda: services.clock().timestamp())
        self.contests = Contests(services.store)
        self.tickets = Tickets(settings.key_for("admission"))
        self.cookie = settings.cookie_name("queue")

    def now(self) -> float:
        return float(self.services.clock().timestamp())

    def cookie_header(self, value: str, kept_s: int) -> tuple[str, str]:
        secure = "; Secure" if self.settings.secure_cookies else ""
        return "Set-Cookie", f"{self.cookie}={value}; Max-Age={kept_s}; HttpOnly; Path=/; SameSite=Lax{secure}"


class AdmissionLayer:
    """Stands before ``inner``, the application ``app``."""

    def __init__(self, inner: WSGIApplication, app: Flask) -> None:
        self._inner, self._app = inner, app
        self._pages = WaitingPages(app)
        self._made: _Inside | None = None
        self._making = Lock()

    def inside(self) -> _Inside:
        """The door of the application as it is now."""
        services, made = self._app.extensions["quizapp"], self._made
        if made is not None and made.services is services:
            return made
        with self._making:
            if self._made is None or self._made.services is not services:
                self._made = _Inside(services)
            return self._made

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._app.extensions["quizapp"].settings.openings_at_once == 0:
            return self._inner(environ, start_response)
        inside = self.inside()
        path: str = environ.get("PATH_INFO", "")
        if path.startswith(_PREFIX):
            code, _, what = path[len(_PREFIX) :].partition("/")
            match environ.get("REQUEST_METHOD"), what:
                case ("GET", "") | ("POST", "start"):
                    return self._at_the_door(inside, tidy_short_code(code[:20]), Request(environ), start_response)
                case "GET", "place":
                    return self._tell_place(inside, Request(environ), start_response)
        with inside.door.working():
            return self._inner(environ, start_response)

    def _at_the_door(self, inside: _Inside, code: str, request: Request, start: StartResponse) -> Iterable[bytes]:
        said = inside.tickets.read(request.cookies.get(inside.cookie, ""), inside.now())
        try:
            waits = self._judge(inside, code, request, said)
        except Exception as error:  # noqa: BLE001 - a line that cannot be kept keeps nobody out
            _log.warning("no_line", reason=repr(error))
            waits = None
        if isinstance(waits, _Waits):
            return self._let_wait(inside, waits, request, start)
        if waits is None:
            with inside.door.working():
                return self._inner(request.environ, start)
        try:
            return self._let_in(inside, request, start)
        finally:
            inside.door.leave_slot()

    def _judge(
        self, inside: _Inside, code: str, request: Request, said: Ticket | Entry | None
    ) -> _Waits | _Slot | None:
        """A place to wait in; the slot that was taken; None for whom the door is open anyway."""
        if not inside.door.has_line() and inside.door.take_slot():
            return _Slot()
        contest = inside.contests.find(code)
        if contest is None or not asks_for_line(contest, inside.services.clock()):
            return None
        place = inside.door.find(said.number) if isinstance(said, Ticket) else None
        if place is None:
            if self._may_pass(inside, contest, request, said) or not self._may_line_up(inside, request):
                return None
            place = inside.door.join()
        if place.is_called:
            if inside.door.take_slot():
                return _Slot()
            inside.door.pace.note_turned_away()
        return _Waits(contest, place)

    def _may_pass(self, inside: _Inside, contest: ContestRow, request: Request, said: Ticket | Entry | None) -> bool:
        """Whether the phone was let in lately (since the opening), or holds a paper."""
        if isinstance(said, Entry):
            opens = contest.opens_at.timestamp()
            if said.at >= opens or inside.now() < opens:
                return True
        key = device_of(request, inside.settings)
        if key is None:
            return False
        with inside.services.store.read() as session:
            return holds_paper(session, code=contest.code, device_hash=hash_device(key))

    def _may_line_up(self, inside: _Inside, request: Request) -> bool:
        """Whether the limits leave him a number; the framework tells him when they do not, or when his host is not ours."""
        asked = Asked(app=self._app, environ=request.environ, body=b"", received_at=inside.services.clock())
        with self._app.app_context(), suppress(TooMany, SecurityError):
            asked.count_as(_PAGES[request.method], key=device_of(request, inside.settings))
            return True
        return False

    def _let_in(self, inside: _Inside, request: Request, start: StartResponse) -> Iterable[bytes]:
        """To the framework; whoever looks at the contest may then start without standing in line again."""
        entry = inside.cookie_header(inside.tickets.entry(inside.now()), PASS_KEPT_S)

        def start_with_entry(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            looks = request.method == "GET" and status.startswith("200")
            return start(status, [*headers, entry] if looks else headers, *more)

        inside.door.pace.note_entry()
        with inside.door.working():
            return self._inner(request.environ, start_with_entry)

    def _let_wait(self, inside: _Inside, waits: _Waits, request: Request, start: StartResponse) -> Iterable[bytes]:
        """The page that waits; after a tap on "start" the way to it."""
        enter(request.environ, _PAGES[request.method])
        ticket = inside.cookie_header(inside.tickets.ticket(waits.place.number, inside.now()), TICKET_KEPT_S)
        about = [*plain_headers(self._app), ticket, ("Retry-After", str(math.ceil(waits.place.again_s)))]
        if request.method == "POST":
            read_small_body(request)
            start("303 See Other", [*about, ("Location", f"{_PREFIX}{waits.contest.code}"), ("Content-Length", "0")])
            return []
        with self._app.app_context():
            reader = Reader(locale_of(request), reads_large(request.cookies))
        body = self._pages.page(reader, title=waits.contest.title, code=waits.contest.code, place=waits.place)
        start("200 OK", [*about, ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
        return [body]

    def _tell_place(self, inside: _Inside, request: Request, start: StartResponse) -> Iterable[bytes]:
        """Where this phone's number stands; a phone without one may come and ask at the door."""
        enter(request.environ, "admission.place")
        said = inside.tickets.read(request.cookies.get(inside.cookie, ""), inside.now())
        try:
            place = inside.door.find(said.number) if isinstance(said, Ticket) else None
        except Unavailable:
            place = None
        body = b'{"in":true}' if place is None else place_json(place)
        about = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start("200 OK", [*about, *plain_headers(self._app)])
        return [body]


class _Slot:
    """There is room inside, and it is held."""


class _Waits(NamedTuple):
    """Where somebody has to wait."""

    contest: ContestRow
    place: Place


def wrap(inner: WSGIApplication, app: Flask) -> AdmissionLayer:
    """The hook of the web room: layers in front of the framework."""
    return AdmissionLayer(inner, app)
