"""Phones as they are: they start, save and hand in, send again with the same key when the line breaks, and tap twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any

import msgspec

from benchmarks.phones import Browser, open_browsers
from benchmarks.world import QUESTIONS, World
from tests.support.patience import PATIENCE_S, wait_until

#: Every so many submits leaves twice at once.
TWICE_EVERY = 5
#: Phones behind one address, as in a village hall: what an address may do a minute holds for a crowd that never rests.
_AT_ONE_ADDRESS = 100
#: So many sheets come within the patience of a test, or none do.
_LOOK = 500
#: A new line to the server; a bare number is a port of this machine.
Dial = Callable[[], HTTPConnection]
#: No answer, no machine behind the proxy, no database: phones send again.
AGAIN = frozenset({0, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; status 0 when nothing did."""

    status: int
    body: Any = None
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A submission that the server said it has, with the score it told."""

    token: str
    key: str
    score: int


@dataclass
class History:
    """Everything the server has acknowledged so far."""

    submissions: list[Acknowledged] = field(default_factory=list)
    #: Tokens of the papers among them: one that was sent twice is answered twice.
    sheets: set[str] = field(default_factory=set)
    #: Device keys whose check-in was answered.
    check_ins: set[int] = field(default_factory=set)
    #: Answers that should never come: status and body.
    surprises: list[tuple[int, object]] = field(default_factory=list)
    #: Answers that made somebody try again: none (0) and "come again" (503).
    broken: list[int] = field(default_factory=list)
    #: Sheets sent on two lines at once where both lines were told "stored".
    told_twice: int = 0

    def wait_for(self, enough: Callable[[History], bool]) -> None:
        """Return when the crowd has come so far; a crowd that never does fails the test."""
        wait_until(lambda: enough(self), self)

    def wait_for_more(self, sheets: int) -> None:
        """Return when so many more sheets than now have been acknowledged. What goes on, however slowly, is waited for."""
        here = len(self.sheets)
        for wanted in (*range(here + _LOOK, here + sheets, _LOOK), here + sheets):
            wait_until(partial(self._has, wanted), self)

    def _has(self, sheets: int) -> bool:
        return len(self.sheets) >= sheets


class Phone:
    """One device in somebody's hand."""

    def __init__(self, world: World, number: int, browser: Browser, server: int | Dial, rng: Random) -> None:
        self.number = number
        self._world, self._browser, self._server, self._rng = world, browser, server, rng
        self._line: HTTPConnection | None = None

    def send(self, method: str, path: str, value: object = None, *, form: str | None = None) -> Answer:
        """One try; a broken line is status 0."""
        body = form.encode() if form is not None else None if value is None else msgspec.json.encode(value)
        kind = "application/x-www-form-urlencoded" if form is not None else "application/json"
        headers = {"Cookie": self._browser.cookie, "X-CSRFToken": self._browser.csrf, "Content-Type": kind}
        try:
            if self._line is None:
                self._line = self._dial()
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            self.hang_up()
            return Answer(0)
        is_json = (answer.getheader("Content-Type") or "").startswith("application/json")
        return Answer(answer.status, msgspec.json.decode(content) if is_json else None, answer.getheader("Retry-After"))

    def _dial(self) -> HTTPConnection:
        if callable(self._server):
            return self._server()
        own = f"127.1.0.{1 + self.number // _AT_ONE_ADDRESS}"  # of this machine, as all of 127.0.0.0/8 is on Linux
        return HTTPConnection("127.0.0.1", self._server, timeout=PATIENCE_S, source_address=(own, 0))

    def hang_up(self) -> None:
        """Close the line; the next request opens a new one."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def twin(self) -> Phone:
        """The same phone on a second line."""
        return Phone(self._world, self.number, self._browser, self._server, self._rng)

    def start(self) -> Answer:
        """Start, or find the open paper again."""
        return self.send("POST", f"/api/contests/{self._world.contest_code}/start", {})

    def save(self, token: str, revision: int) -> Answer:
        """Keep half a sheet."""
        path = f"/api/contests/{self._world.contest_code}/attempts/{token}/save"
        return self.send("POST", path, {"revision": revision, "answers": self.sheet(QUESTIONS // 2)})

    def submit(self, token: str, key: str, answers: dict[str, list[int]]) -> Answer:
        """Hand in; the receipt."""
        path = f"/api/contests/{self._world.contest_code}/attempts/{token}/submit"
        return self.send("POST", path, {"submission_key": key, "answers": answers})

    def check_in(self) -> Answer:
        """Press the button on the poster's page; the same nonce on every try."""
        return self.send("POST", f"/s/{self._world.session_code}", form=f"nonce=phone-{self.number:06d}")

    def sheet(self, size: int = QUESTIONS) -> dict[str, list[int]]:
        """Some answers."""
        return {str(number): [self._rng.randrange(2)] for number in range(1, size + 1)}


