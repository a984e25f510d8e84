"""A herd of phones, a process of its own: each comes at its planned moment, waits in line if it must, answers, hands in.

``python -m benchmarks.herd_phones PORT FILE`` reads the plan (`Herd`, msgpack) and prints one JSON line. An open loop: a
phone comes when it was planned, whether or not others were answered, and what it waits counts from there. What fails is
tried again as the front end does (`frontend/src/player/retry.ts`).
"""

from __future__ import annotations

import asyncio
import re
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import msgspec

from benchmarks.live_phones import Line, header

_TRIES = 12
_AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"


class PhonePlan(msgspec.Struct, frozen=True, kw_only=True):
    """One phone: who it is and when it does what, in seconds; later ones count from when the paper was open."""

    cookie: str
    csrf: str
    address: str
    comes_at: float
    #: Form with name and unit; empty for whom the server knows.
    identity: str
    #: Seconds between seeing the contest and the tap on "start".
    looks_for: float
    #: Seconds after the paper was opened, and the JSON body of each save.
    saves: list[tuple[float, str]]
    submits_at: float
    sheet: str
    #: Address of a paper that was started before; then the phone only answers.
    paper: str = ""


class Herd(msgspec.Struct, frozen=True, kw_only=True):
    """The contest and who comes."""

    code: str
    campaign_code: str
    phones: list[PhonePlan]


class Answer(msgspec.Struct, frozen=True):
    """What came back."""

    status: int
    location: str
    body: bytes

    @property
    def is_waiting(self) -> bool:
        """Whether it is the page that waits in line."""
        return b"data-queue" in self.body


