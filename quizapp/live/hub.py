"""The state of rooms as bytes, the same for everybody: built once for each change, looked up at most ten times a second.

Nothing is decided here and nothing would be lost with it: every process looks at the database for itself, so that any
number of processes and machines serve the same state with nothing but the database.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

import msgspec

from quizapp.db import Store, plain_rows
from quizapp.kit.recent import Recent
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
    room: RoomRow | None = None
    #: What the bytes were built for: revision and step.
    built_for: tuple[int, Step] | None = None
    state: Told | None = None
    counted_at: float = float("-inf")
    counts: Told | None = None


class Hub:
    """State and counts of rooms by their codes. Thread-safe; one for a process and a store."""

    def __init__(self, store: Store, clock: Callable[[], datetime], *, max_age_s: float = 0.1) -> None:
        self._store, self._clock, self._max_age_s = store, clock, max_age_s
        self._entries: Recent[str, _Entry] = Recent(_KEPT)
        self._making = Lock()

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

    def forget(self, code: str) -> None:
        """Look again at once: this process has changed the room."""
        entry = self._entry(code)
        entry.looked_at = entry.counted_at = float("-inf")

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
        return time.monotonic() - entry.looked_at < self._max_age_s

    def _fits(self, entry: _Entry, now: datetime) -> bool:
        room = entry.room
        return room is not None and entry.built_for == (room.revision, room.stage.step_at(now))

    def _room(self, entry: _Entry, code: str) -> RoomRow | None:
        """The room, looked up again when it is due. Under the entry's lock."""
        if not self._is_fresh(entry):
            with self._store.read() as session:
                row = plain_rows(session, BY_CODE, {"room_code": code}).first()
            entry.room = None if row is None or row.phase == Phase.DRAFT else to_room(row)
            entry.looked_at = time.monotonic()
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
