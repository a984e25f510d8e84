"""Turns: requests that one short read answers go one after the other, where threads would otherwise fight for the interpreter.

SQLite's driver gives the interpreter away around each call, for microseconds. With 16 threads that open papers it changed
hands fifty times a request, and that cost more than the rest of the request. Whoever waits for a turn sleeps without
wanting the interpreter. With PostgreSQL a request waits for another machine meanwhile: there nobody takes turns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.web.layer import Layer

#: Seconds until somebody goes without a turn: a disk that stands still holds up nobody for longer.
PATIENCE_S = 0.05


class Turns:
    """Thread-safe. ``layers`` say which addresses they answer by one short read (`Layer.is_short`)."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = layers
        self._turn = Lock()

    def asks_for_one(self, method: str, path: str) -> bool:
        """Whether this request takes a turn."""
        return any(layer.is_short(method, path) for layer in self._layers)

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Alone inside the block; after `PATIENCE_S` not alone, which is said."""
        is_alone = self._turn.acquire(timeout=PATIENCE_S)
        try:
            yield is_alone
        finally:
            if is_alone:
                self._turn.release()
