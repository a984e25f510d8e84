"""A bad line: a proxy in front of a server that breaks, swallows, delays and starves what goes through it.

Every request has a connection of its own, so that a fault hits exactly one. Random faults are drawn from the seed, the
kind of request and its number: the third save meets the same fate in every run, whatever else is on the way.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from random import Random

_PIECE = 2048
_PATIENCE_S = 120
#: What the line says to itself, to know that everybody before it has been let in.
_LAST = b"LAST / HTTP/1.1\r\n\r\n"
#: Addresses that end with a code made anew in each run.
_BY_CODE = ("l", "live-state", "live-count")


class Fate(StrEnum):
    """What becomes of one request."""

    PASSED = "passed"
    #: Broken before the server saw it.
    REFUSED = "refused"
    #: The server did its work, and its answer was lost.
    ANSWER_LOST = "answer lost"
    #: The line broke in the middle of the answer.
    ANSWER_TORN = "answer torn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One request that went, or did not go, through."""

    method: str
    path: str
    fate: Fate


@dataclass
class _Order:
    """The next ``times`` requests whose path ends like this meet this fate."""

    ending: str
    fate: Fate
    times: int


class BadLine:
    """The line. It is good until told otherwise; ``seen`` is what has gone through so far."""

    def __init__(self, upstream: tuple[str, int]) -> None:
        self.upstream = upstream
        #: Of the random faults.
        self.seed = 1
        #: Share of requests that meet a random fault, 0 to 1.
        self.break_rate = 0.0
        #: Of the whole line; None = as fast as it goes.
        self.bytes_per_s: int | None = None
        self.delay_s = 0.0
        self.is_dead = False
        self.seen: list[Passage] = []
        self._orders, self._counts = list[_Order](), Counter[str]()
        self._lock, self._wire = threading.Lock(), threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        """Where a browser enters the line."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def order(self, ending: str, fate: Fate, times: int = 1) -> None:
        """Let the next ``times`` requests whose path ends with ``ending`` meet ``fate``."""
        with self._lock:
            self._orders.append(_Order(ending, fate, times))

    def heal(self) -> None:
        """From now on the line is good."""
        with self._lock:
            self._orders.clear()
            self.break_rate, self.bytes_per_s, self.delay_s, self.is_dead = 0.0, None, 0.0, False

    @contextmanager
    def dead(self) -> Iterator[None]:
        """Nothing comes through inside the block, nor what was begun in it and waits for its turn."""
        self.is_dead = True
        try:
            yield
        finally:
            with socket.create_connection(self._listener.getsockname()) as last:
                # Whoever knocked before this one is let in before it, and still finds the line dead.
                last.sendall(_LAST)
                while last.recv(1):
                    pass
            self.is_dead = False

    def fates(self, ending: str) -> list[Fate]:
        """What became of the requests whose path ends like this, in their order."""
        with self._lock:
            return [each.fate for each in self.seen if each.path.endswith(ending)]

    def __enter__(self) -> BadLine:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        # shutdown wakes the accepting thread; close alone would leave it waiting for one more connection
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=10)

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client, self.is_dead), daemon=True).start()

    def _carry(self, client: socket.socket, was_dead: bool) -> None:
        client.settimeout(_PATIENCE_S)
        with client, suppress(OSError):
            request = _read_request(client)
            if request and request != _LAST:
                method, path = request.split(b" ", 2)[:2]
                fate = self._fate_of(method.decode(), path.decode().partition("?")[0], was_dead=was_dead)
                time.sleep(self.delay_s)
                self._exchange(client, request, fate)

    def _fate_of(self, method: str, path: str, *, was_dead: bool) -> Fate:
        with self._lock:
            fate = Fate.REFUSED if was_dead else self._draw(method, path)
            self.seen.append(Passage(method=method, path=path, fate=fate))
            return fate

    def _draw(self, method: str, path: str) -> Fate:
        if self.is_dead:
            return Fate.REFUSED
        for order in self._orders:
            if order.times and path.endswith(order.ending):
                order.times -= 1
                return order.fate
        kind = f"{method} {_kind_of(path)}"
        self._counts[kind] += 1
        dice = Random(f"{self.seed} {kind} {self._counts[kind]}")
        faults = (Fate.REFUSED, Fate.ANSWER_LOST, Fate.ANSWER_TORN)
        return dice.choice(faults) if dice.random() < self.break_rate else Fate.PASSED

    def _exchange(self, client: socket.socket, request: bytes, fate: Fate) -> None:
        answer = b"" if fate is Fate.REFUSED else self._ask(request)
        shown = {Fate.PASSED: len(answer), Fate.ANSWER_TORN: len(answer) // 2}.get(fate, 0)
        self._send(client, answer[:shown])
        if fate is not Fate.PASSED:
            _break(client)

    def _ask(self, request: bytes) -> bytes:
        """The server's answer; a server that is away breaks the line."""
        return self._ask_at(self.upstream, request)

    def _ask_at(self, address: tuple[str, int], request: bytes) -> bytes:
        with socket.create_connection(address, timeout=_PATIENCE_S) as server:
            self._send(server, _closing(request))
            return _read_all(server)

    def _send(self, to: socket.socket, content: bytes) -> None:
        """At the speed of the line, which all connections share."""
        for at in range(0, len(content), _PIECE):
            piece = content[at : at + _PIECE]
            if self.bytes_per_s is not None:
                with self._wire:
                    time.sleep(len(piece) / self.bytes_per_s)
            to.sendall(piece)


def _read_request(client: socket.socket) -> bytes | None:
    """Head and body of the one request of this connection; None when the browser only looked."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = client.recv(65536)
        if not piece:
            return None
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    while len(body) < _length_of(head):
        piece = client.recv(65536)
        if not piece:
            return None
        body += piece
    return head + b"\r\n\r\n" + body


def _length_of(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _closing(request: bytes) -> bytes:
    """The request with word that the connection ends with its answer."""
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


def _read_all(server: socket.socket) -> bytes:
    pieces = []
    while piece := server.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def _break(client: socket.socket) -> None:
    """Close with a reset instead of a farewell."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _kind_of(path: str) -> str:
    """A path without what differs from run to run."""
    first, last = path.strip("/").partition("/")[0], path.rpartition("/")[2]
    if first in _BY_CODE:
        return first
    return last if "/" in path.strip("/") and len(last) < 16 else "page"
