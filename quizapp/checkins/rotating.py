"""Rotating codes: computed from a key and the server's time, so that any number of screens show the same one.

Nothing is stored and nothing is sent ahead: a screen asks for the code of now. A code is good while it is shown and for
one step more, long enough to lift a phone. Whoever opened the page with it holds a ticket and may type slowly.
"""

from __future__ import annotations

import hmac
from base64 import b32encode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from quizapp.activities import SessionFacts
from quizapp.kit.ids import READABLE, tidy_short_code

#: A ticket is good this long after its code was scanned, or after opening when that comes later.
TICKET_GOOD = timedelta(minutes=10)
#: Who scans earlier than this before the opening scans again.
EARLIEST = timedelta(minutes=30)
TOKEN_LENGTH = 16
READABLE_LENGTH = 6


class CodeState(StrEnum):
    """What a code that came with a scan is worth."""

    #: None was needed.
    NONE = "none"
    GOOD = "good"
    EXPIRED = "expired"
    WRONG = "wrong"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCode:
    """The code of one moment."""

    token: str
    #: The same for typing by hand.
    readable: str
    changes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Proof that a phone saw a code in time."""

    state: CodeState
    scanned_at: datetime | None = None
    #: Age of the code in seconds and its step when it was scanned.
    code_age_s: int | None = None
    code_step: int | None = None
    #: Signed for another phone.
    is_foreign: bool = False


def session_key(facts: SessionFacts, key: bytes) -> bytes:
    """Key of the codes of one session in their present round, from the installation's ``key``."""
    return hmac.new(key, f"door:{facts.id}:{facts.code}:{facts.door.code_round}".encode(), sha256).digest()


def _digest(key: bytes, what: str) -> bytes:
    return hmac.new(key, what.encode(), sha256).digest()


def step_of(now: datetime, interval_s: int) -> int:
    """Number of the time step; the same for every screen."""
    return int(now.timestamp()) // interval_s


def token_of(key: bytes, step: int) -> str:
    """80 bits in the code's address."""
    return b32encode(_digest(key, f"token:{step}")[:10]).decode()


def readable_of(key: bytes, step: int) -> str:
    """Six characters that nobody confuses."""
    number = int.from_bytes(_digest(key, f"readable:{step}")[:8])
    letters = []
    for _ in range(READABLE_LENGTH):
        number, place = divmod(number, len(READABLE))
        letters.append(READABLE[place])
    return "".join(letters)


def code_now(facts: SessionFacts, key: bytes, now: datetime) -> ShownCode:
    """What screens show now."""
    own, interval = session_key(facts, key), facts.door.code_interval_s
    step = step_of(now, interval)
    changes_at = datetime.fromtimestamp((step + 1) * interval, UTC)
    return ShownCode(token=token_of(own, step), readable=readable_of(own, step), changes_at=changes_at)


def check_code(facts: SessionFacts, key: bytes, said: str, now: datetime) -> Ticket:
    """What a token or the typed characters are worth: the code of now and the one before are good, no other is.

    An older code of the last hour is told from a wrong one, so that people learn what to do.
    """
    own, interval = session_key(facts, key), facts.door.code_interval_s
    typed, step = tidy_short_code(said)[:TOKEN_LENGTH], step_of(now, interval)
    make = readable_of if len(typed) == READABLE_LENGTH else token_of
    for back in (0, 1):
        if _same(typed, make(own, step - back)):
            age = int(now.timestamp()) - (step - back) * interval
            return Ticket(state=CodeState.GOOD, scanned_at=now, code_age_s=age, code_step=back)
    old = any(_same(typed, make(own, step - back)) for back in range(2, 3600 // interval))
    return Ticket(state=CodeState.EXPIRED if old else CodeState.WRONG)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def sign_ticket(facts: SessionFacts, key: bytes, ticket: Ticket, device_hash: str) -> str:
    """A good ticket as text for one phone."""
    assert ticket.scanned_at is not None
    body = f"{int(ticket.scanned_at.timestamp())}.{ticket.code_age_s or 0}.{ticket.code_step or 0}.{device_hash[:16]}"
    return f"{body}.{_seal(facts, key, body)}"


def _seal(facts: SessionFacts, key: bytes, body: str) -> str:
    return urlsafe_b64encode(_digest(session_key(facts, key), f"ticket:{body}")[:15]).decode()


def read_ticket(facts: SessionFacts, key: bytes, text: str, device_hash: str, now: datetime) -> Ticket:
    """What a ticket is worth now; ``WRONG`` for none, for a forged one and for another phone's."""
    body, _, seal = text.rpartition(".")
    if not body or not _same(seal, _seal(facts, key, body)):
        return Ticket(state=CodeState.WRONG)
    scanned, age, step, device = body.split(".")
    at = datetime.fromtimestamp(int(scanned), UTC)
    is_foreign = not _same(device, device_hash[:16])
    counts_from = facts.opens_at if timedelta(0) < facts.opens_at - at <= EARLIEST else at
    state = CodeState.WRONG if is_foreign else CodeState.GOOD if now <= counts_from + TICKET_GOOD else CodeState.EXPIRED
    return Ticket(state=state, scanned_at=at, code_age_s=int(age), code_step=int(step), is_foreign=is_foreign)


def screen_key(facts: SessionFacts, key: bytes) -> str:
    """The last part of a screen's address: who has it sees the code of now, nothing else."""
    return urlsafe_b64encode(_digest(session_key(facts, key), "screen")[:15]).decode()


def is_screen_key(facts: SessionFacts, key: bytes, said: str) -> bool:
    """Whether a screen's address is one of ours, of the present round."""
    return _same(said, screen_key(facts, key))
