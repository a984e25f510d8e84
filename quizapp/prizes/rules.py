"""How a draw is decided. Pure, and short enough to be written again by whoever doubts it.

1. Before anybody takes part the organizer publishes rules, prizes, and the SHA-256 of a secret seed; if he wishes also a
   public number that nobody can know yet (the winning numbers of a lottery on a later day).
2. When the contest has ended, everybody who meets the rule gets a ticket. The list of tickets, sorted, one a line, is
   the pool; its SHA-256 is published.
3. The draw: ``final = SHA-256(seed + "\\n" + public number)``. Tickets are put in the order of
   ``HMAC-SHA256(final, ticket)``; the first ones win, the first prize first. Whoever does not come is followed by the
   next ticket of the same order.
4. Seed and public number are published with the result.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from enum import StrEnum

#: 反不正当竞争法 (2025) 第十一条: a prize of a draw is worth at most 50,000 yuan.
MAX_VALUE_CENTS = 5_000_000
_TICKET_LENGTH = 12
#: What the vault authenticates winners' phone numbers with.
PHONE_PURPOSE = "prize-phone"


class Eligibility(StrEnum):
    """Who is in the pool. Each person once, however often he took part: nothing rewards tries, sharing or speed."""

    TOOK_PART = "took_part"
    PASSED = "passed"
    FULL_MARKS = "full_marks"


class DrawState(StrEnum):
    """Where a draw stands."""

    DRAFT = "draft"
    #: Rules and the seed's fingerprint are public.
    PUBLISHED = "published"
    #: The pool and its fingerprint are public.
    FROZEN = "frozen"
    #: Winners and the seed are public.
    DRAWN = "drawn"


class WinState(StrEnum):
    """What became of a prize that was drawn."""

    DRAWN = "drawn"
    #: The winner has come back to the page and left what is needed to hand the prize out.
    CLAIMED = "claimed"
    GIVEN = "given"
    #: Not claimed in time, or given up: the prize was drawn again.
    FORFEITED = "forfeited"


def ticket_of(ticket_key: str, person_id: int) -> str:
    """A person's ticket: 12 letters and digits that say nothing about him without the draw's secret key."""
    digest = hmac.digest(ticket_key.encode(), str(person_id).encode(), "sha256")
    return base64.b32encode(digest)[:_TICKET_LENGTH].decode()


def pool_file(tickets: Iterable[str]) -> bytes:
    """The published pool: tickets in ascending order, one a line."""
    return "".join(f"{ticket}\n" for ticket in sorted(tickets)).encode()


def hash_pool(pool: bytes) -> str:
    """SHA-256 (hex) of the pool file."""
    return hashlib.sha256(pool).hexdigest()


def final_seed(seed: str, public_number: str) -> str:
    """The seed that decides (hex): the committed one mixed with the number that nobody could know before."""
    return hashlib.sha256(f"{seed}\n{public_number}".encode()).hexdigest()


def draw_order(tickets: Sequence[str], final: str) -> list[str]:
    """All tickets in the order in which they win."""
    key = final.encode()
    return sorted(tickets, key=lambda ticket: (hmac.digest(key, ticket.encode(), "sha256"), ticket))
