"""Tells other processes over Redis that a room has changed, so that they need not keep looking.

Redis holds nothing: a message is the code of a room and its revision, and whoever hears it looks at the database. When
Redis is away, frozen or full, nobody waits for it and everybody looks as often as without it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Thread, current_thread
from typing import TYPE_CHECKING, Any

import structlog

from quizapp.kit.later import later
from quizapp.kit.sentinels import read_sentinels

if TYPE_CHECKING:
    import redis
else:
    redis = later("redis")

#: How long anything may take of Redis. A frozen one is worse than a dead one: it would hold a host's act for ever.
_TIMEOUT_S = 0.2
#: How long the thread sleeps at most before it sees that it should end.
_NAP_S = 0.5
_log = structlog.get_logger(__name__)


class Fanout:
    """A process's line to the others, opened by `start`. Thread-safe.

    When nothing was heard for ``beat_s`` it asks whether Redis is there; without an answer in the same time the line is
    dropped and tried again after ``again_s``. A message that could not be sent stops sending for ``pause_s``, or until a new
    line stands: the one that is there is dropped, since others may have missed the message.
    """

    def __init__(
        self,
        url: str,
        channel: str = "quizapp-live",
        *,
        beat_s: float = 0.5,
        again_s: float = 1.0,
        pause_s: float = 10.0,
    ) -> None:
        self._url, self._channel = url, channel
        self._beat_s, self._again_s, self._pause_s = beat_s, again_s, pause_s
        self._client: Any = None
        self._thread: Thread | None = None
        self._closing, self._doubted = Event(), Event()
        self._sure_until = self._paused_until = float("-inf")
        self._is_told_lost = False

    @property
    def is_healthy(self) -> bool:
        """Whether every change is heard of. Needs no thread to become false."""
        return time.monotonic() < self._sure_until and not self._doubted.is_set()

    def start(self, on_change: Callable[[str, int], None], on_line: Callable[[], None]) -> None:
        """Listen in a thread: ``on_change(code, revision)`` for each message.

        ``on_line()`` comes once a line stands and before it counts as healthy: what was said until then was not heard.
        """
        try:
            self._client = connect(self._url)
        except (ImportError, ValueError) as error:
            _log.warning("live_fanout_impossible", reason=repr(error))
            return
        self._thread = Thread(target=self._run, args=(on_change, on_line), name="live-fanout", daemon=True)
        self._thread.start()

    def publish(self, code: str, revision: int) -> None:
        """Tell the others; never raises, and waits for a broken Redis once, not with every call."""
        if self._client is None or time.monotonic() < self._paused_until:
            return
        try:
            self._client.publish(self._channel, f"{code} {revision}")
        except Exception as error:  # noqa: BLE001 - whatever the client raises, a host's act has been done
            self._paused_until = time.monotonic() + self._pause_s
            self._doubted.set()
            _log.warning("live_fanout_unsent", reason=repr(error), for_s=self._pause_s)

    def close(self) -> None:
        """End the thread and drop the lines."""
        self._closing.set()
        if self._thread is not None and self._thread is not current_thread():
            self._thread.join()
        self._sure_until = float("-inf")
        if self._client is not None:
            self._client.close()

    def _run(self, on_change: Callable[[str, int], None], on_line: Callable[[], None]) -> None:
        while not self._closing.is_set():
            try:
                self._listen(on_change, on_line)
            except Exception as error:  # noqa: BLE001 - whatever the client raises, the line is tried again
                self._lose(error)
                self._closing.wait(self._again_s)

    def _listen(self, on_change: Callable[[str, int], None], on_line: Callable[[], None]) -> None:
        with self._client.pubsub() as line:
            line.subscribe(self._channel)
            is_asked, silent_since = False, time.monotonic()
            while not self._closing.is_set():
                heard = line.get_message(timeout=min(self._beat_s, _NAP_S))
                if self._doubted.is_set() and (heard is None or heard["type"] != "subscribe"):
                    raise ConnectionError("a message could not be sent")
                if heard is not None:
                    is_asked, silent_since = False, time.monotonic()
                    self._take(heard, on_change, on_line)
                elif time.monotonic() - silent_since < self._beat_s:
                    continue
                elif is_asked:
                    raise TimeoutError("no answer in time")
                else:
                    line.ping()
                    is_asked, silent_since = True, time.monotonic()

    def _take(self, heard: Any, on_change: Callable[[str, int], None], on_line: Callable[[], None]) -> None:
        """Anything heard proves that everything said before it was heard too: Redis keeps the order of a line."""
        if heard["type"] == "subscribe":
            on_line()
            self._find()
        elif heard["type"] == "message":
            change = _read(heard["data"])
            if change is not None:
                on_change(*change)
        self._sure_until = time.monotonic() + 3 * self._beat_s

    def _find(self) -> None:
        self._doubted.clear()
        self._paused_until = float("-inf")
        self._is_told_lost = False
        _log.info("live_fanout_stands")

    def _lose(self, error: Exception) -> None:
        self._sure_until = float("-inf")
        if not self._is_told_lost:
            self._is_told_lost = True
            _log.warning("live_fanout_lost", reason=repr(error), again_s=self._again_s)


def connect(url: str) -> Any:
    """A client that opens its lines at first use, never tries twice, and gives up soon.

    Raises `ImportError` without the library, `ValueError` for a URL that says nothing.
    """
    once = redis.retry.Retry(redis.backoff.NoBackoff(), 0)
    options: dict[str, Any] = {
        "socket_timeout": _TIMEOUT_S, "socket_connect_timeout": _TIMEOUT_S, "retry": once, "protocol": 2
    }  # fmt: skip
    sentinels = read_sentinels(url)
    if sentinels is None:
        return redis.Redis.from_url(url, **options)
    options |= sentinels.credentials
    untyped: Any = redis.sentinel
    asked = untyped.Sentinel(list(sentinels.hosts), sentinel_kwargs=options, **options)
    return asked.master_for(sentinels.name)  # whoever is primary when a line is opened


def check_fanout(url: str) -> str:
    """Why changes could not be told over the Redis at ``url``; empty when it answers."""
    try:
        client = connect(url)
        try:
            client.ping()
        finally:
            client.close()
    except ImportError:
        return "the library is missing (pip install 'quizapp[redis]')"
    except Exception as error:  # noqa: BLE001 - whatever the client raises: that is what was asked
        return f"Redis does not answer ({type(error).__name__})"
    return ""


def _read(data: bytes) -> tuple[str, int] | None:
    """Code and revision; None for what is no message of ours."""
    code, _, revision = data.decode("utf-8", "replace").partition(" ")
    return (code, int(revision)) if revision.isascii() and revision.isdigit() and len(revision) < 19 else None