class Seen:
    """What all phones saw."""

    def __init__(self) -> None:
        self.latencies: dict[str, list[float]] = {
            name: [] for name in ("page", "place", "start", "paper", "save", "submit", "in", "told", "off")
        }
        self.failures: Counter[str] = Counter()
        self.tries: Counter[str] = Counter()
        self.done = self.queued = 0
        self.last_in = 0.0

    def figures(self) -> dict[str, object]:
        """Shares of each, and the counts."""
        found: dict[str, object] = {
            "done": self.done, "queued": self.queued, "failures": dict(self.failures), "tries": dict(self.tries),
            "last_in": self.last_in,
        }  # fmt: skip
        for name, values in self.latencies.items():
            values.sort()
            found[f"{name}_n"] = len(values)
            for share in (50, 95, 99, 100):
                at = min(len(values) - 1, len(values) * share // 100)
                found[f"{name}_p{share}"] = values[at] if values else None
        return found


class Phone:
    """One phone on one line, which it opens again when the server has closed it."""

    def __init__(self, port: int, herd: Herd, plan: PhonePlan, seen: Seen, began: float, seed: int) -> None:
        self._herd, self._plan, self._seen, self._began = herd, plan, seen, began
        self._rng, self._queue = Random(seed), ""
        self._line = Line(port)
        self._page = f"/q/{herd.code}"

    async def take_part(self) -> None:
        """The whole journey."""
        await self._until(self._plan.comes_at)
        due = self._began + self._plan.comes_at
        try:
            await self._answer(self._plan.paper or await self._enter(due))
            self._seen.done += 1
        except Failed as failed:
            self._seen.failures[str(failed)] += 1
        finally:
            self._line.close()

    async def _enter(self, due: float) -> str:
        """Through the door to the paper's address."""
        found = await self._ask("page", "GET", self._page, due=due)
        found = await self._wait_in_line(found)
        if self._plan.identity:
            await self._ask("identity", "POST", f"/c/{self._herd.campaign_code}/me", form=self._plan.identity)
        await asyncio.sleep(self._plan.looks_for)
        for _ in range(20):
            sent = await self._ask("start", "POST", f"{self._page}/start", form="")
            where = sent.location
            if "/a/" in where:
                break
            if where != self._page:
                raise Failed(f"start led to {where}")
            await self._wait_in_line(await self._ask("again", "GET", self._page))
        else:
            raise Failed("never started")
        opened = await self._ask("paper", "GET", where)
        if b"data-player" not in opened.body:
            raise Failed("no paper")
        now = time.perf_counter()
        self._seen.latencies["in"].append((now - due - self._plan.looks_for) * 1000)
        self._seen.last_in = max(self._seen.last_in, now - self._began)
        return where

    async def _wait_in_line(self, found: Answer) -> Answer:
        """What the page that waits does, until it is let in."""
        if not found.is_waiting:
            return found
        self._seen.queued += 1
        since, told = time.perf_counter(), None
        again = float(_between(found.body, b'data-again="') or 1500) / 1000
        while True:
            await asyncio.sleep(again * (0.8 + 0.4 * self._rng.random()))
            place = msgspec.json.decode((await self._ask("place", "GET", f"{self._page}/place")).body)
            if place["in"]:
                found = await self._ask("again", "GET", self._page)
                if not found.is_waiting:
                    break
                again = float(_between(found.body, b'data-again="') or 1500) / 1000
                continue
            told = told if told is not None or place["wait"] < 5 else (time.perf_counter(), place["wait"])
            again = place["again"] / 1000
        waited = time.perf_counter() - since
        self._seen.latencies["told"].append(waited * 1000)
        if told is not None:
            self._seen.latencies["off"].append((time.perf_counter() - told[0]) / told[1])
        return found

    async def _answer(self, where: str) -> None:
        opened = time.perf_counter()
        for after, body in self._plan.saves:
            await asyncio.sleep(max(0.0, opened + after - time.perf_counter()))
            await self._ask("save", "POST", f"{where}/save", json=body, due=opened + after)
        due = opened + self._plan.submits_at
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        sent = await self._ask("submit", "POST", f"{where}/submit", form=self._plan.sheet, due=due)
        if b"/result" not in sent.body:
            raise Failed("submit led elsewhere")

    async def _until(self, at: float) -> None:
        await asyncio.sleep(max(0.0, self._began + at - time.perf_counter()))

    async def _ask(
        self, what: str, method: str, path: str, *, form: str | None = None, json: str = "", due: float = 0.0
    ) -> Answer:  # fmt: skip
        """The answer, tried again with growing spread pauses; latency from ``due``."""
        due = due or time.perf_counter()
        request = self._request(method, path, form, json)
        for failures in range(1, _TRIES + 1):
            try:
                found = await asyncio.wait_for(self._send(request), 60)
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                self._line.close()
                self._seen.tries[f"{what} {type(error).__name__}"] += 1
            else:
                if found.status < 400:
                    if what in self._seen.latencies:
                        self._seen.latencies[what].append((time.perf_counter() - due) * 1000)
                    return found
                self._seen.tries[f"{what} {found.status}"] += 1
                if found.status not in (429, 503) and found.status < 500:
                    raise Failed(f"{what} {found.status}")
            pause = min(30.0, 2.0**failures)
            await asyncio.sleep(pause * (1 - self._rng.random() / 3))
        raise Failed(f"{what} never answered")

    def _request(self, method: str, path: str, form: str | None, json: str) -> bytes:
        body, kind = b"", ""
        if form is not None:
            body = (f"csrf_token={self._plan.csrf}&{form}" if form else f"csrf_token={self._plan.csrf}").encode()
            kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        elif json:
            body, kind = json.encode(), f"Content-Type: application/json\r\nX-CSRFToken: {self._plan.csrf}\r\n"
        accept = "text/html" if method == "GET" or path.endswith(("/start", "/me")) else "application/json"
        cookie = self._plan.cookie + (f"; queue={self._queue}" if self._queue else "")
        length = f"Content-Length: {len(body)}\r\n" if method == "POST" else ""
        return (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {_AGENT}\r\nAccept: {accept}\r\n"
            f"Accept-Language: zh-CN,zh;q=0.9\r\nX-Forwarded-For: {self._plan.address}\r\nCookie: {cookie}\r\n"
            f"{kind}{length}\r\n"
        ).encode() + body

    async def _send(self, request: bytes) -> Answer:
        status, head, body = await self._line.ask(request)
        queue = re.search(rb"\r\nset-cookie: queue=([^;\r]*)", head, re.IGNORECASE)
        if queue:
            self._queue = queue[1].decode()
        return Answer(status, header(head, b"location").decode(), body)


class Failed(Exception):
    """The journey ended before the result."""


def _between(body: bytes, mark: bytes) -> bytes:
    at = body.find(mark)
    return body[at + len(mark) :].split(b'"', 1)[0] if at >= 0 else b""


async def _come(port: int, herd: Herd) -> dict[str, object]:
    seen, began = Seen(), time.perf_counter() + 1
    phones = (Phone(port, herd, plan, seen, began, number) for number, plan in enumerate(herd.phones))
    await asyncio.gather(*(phone.take_part() for phone in phones))
    return {"seconds": time.perf_counter() - began, **seen.figures()}


if __name__ == "__main__":
    _soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    wanted = msgspec.msgpack.decode(Path(sys.argv[2]).read_bytes(), type=Herd)
    print(msgspec.json.encode(asyncio.run(_come(int(sys.argv[1]), wanted))).decode())
