"""The door: who goes straight in, who gets a place in line, and where that place stands now.

Order is by number alone and numbers are given out in the order in which people came. While anybody waits, nobody who
comes later goes straight in. A number that was called is let in as soon as one of a few slots is free, so that the
people inside are never more than the server can work for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock
from typing import Protocol

from quizapp.admission.line import Line, Reach
from quizapp.admission.pace import Pace

#: How long somebody may stand in the doorway before he is given a number: three who tap together all go in.
DOORWAY_S = 0.25
#: Requests that are worked on together, of whatever kind, in multiples of the slots: beyond it nobody new goes in.
_FULL = 3
#: How old the line may be, as told by the database.
_STALE_S = 1.0
#: Over how long the line's own speed is measured.
_WINDOW_S = 10.0
#: When a phone is asked to come back: after what share of its wait, should the line be as fast as it has been lately; soonest
#: and latest, in seconds; and after it was called and found no room.
_SHARE, _SOONEST_S, _LATEST_S, _NO_ROOM_S = 0.95, 2.0, 30.0, 2.0
#: Half of that speed is forgotten in so many seconds.
_FORGOTTEN_S = 60.0
#: Latest in a young line, and in multiples of its age: its speed is known only as far as it has been seen.
_YOUNG_S, _OF_AGE = 8.0, 1.0


class Stopwatch(Protocol):
    """Seconds of a clock that all machines share more or less."""

    def __call__(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands: how many before it have not been called, how long that takes at the present speed.

    ``again_s``: after how many seconds it is worth asking again.
    """

    number: int
    ahead: int
    wait_s: float
    again_s: float = _SOONEST_S

    @property
    def is_called(self) -> bool:
        """Whether it may come in."""
        return self.ahead < 0


class Door:
    """One for a process. ``at_once``: slots. Thread-safe."""

    def __init__(self, line: Line, at_once: int, stopwatch: Stopwatch) -> None:
        self._line, self._at_once, self._stopwatch = line, at_once, stopwatch
        self.pace = Pace(at_once, stopwatch())
        self._slots, self._doorway = BoundedSemaphore(at_once), BoundedSemaphore(at_once)
        self._stepping = Lock()
        self._reach, self._looked_at = Reach(0, 0), stopwatch()
        self._seen: deque[tuple[float, int]] = deque(maxlen=64)
        self._best, self._best_at = 0.0, stopwatch()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Around every request that is worked on, whoever sent it: this is how the pace is found."""
        self.pace.enter(self._stopwatch())
        try:
            yield
        finally:
            self.pace.leave(self._stopwatch())

    def take_slot(self, *, wait_s: float = DOORWAY_S) -> bool:
        """Whether there is room inside, now or in a moment; give it back with `leave_slot`.

        As many as go in at once may stand in the doorway: all other threads are there for answers.
        """
        if self.pace.busy >= _FULL * self._at_once:
            return False
        if self._slots.acquire(blocking=False):
            return True
        if not self._doorway.acquire(blocking=False):
            return False
        try:
            return self._slots.acquire(timeout=wait_s)
        finally:
            self._doorway.release()

    def leave_slot(self) -> None:
        """The request that had it was answered."""
        self._slots.release()

    def has_line(self) -> bool:
        """Whether anybody waits: then whoever comes waits behind him."""
        return self._look().waits

    def join(self) -> Place:
        """The next place, kept by the database."""
        number, reach = self._line.take()
        return self._place(number, self._note(self._furthest(reach)))

    def find(self, number: int) -> Place | None:
        """Where the number stands; None for one that was never given out (the database was put back)."""
        reach = self._look()
        if number > reach.issued:
            reach = self._note(self._line.look())
        return None if number > reach.issued else self._place(number, reach)

    def _place(self, number: int, reach: Reach) -> Place:
        ahead = number - reach.called - 1
        if ahead < 0:
            return Place(number, ahead, 0.0, _NO_ROOM_S)
        now = self._stopwatch()
        speed = self._speed(now)
        latest_s = min(_LATEST_S, max(_YOUNG_S, self.pace.age(now) * _OF_AGE))
        again_s = (ahead + 1) / self._best_speed(speed, now) * _SHARE
        return Place(number, ahead, (ahead + 1) / speed, min(latest_s, max(_SOONEST_S, again_s)))

    def _look(self) -> Reach:
        """How far the line has come, at most a moment old; whoever looks also calls those whose turn it is."""
        if not self._stepping.acquire(blocking=False):
            return self._reach  # another thread is looking
        try:
            more = self.pace.step(self._stopwatch(), waits=self._reach.waits)
            if more is None:
                return self._reach
            if more:
                return self._note(self._furthest(self._line.call(more)))
            return self._note(self._line.look()) if self._is_stale() else self._reach
        finally:
            self._stepping.release()

    def _is_stale(self) -> bool:
        """Whether other processes may have let somebody wait since: asked at most once a second."""
        return not 0 <= self._stopwatch() - self._looked_at < _STALE_S

    def _furthest(self, reach: Reach) -> Reach:
        """Answers of several threads may come in any order; numbers only grow."""
        return Reach(max(reach.issued, self._reach.issued), max(reach.called, self._reach.called))

    def _note(self, reach: Reach) -> Reach:
        now = self._stopwatch()
        self._reach, self._looked_at = reach, now
        self._seen.append((now, reach.called))
        return reach

    def _speed(self, now: float) -> float:
        """People called a second by all processes; what this one would call while nothing has been seen."""
        seen = [each for each in tuple(self._seen) if each[0] >= now - _WINDOW_S]
        if len(seen) < 2 or seen[-1][0] - seen[0][0] < 1 or seen[-1][1] <= seen[0][1]:
            return self.pace.rate
        return (seen[-1][1] - seen[0][1]) / (seen[-1][0] - seen[0][0])

    def _best_speed(self, speed: float, now: float) -> float:
        """The best of late: who sleeps through a stall at the stall's speed would come too late when it is over."""
        kept = self._best * 0.5 ** (max(0.0, now - self._best_at) / _FORGOTTEN_S)
        self._best, self._best_at = max(speed, kept), now
        return self._best
