"""A hall of phones, a process of its own: every phone polls, joins, answers when it planned to, and sees the reveal.

``python -m benchmarks.live_phones PORT FILE`` reads the plan (`Plan`, msgpack) and prints one JSON line. An open loop: each
request has its moment and its latency counts from there, whether or not earlier ones were answered. Two lines a phone: one
polls, the other joins and answers, as browsers do.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import msgspec

#: Between polls, and while a reveal may come at any moment.
_CALM_S, _KEEN_S = 1.0, 0.3


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to play: whole requests as bytes, made beforehand."""

    poll: bytes
    joins: list[bytes]
    #: By question, then by phone.
    answers: list[list[bytes]]
    mine: list[bytes]
    #: Path, cookie and token of the host's remote.
    host_head: bytes
    join_within_s: float
    answer_within_s: float


class Line:
    """A keep-alive line; one request at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._turn = asyncio.Lock()

    async def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body."""
        async with self._turn:
            try:
                return await self._ask(request)
            except (OSError, asyncio.IncompleteReadError):
                # the server closed an idle line: a browser opens another one, and the nonce makes it the same answer
                self.close()
                return await self._ask(request)

    def close(self) -> None:
        """End it; the next request opens another one."""
        if self._writer is not None:
            self._writer.close()
        self._writer = None

    async def _ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = header(head, b"content-length")
        body = await self._reader.readexactly(int(length)) if length else b""
        return int(head[9:12]), head, body


def header(head: bytes, name: bytes) -> bytes:
    """The value of the header ``name`` (in small letters) in ``head``, empty when there is none."""
    at = head.lower().find(b"\r\n" + name + b":")
    return head[at + len(name) + 3 :].split(b"\r\n", 1)[0].strip() if at >= 0 else b""


class Hall:
    """All phones and their host."""

    def __init__(self, port: int, plan: Plan) -> None:
        self.port, self.plan = port, plan
        self.rng = Random(5)
        self.phones = len(plan.joins)
        self.lines = [Line(port) for _ in range(self.phones)]
        self.host = Line(port)
        self.revision = 1
        self.opens = 0.0
        #: By (phase, place): when each phone saw it first.
        self.seen: dict[tuple[str, int], dict[int, float]] = {}
        self.latencies: dict[str, list[float]] = {"join": [], "answer": [], "poll": [], "me": []}
        self.statuses: dict[str, Counter[int]] = {name: Counter() for name in self.latencies}
        self.over = False

    async def timed(self, what: str, line: Line, request: bytes, due: float) -> bytes:
        """Ask at ``due``; the latency counts from there."""
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        status, _head, body = await line.ask(request)
        self.latencies[what].append((time.perf_counter() - due) * 1000)
        self.statuses[what][status] += 1
        return body

    async def poll(self, number: int) -> None:
        """One phone's polling, from its own moment on."""
        line, etag, due = Line(self.port), b"", time.perf_counter() + self.rng.random()
        phase, place = "", 0
        while not self.over:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            extra = b"If-None-Match: " + etag + b"\r\n\r\n" if etag else b"\r\n"
            status, head, body = await line.ask(self.plan.poll + extra)
            self.latencies["poll"].append((time.perf_counter() - due) * 1000)
            self.statuses["poll"][status] += 1
            if status == 200:
                state = msgspec.json.decode(body)
                etag, phase, place = header(head, b"etag"), state["phase"], state["place"]
                phase = "shown" if phase == "asking" and state["question"] else phase
                self.seen.setdefault((phase, place), {}).setdefault(number, time.perf_counter())
            pause = _KEEN_S if phase in ("locked", "asking") else _CALM_S
            due = max(due + pause * (0.9 + 0.2 * self.rng.random()), time.perf_counter() - pause)

    async def act(self, action: str) -> float:
        """The host's tap; when it was made. The moment it announced is kept, on this process's clock."""
        body = msgspec.json.encode({"action": action, "revision": self.revision})
        tapped = time.perf_counter()
        about = f"Content-Length: {len(body)}\r\n\r\n".encode()
        status, _head, answer = await self.host.ask(self.plan.host_head + about + body)
        if status != 200:
            raise RuntimeError(f"{action}: {status} {answer[:300]!r}")
        told = msgspec.json.decode(answer)
        self.revision, opens_at = told["rev"], told["state"]["opens_at"]
        if opens_at is not None:
            self.opens = time.perf_counter() + opens_at / 1000 - time.time()
        return tapped

    async def play(self) -> dict[str, object]:
        """The whole game; what was measured."""
        polls = [asyncio.create_task(self.poll(number)) for number in range(self.phones)]
        began = time.perf_counter()
        step = self.plan.join_within_s / self.phones
        await asyncio.gather(
            *(self.timed("join", self.lines[n], self.plan.joins[n], began + n * step) for n in range(self.phones))
        )
        told: list[float] = []
        shown: list[float] = []
        for number, answers in enumerate(self.plan.answers, start=1):
            await self.act("next")
            opens = self.opens
            within = self.plan.answer_within_s
            dues = [opens + 0.1 + within * self.rng.random() for _ in answers]
            await asyncio.gather(
                *(self.timed("answer", self.lines[n], answers[n], dues[n]) for n in range(self.phones))
            )
            await self.act("close")
            await asyncio.sleep(1.6)
            revealed = await self.act("reveal")
            mine = [revealed + 1 + 1.5 * self.rng.random() for _ in answers]
            await asyncio.gather(
                *(self.timed("me", self.lines[n], self.plan.mine[n], mine[n]) for n in range(self.phones))
            )
            told += self._waits("revealed", number, revealed)
            shown += self._waits("shown", number, opens)
        await self.act("finish")
        await asyncio.sleep(1.5)
        self.over = True
        await asyncio.gather(*polls)
        return {"seconds": time.perf_counter() - began, **self._figures(told, shown)}

    def _waits(self, phase: str, place: int, since: float) -> list[float]:
        return [(at - since) * 1000 for at in self.seen.get((phase, place), {}).values()]

    def _figures(self, told: list[float], shown: list[float]) -> dict[str, object]:
        found: dict[str, object] = {name: dict(count) for name, count in self.statuses.items()}
        waits = {**self.latencies, "told": told, "shown": shown}
        for name, values in waits.items():
            values.sort()
            for share in (50, 95, 99):
                found[f"{name}_p{share}"] = values[min(len(values) - 1, len(values) * share // 100)] if values else None
            found[f"{name}_n"] = len(values)
        return found


if __name__ == "__main__":
    wanted = msgspec.msgpack.decode(Path(sys.argv[2]).read_bytes(), type=Plan)
    print(msgspec.json.encode(asyncio.run(Hall(int(sys.argv[1]), wanted).play())).decode())
