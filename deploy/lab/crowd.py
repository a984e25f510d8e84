"""Phones and scanners that come in through the proxy over TLS, and when each of them was told "stored"."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPSConnection
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.world import World
from tests.faults.phones import Answer, Crowd, Dial
from tests.faults.scanners import Queue, queues

#: As long as our pages wait for an answer before they send again.
_PATIENCE_S = 15.0


class Line(HTTPSConnection):
    """A line to the proxy at ``address`` under the site's name."""

    def __init__(self, name: str, address: str, trust: ssl.SSLContext) -> None:
        super().__init__(name, timeout=_PATIENCE_S, context=trust)
        self._address, self._trust = address, trust

    def connect(self) -> None:
        """TCP to the address, TLS with the name."""
        raw = socket.create_connection((self._address, 443), timeout=_PATIENCE_S)
        self.sock = self._trust.wrap_socket(raw, server_hostname=self.host)


def dial(name: str, address: str, certificate: Path) -> Dial:
    """What opens lines to the site."""
    trust = ssl.create_default_context(cafile=str(certificate))
    return lambda: Line(name, address, trust)


class Clock:
    """When something was acknowledged, in seconds of a stopwatch that never goes back."""

    def __init__(self) -> None:
        self.moments: list[float] = []

    def tick(self) -> None:
        """Now."""
        self.moments.append(time.monotonic())

    def outage(self, since: float, until: float) -> tuple[float, float]:
        """Longest time between two acknowledgements in that span, and from ``since`` until they came again after it."""
        inside = [since, *sorted(each for each in self.moments if since <= each <= until), until]
        gaps = [(later - earlier, later) for earlier, later in pairwise(inside)]
        longest, ended = max(gaps)
        return longest, ended - since

    def between(self, since: float, until: float) -> int:
        """How many came in that span."""
        return sum(since <= each <= until for each in self.moments)


class TimedCrowd(Crowd):
    """A crowd that notes when it was answered well."""

    clock: Clock

    def _insist(self, send: Any, wanted: set[int]) -> Answer | None:
        answer = super()._insist(send, wanted)
        if answer is not None:
            self.clock.tick()
        return answer


class Door:
    """Scanners that scan everybody's code at a steady pace, each scan once, and send until it is acknowledged."""

    def __init__(self, world: World, server: Dial, *, scanners: int, per_second: float) -> None:
        self.queues = queues(world, scanners)
        self._server, self._pause_s = server, scanners / per_second
        self._stop, self._over = threading.Event(), threading.Event()

    @property
    def acknowledged(self) -> dict[str, str]:
        """Every scan that the server has told the fate of."""
        return {nonce: verdict for each in self.queues for nonce, verdict in each.acknowledged.items()}

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Inside the block they scan; at its end each sends what it still has."""
        threads = [threading.Thread(target=self._work, args=(each, at)) for at, each in enumerate(self.queues)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _work(self, queue: Queue, seed: int) -> None:
        rng, coming = Random(seed), queue.waiting
        queue.waiting = []
        for scan in coming:
            if self._stop.wait(self._pause_s * rng.uniform(0.5, 1.5)):
                break
            queue.waiting.append(scan)
            queue.flush(self._server, rng, self._over)
        queue.flush(self._server, rng, self._over)
