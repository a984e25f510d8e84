"""How fast the line moves: as fast as this process can take people in, found out by trying. Pure.

What is measured is how many requests are being worked on at once. Whatever the bottleneck is (processor, database, the
neighbours), that number grows when it is reached.
"""

from __future__ import annotations

from threading import Lock

#: People called a second: at the start, at least and at most.
START, SLOWEST, FASTEST = 20.0, 2.0, 2000.0
#: How often the speed is looked at; by how much it then grows, or shrinks.
STEP_S, FASTER, SLOWER = 0.25, 1.06, 0.9
#: Phones notice only after a while that they were called: the speed stays within so many times what really comes in.
_AHEAD = 4.0
#: How much of the speed of entering is remembered over a step: two or three seconds' worth.
_REMEMBERED = 0.9
#: A process that nobody asked for longer does not call everybody at once.
_LONGEST_S = 30.0


class Pace:
    """Thread-safe. ``at_once``: requests that may be worked on together while all is well."""

    def __init__(self, at_once: int, now: float) -> None:
        self._low, self._high = at_once * 0.5, at_once * 0.9
        self._lock = Lock()
        self.rate = START
        self.busy = 0
        self._area, self._noted_at, self._stepped_at = 0.0, now, now
        self._owed = 0.0
        self._entered, self.entering = 0, 0.0

    def enter(self, now: float) -> None:
        """A request begins to be worked on."""
        with self._lock:
            self._note(now)
            self.busy += 1

    def leave(self, now: float) -> None:
        """It has been answered."""
        with self._lock:
            self._note(now)
            self.busy -= 1

    def note_entry(self) -> None:
        """Somebody was let in."""
        with self._lock:
            self._entered += 1

    def step(self, now: float, *, waits: bool) -> int | None:
        """How many may be called since the last step; None before the next one is due.

        Where nobody ``waits`` nothing is owed: an idle hour does not let a thousand in at one instant.
        """
        with self._lock:
            passed = now - self._stepped_at
            if 0 <= passed < STEP_S:
                return None
            self._note(now)
            if passed > 0:
                self.entering += (1 - _REMEMBERED) * (self._entered / passed - self.entering)
            self._adapt(self._area / passed if passed > 0 else self.busy)
            self._area, self._entered, self._stepped_at = 0.0, 0, now
            self._owed = self._owed + self.rate * min(max(passed, 0.0), _LONGEST_S) if waits else 0.0
            called = int(self._owed)
            self._owed -= called
            return called

    def _adapt(self, busy: float) -> None:
        """Never much slower than what comes in now, nor far ahead of it, unless those who were called have gone away."""
        if busy > self._high:
            self.rate = max(SLOWEST, self.rate * SLOWER, self.entering * SLOWER)
        elif busy < self._low:
            most = START + _AHEAD * self.entering if self.entering >= 0.5 else FASTEST
            self.rate = max(self.rate, min(FASTEST, most, self.rate * FASTER))

    def _note(self, now: float) -> None:
        self._area += self.busy * max(0.0, now - self._noted_at)
        self._noted_at = now