@contextmanager
def phones_of(world: World, port: int, count: int) -> Iterator[list[Phone]]:
    """The world's first ``count`` phones; their lines are closed with the block."""
    browsers = open_browsers(world)[:count]
    phones = [Phone(world, number, browser, port, Random(number)) for number, browser in enumerate(browsers)]
    try:
        yield phones
    finally:
        for phone in phones:
            phone.hang_up()


class Crowd:
    """People who answer paper after paper until told to stop, each thread with a few phones in turn."""

    def __init__(
        self, world: World, server: int | Dial, *, threads: int = 16, seed: int = 1, twice_every: int = TWICE_EVERY,
        rest_s: float = 0.0,
    ) -> None:  # fmt: skip
        self.history = History()
        self._rest_s = rest_s
        self._twice_every = twice_every
        self._stop = threading.Event()
        self._threads = threads
        browsers = list(enumerate(open_browsers(world)))
        self._hands = [
            [Phone(world, number, browser, server, Random(seed + number)) for number, browser in browsers[at::threads]]
            for at in range(threads)
        ]

    @contextmanager
    def at_work(self) -> Iterator[History]:
        """Inside the block they answer; at its end each finishes what it is at."""
        with ThreadPoolExecutor(self._threads) as pool:
            works = [pool.submit(self._work, phones) for phones in self._hands]
            try:
                yield self.history
            finally:
                self._stop.set()
        for work in works:
            work.result()

    def _work(self, phones: Sequence[Phone]) -> None:
        count = 0
        while not self._stop.is_set():
            phone = phones[count % len(phones)]
            count += 1
            self._check_in(phone)
            self._answer_one(phone, key=f"{phone.number}-{count}", twice=count % self._twice_every == 0)
            time.sleep(self._rest_s)
        for phone in phones:
            phone.hang_up()

    def _check_in(self, phone: Phone) -> None:
        if phone.number not in self.history.check_ins and self._insist(phone.check_in, {303}) is not None:
            self.history.check_ins.add(phone.number)

    def _answer_one(self, phone: Phone, *, key: str, twice: bool) -> None:
        started = self._insist(phone.start, {200})
        if started is None:
            return
        token = started.body["token"]
        phone.save(token, 1)
        sheet = phone.sheet()
        twin = phone.twin()
        with ThreadPoolExecutor(1) as second:
            also = second.submit(twin.submit, token, key, sheet) if twice else None
            first = self._insist(lambda: phone.submit(token, key, sheet), {200})
            answers = [first, also.result() if also else None]
        twin.hang_up()
        stored = [answer for answer in answers if answer is not None and answer.status == 200]
        self.history.told_twice += len(stored) == 2
        self.history.sheets.update([token] if stored else [])
        self.history.submissions += [Acknowledged(token, key, answer.body["score"]) for answer in stored]

    def _insist(self, send: Any, wanted: set[int]) -> Answer | None:
        """The wanted answer, tried until the crowd is sent home; those of `AGAIN` are reasons to try again."""
        while True:
            answer: Answer = send()
            if answer.status in wanted:
                return answer
            if answer.status not in AGAIN:
                self.history.surprises.append((answer.status, answer.body))
                return None
            self.history.broken.append(answer.status)
            if self._stop.is_set():
                return None
            time.sleep(0.05)
