"""A clock that moves only when a test says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

#: 10:00 in the morning of the national consultation day, in China.
OPENING = datetime(2026, 6, 16, 2, 0, tzinfo=UTC)


class FakeClock:
    """Call it for the moment; ``clock.advance(minutes=5)`` moves it, ``clock.now = ...`` sets it."""

    def __init__(self, now: datetime = OPENING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> datetime:
        """Move on by a ``timedelta`` in its keywords; the new moment."""
        self.now += timedelta(**duration)
        return self.now
