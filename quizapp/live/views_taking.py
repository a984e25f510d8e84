"""An answer from what a phone sent to what it is told. Needs the application, no request."""

from __future__ import annotations

from functools import partial

from quizapp.live.service.answering import Kept, Sending, answer
from quizapp.live.showing import to_ms
from quizapp.live.wire import Receipt
from quizapp.web import store

#: Scope and limits of what phones ask most.
ME_LIMIT, ANSWERS_LIMIT = ("live.me", "240/minute"), ("live.answer", "120/minute")


def take(sending: Sending) -> Kept:
    """The answer that stands, durable. Raises what `answer` raises."""
    return store().retrying(partial(answer, sending=sending))


def receipt_of(kept: Kept) -> Receipt:
    """What the phone is told of the answer that stands."""
    return Receipt(place=kept.place, answer=list(kept.atoms), nonce=kept.nonce, at=to_ms(kept.received_at))
