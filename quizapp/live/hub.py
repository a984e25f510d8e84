"""The state of rooms as bytes, the same for everybody: built once for each change, looked up at most ten times a second.

Nothing is decided here and nothing would be lost with it: every process looks at the database for itself, so that any
number of processes and machines serve the same state with nothing but the database. Where they also tell each other of
changes (`quizapp.live.fanout`), once a second is enough.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from threading import Lock

import msgspec

from quizapp.db import Store, plain_rows
from quizapp.errors import Unavailable
from quizapp.kit.recent import Recent
from quizapp.live.fanout import Fanout
from quizapp.live.room import BY_CODE, RoomRow, to_room
from quizapp.live.rules import Phase, Step
from quizapp.live.showing import build_state, read_counts

#: Rooms kept in memory, and codes that no room has.
_KEPT = 256
_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Told:
    """Bytes to send, and their name."""

    body: bytes
    etag: str


@dataclass(slots=True)
class _Entry:
    lock: Lock = field(default_factory=Lock)
    looked_at: float = float("-inf")
    #: The last order to look again, and the one that stood when the last look began: equal when none came since.
    ordered: int = 0
    looked_for: tuple[int, int] = (-1, -1)
    room: RoomRow | None = None
    #: What the bytes were built for: revision and step.
    built_for: tuple[int, Step] | None = None
    state: Told | None = None
    counted_at: float = float("-inf")
    counts: Told | None = None


class Hub:
    """State and counts of rooms by their codes. Thread-safe; one for a process and a store.

    What is told is at most ``max_age_s`` old. Rooms whose changes are all heard of through ``fanout`` are looked at
    every ``calm_s``, in case one was not said.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], *, max_age_s: float = 0.1, calm_s: float = 1.0,
        fanout: Fanout | None = None,
    ) -> None:  # fmt: skip
        self._store, self._clock = store, clock
        self._max_age_s, self._calm_s, self._fanout = max_age_s, calm_s, fanout
        self._entries: Recent[str, _Entry] = Recent(_KEPT)
        self._making = Lock()
        self._orders, self._all_ordered = count(1), 0
        if fanout is not None:
            fanout.start(self.hear, self.forget_all)

    def state(self, code: str) -> Told | None:
        """What everybody may see of the room; None when there is none. Mostly no statement."""
        entry = self._entry(code)
        now = self._clock()
        if self._is_fresh(entry) and entry.state is not None and self._fits(entry, now):
            return entry.state
        with entry.lock:
            return self._look(entry, code, now)

    def counts(self, code: str) -> Told | None:
        """How many are here and have answered: counted at most ten times a second."""
        entry = self._entry(code)
        with entry.lock:
            if time.monotonic() - entry.counted_at < self._max_age_s:
                return entry.counts
            room = self._room(entry, code)
            if room is None:
                return None
            with self._store.read() as session:
                entry.counts = _told(_encoder.encode(read_counts(session, room)))
            entry.counted_at = time.monotonic()
            return entry.counts

    def announce(self, code: str) -> None:
        """Look again at once, here and everywhere: this process has changed the room. Never raises."""
        self.forget(code)
        if self._fanout is None:
            return
        entry = self._entry(code)
        with suppress(Unavailable):
            with entry.lock:
                room = self._room(entry, code)
            if room is not None:
                self._fanout.publish(code, room.revision)

    def hear(self, code: str, revision: int) -> None:
        """Another process says that the room is that far; look again unless that is known."""
        entry = self._entries.get(code)
        if entry is not None and (entry.room is None or entry.room.revision < revision):
            self._order(entry)

    def forget(self, code: str) -> None:
        """Look again at once."""
        entry = self._entries.get(code)
        if entry is not None:
            self._order(entry)

    def forget_all(self) -> None:
        """Look at every room again."""
        self._all_ordered = next(self._orders)

    def close(self) -> None:
        """Stop listening."""
        if self._fanout is not None:
            self._fanout.close()

    def _order(self, entry: _Entry) -> None:
        entry.ordered = next(self._orders)
        entry.counted_at = float("-inf")

    def _entry(self, code: str) -> _Entry:
        found = self._entries.get(code)
        if found is None:
            with self._making:
                found = self._entries.get(code)
                if found is None:
                    found = _Entry()
                    self._entries.put(code, found)
        return found

    def _is_fresh(self, entry: _Entry) -> bool:
        if entry.looked_for != (self._all_ordered, entry.ordered):
            return False  # also when the order came while the look was under way: it may have seen what was before
        is_calm = self._fanout is not None and self._fanout.is_healthy
        return time.monotonic() - entry.looked_at < (self._calm_s if is_calm else self._max_age_s)

    def _fits(self, entry: _Entry, now: datetime) -> bool:
        room = entry.room
        return room is not None and entry.built_for == (room.revision, room.stage.step_at(now))

    def _room(self, entry: _Entry, code: str) -> RoomRow | None:
        """The room, looked up again when it is due. Under the entry's lock."""
        if not self._is_fresh(entry):
            looked_for = self._all_ordered, entry.ordered
            with self._store.read() as session:
                row = plain_rows(session, BY_CODE, {"room_code": code}).first()
            entry.room = None if row is None or row.phase == Phase.DRAFT else to_room(row)
            entry.looked_for, entry.looked_at = looked_for, time.monotonic()
        return entry.room

    def _look(self, entry: _Entry, code: str, now: datetime) -> Told | None:
        room = self._room(entry, code)
        if room is None:
            entry.state = entry.built_for = None
            return None
        if entry.state is None or not self._fits(entry, now):
            with self._store.read() as session:
                entry.state = _told(_encoder.encode(build_state(session, room, now)))
            entry.built_for = (room.revision, room.stage.step_at(now))
        return entry.state


def _told(body: bytes) -> Told:
    return Told(body, f'"{hashlib.sha256(body).hexdigest()[:20]}"')
