"""How fast the line moves: as fast as this process can take people in, found out by trying. Pure.

What is measured is how many requests are being worked on at once. Whatever the bottleneck is (processor, database, the
neighbours), that number grows when it is reached.
"""

from __future__ import annotations

from threading import Lock

#: People called a second: at the start, at least and at most.
START, SLOWEST, FASTEST = 20.0, 2.0, 2000.0
#: How often the speed is looked at; by what share it then grows or shrinks at most.
STEP_S, FASTER, SLOWER = 0.25, 0.06, 0.1
#: Over how long busyness is averaged: one commit or a collection of garbage fills all hands for a moment and means nothing.
_SMOOTHED_S = 1.0
#: How many requests are wanted at work, in multiples of the slots.
_WANTED = 1.25
#: Phones notice only after a while that they were called: the speed grows only within so many times what really comes in,
#: and stays within that much of it on the way down.
_AHEAD, _BEHIND = 2.0, 0.9
#: How much of the speed of entering is remembered over a step: eight seconds' worth, so that a stall does not ruin it.
_REMEMBERED = 0.97
#: So many turned away for each who enters: then nobody is called. What the step counts as, from -1 (full) to 1 (empty).
_TURNED_AWAY, _CROWDED = 0.5, -0.5
#: A process that nobody asked for longer does not call everybody at once.
_LONGEST_S = 30.0


class Pace:
    """Thread-safe. ``at_once``: requests that may be worked on together while all is well."""

    def __init__(self, at_once: int, now: float) -> None:
        self._wanted = at_once * _WANTED
        self._lock = Lock()
        self.rate = START
        #: Requests at work now, and on average.
        self.busy, self._smoothed = 0, 0.0
        #: Since when somebody has been waiting; None while nobody waits.
        self._waits_since: float | None = None
        self._area, self._noted_at, self._stepped_at = 0.0, now, now
        self._owed = 0.0
        self._entered, self._turned_away, self.entering = 0, 0, 0.0

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

    def age(self, now: float) -> float:
        """For how many seconds there has been a line."""
        since = self._waits_since
        return 0.0 if since is None else max(0.0, now - since)

    def note_turned_away(self) -> None:
        """Somebody who was called came and found no room."""
        with self._lock:
            self._turned_away += 1

    def step(self, now: float, *, waits: bool) -> int | None:
        """How many may be called since the last step; None before the next one is due.

        Where nobody ``waits`` nothing is owed: an idle hour does not let a thousand in at one instant.
        """
        with self._lock:
            passed = now - self._stepped_at
            if 0 <= passed < STEP_S:
                return None
            self._note(now)
            busy = self._area / passed if passed > 0 else self.busy
            self._smoothed += min(1.0, max(passed, 0.0) / _SMOOTHED_S) * (busy - self._smoothed)
            if passed > 0:
                self.entering += (1 - _REMEMBERED ** (passed / STEP_S)) * (self._entered / passed - self.entering)
            is_crowded = self._turned_away > _TURNED_AWAY * max(1, self._entered)
            self._area, self._entered, self._turned_away, self._stepped_at = 0.0, 0, 0, now
            if not waits:
                self._owed, self._waits_since, self.rate = 0.0, None, min(self.rate, self._most())
                return 0
            self._waits_since = now if self._waits_since is None else self._waits_since
            self._adapt(is_crowded=is_crowded)
            self._owed = 0.0 if is_crowded else self._owed + self.rate * min(max(passed, 0.0), _LONGEST_S)
            called = int(self._owed)
            self._owed -= called
            return called

    def _adapt(self, *, is_crowded: bool) -> None:
        """In proportion to what is missing or too much.

        Never much slower than what comes in now, nor far ahead of it, unless those who were called have gone away.
        """
        free = max(-1.0, 1 - self._smoothed / self._wanted)
        if is_crowded:
            free = min(free, _CROWDED)
        if free < 0:
            slowest = max(SLOWEST, min(self.rate, self.entering * _BEHIND))
            self.rate = max(slowest, self.rate * (1 + SLOWER * free))
        else:
            most = self._most() if self.entering >= 0.5 else FASTEST
            self.rate = max(self.rate, min(FASTEST, most, self.rate * (1 + FASTER * free)))

    def _most(self) -> float:
        return START + _AHEAD * self.entering

    def _note(self, now: float) -> None:
        self._area += self.busy * max(0.0, now - self._noted_at)
        self._noted_at = now
