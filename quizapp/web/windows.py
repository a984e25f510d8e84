"""Sliding windows counted in this process's memory: two numbers per key, no background threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from limits import RateLimitItem, WindowStats

from quizapp.kit.clock import utc_now

_Key = tuple[int, int, str, str]

#: Keys are swept when so many have come up since the last sweep.
_SWEEP_EVERY = 10_000


@dataclass(slots=True)
class _Window:
    """Hits in the current window and in the one before; windows are numbered since the epoch."""

    number: int
    current: int = 0
    previous: int = 0

    def move_to(self, number: int) -> None:
        if number != self.number:
            self.previous = self.current if number == self.number + 1 else 0
            self.number, self.current = number, 0


class MemoryWindows:
    """Counts like ``limits``' sliding window counter: the previous window weighs less the further the new one is.

    Thread-safe. The library's own memory storage starts a timer thread for nearly every hit, which costs more than the
    rest of a request.
    """

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self._clock = clock
        self._windows: dict[_Key, _Window] = {}
        self._lock = Lock()
        self._sweep_at = _SWEEP_EVERY

    def hit(self, item: RateLimitItem, scope: str, key: str, *, cost: int = 1) -> bool:
        """Count ``cost`` and say True, or False when that would be more than ``item`` allows."""
        length_s, now = item.get_expiry(), self._clock().timestamp()
        with self._lock:
            window = self._find(item, scope, key, now)
            if int(window.previous * _share_left(now, length_s) + window.current) + cost > item.amount:
                return False
            window.current += cost
            return True

    def clear(self, item: RateLimitItem, scope: str, key: str) -> None:
        """Forget the hits of ``key``."""
        with self._lock:
            self._windows.pop((item.amount, item.get_expiry(), scope, key), None)

    def get_window_stats(self, item: RateLimitItem, scope: str, key: str) -> WindowStats:
        """When the next hit may be allowed, and how many are left now."""
        length_s, now = item.get_expiry(), self._clock().timestamp()
        with self._lock:
            window = self._find(item, scope, key, now)
            left_s = _share_left(now, length_s) * length_s
            weighed = int(window.previous * left_s / length_s + window.current)
            wait_s = left_s % (length_s / window.previous) if window.previous else left_s
        return WindowStats(now + wait_s, max(0, item.amount - weighed))

    def _find(self, item: RateLimitItem, scope: str, key: str, now: float) -> _Window:
        length_s = item.get_expiry()
        number, named = int(now // length_s), (item.amount, length_s, scope, key)
        window = self._windows.get(named)
        if window is None:
            if len(self._windows) >= self._sweep_at:
                self._sweep(now)
            window = self._windows[named] = _Window(number)
        window.move_to(number)
        return window

    def _sweep(self, now: float) -> None:
        """Drop what no window remembers any more."""
        kept = {named: window for named, window in self._windows.items() if window.number >= int(now // named[1]) - 1}
        self._windows = kept
        self._sweep_at = len(kept) + _SWEEP_EVERY


def _share_left(now: float, length_s: int) -> float:
    """Share of the current window that is still to come, which the previous window weighs: 1 at its start."""
    return 1 - now / length_s % 1
