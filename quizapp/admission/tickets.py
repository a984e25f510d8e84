"""Tickets and passes: what a phone carries, signed by us. Pure.

A ticket is a place in line (its number); a pass is the way in for some minutes. Neither says who somebody is.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac_new

#: How long a place is kept, and how long who was let in may come and go.
TICKET_KEPT_S, PASS_KEPT_S = 2 * 3600, 600
#: A clock of another machine may be ahead by so much.
_SKEW_S = 60


@dataclass(frozen=True, slots=True)
class Ticket:
    """A place in line."""

    number: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who was let in, and when (seconds since 1970)."""

    at: int


class Tickets:
    """Writes and reads both, under one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def ticket(self, number: int, now: float) -> str:
        """The place as text for a cookie."""
        return self._signed(f"t.{number}.{int(now)}")

    def entry(self, now: float) -> str:
        """The pass as text for a cookie."""
        return self._signed(f"p.0.{int(now)}")

    def read(self, raw: str, now: float) -> Ticket | Entry | None:
        """What it says; None for what is forged, too old or nothing of ours."""
        said, _, _signature = raw.rpartition(".")
        if not said or len(raw) > 100 or not compare_digest(self._signed(said).encode(), raw.encode()):
            return None
        kind, number, at = said.split(".")
        age = now - int(at)
        kept = TICKET_KEPT_S if kind == "t" else PASS_KEPT_S
        if not -_SKEW_S <= age <= kept:
            return None
        return Ticket(int(number)) if kind == "t" else Entry(int(at))

    def _signed(self, said: str) -> str:
        digest = hmac_new(self._key, said.encode(), sha256).digest()[:15]
        return f"{said}.{urlsafe_b64encode(digest).decode()}"
