"""Counting tries: in Redis when it is there, in this process's memory when it is not.

A frozen Redis is worse than a dead one, so its calls time out after 200 ms and it is left alone for ten seconds after
a failure. Limits therefore always hold, if only per process for a while.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any, TypeVar, cast

import structlog
from limits import RateLimitItem, parse_many
from limits.storage import Storage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from quizapp.errors import TooMany
from quizapp.kit.clock import utc_now
from quizapp.kit.i18n import N_
from quizapp.kit.sentinels import read_sentinels
from quizapp.kit.watch import UNWATCHED, Watch
from quizapp.web.windows import MemoryWindows

T = TypeVar("T")
_Windows = SlidingWindowCounterRateLimiter | MemoryWindows
_PAUSE_S = 10.0
#: Neither Redis nor a sentinel is waited for any longer.
_SOON = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}
_log = structlog.get_logger(__name__)


@lru_cache(maxsize=256)
def _parse(limits: str) -> tuple[RateLimitItem, ...]:
    return tuple(parse_many(limits))


class Limiter:
    """Sliding windows over ``url`` (``memory://``, ``redis://…``, ``redis+sentinel://…``). Thread-safe.

    Windows in memory live by ``clock``; how long a dead Redis is left alone is told by ``stopwatch``.
    """

    def __init__(
        self,
        url: str,
        *,
        clock: Callable[[], datetime] = utc_now,
        stopwatch: Callable[[], float] = time.monotonic,
        watch: Watch = UNWATCHED,
    ) -> None:
        self._watch = watch
        self._clock, self._stopwatch = clock, stopwatch
        self._spare = MemoryWindows(clock)
        self._main = None if url == "memory://" else SlidingWindowCounterRateLimiter(_connect(url))
        self._paused_until = 0.0

    def hit(self, scope: str, limits: str, key: str, *, cost: int = 1) -> None:
        """Count one try of ``key``. Raises `TooMany` when one of ``limits`` ("20/minute; 100/hour") is used up."""
        named = (scope, _digest(key))
        for item in _parse(limits):
            if not self._ask(partial(_hit, item, named, cost)):
                self._watch.refused(scope)
                wait_s = self._wait_s(item, named)
                message = N_("操作太频繁：请 %(seconds)d 秒后再试，已经保存的内容没有丢")
                raise TooMany(message, retry_after_s=wait_s, seconds=wait_s)

    def clear(self, scope: str, limits: str, key: str) -> None:
        """Forget the tries of ``key``: it has proved to be who it says."""
        for item in _parse(limits):
            self._ask(partial(_clear, item, (scope, _digest(key))))

    def _wait_s(self, item: RateLimitItem, named: tuple[str, str]) -> int:
        reset_at = self._ask(lambda limiter: limiter.get_window_stats(item, *named)).reset_time
        return max(1, min(round(reset_at - self._clock().timestamp()) + 1, item.get_expiry()))

    def _ask(self, question: Callable[[_Windows], T]) -> T:
        if self._main is None or self._stopwatch() < self._paused_until:
            return question(self._spare)
        try:
            return question(self._main)
        except Exception as error:  # noqa: BLE001 - whatever the client raises, a limiter never stops an answer sheet
            self._paused_until = self._stopwatch() + _PAUSE_S
            _log.warning("limits_in_memory", reason=repr(error), for_s=_PAUSE_S)
            return question(self._spare)


def _hit(item: RateLimitItem, named: tuple[str, str], cost: int, limiter: _Windows) -> bool:
    return limiter.hit(item, *named, cost=cost)


def _clear(item: RateLimitItem, named: tuple[str, str], limiter: _Windows) -> None:
    limiter.clear(item, *named)


def _connect(url: str) -> Storage:
    options: dict[str, Any] = dict(_SOON)
    if read_sentinels(url) is not None:
        options |= {"sentinel_kwargs": dict(_SOON), "use_replicas": False}  # a replica counts late
    return cast(Storage, storage_from_string(url, **options))


def _digest(key: str) -> str:
    """Keys may be names and addresses: the counter store sees neither."""
    return sha256(key.encode()).hexdigest()[:24]
