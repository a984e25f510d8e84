"""``POST /api/live/<code>/answers`` and ``GET /api/live/<code>/me`` in front of the framework: a hall does both at once.

Nothing is stored twice when the framework gets an answer again, since it is known by its nonce.
"""

from __future__ import annotations

from functools import partial

import msgspec

from quizapp.kit.ids import tidy_short_code
from quizapp.live.queries import read_me
from quizapp.live.service.answering import Sending
from quizapp.live.views_taking import ANSWERS_LIMIT, ME_LIMIT, receipt_of, take
from quizapp.live.wire import ReceiptAnswer, Sent
from quizapp.people import hash_device
from quizapp.web import Answering, Asked, Layer, LeaveIt, Said, services

_PREFIX = "/api/live/"
_decode, _encode = msgspec.json.Decoder(Sent).decode, msgspec.json.Encoder().encode


class PhoneLayer(Layer):
    """Answers phones of a room where all goes well."""

    def find(self, method: str, path: str) -> Answering | None:
        """The two addresses of a room that everybody asks at once."""
        if not path.startswith(_PREFIX):
            return None
        code, _, wanted = path[len(_PREFIX) :].partition("/")
        match method, wanted:
            case "GET", "me":
                return partial(_me, tidy_short_code(code[:20]))
            case "POST", "answers":
                return partial(_take, tidy_short_code(code[:20]))
        return None


def _me(code: str, asked: Asked) -> Said:
    phone = asked.phone()
    asked.count_try(*ME_LIMIT, key=phone.device_key, address=phone.address)
    with services().store.read() as session:
        return Said(body=_encode(read_me(session, code, hash_device(phone.device_key))), route="live_api.me")


def _take(code: str, asked: Asked) -> Said:
    """The receipt; where another answer stands the framework has the words for it."""
    phone = asked.phone(token=asked.header("HTTP_X_CSRFTOKEN"))
    body = _decode(asked.body)
    asked.count_try(*ANSWERS_LIMIT, key=phone.device_key, address=phone.address)
    sending = Sending(
        code=code, device_hash=hash_device(phone.device_key), place=body.place, atoms=body.answer, nonce=body.nonce,
        received_at=asked.received_at,
    )  # fmt: skip
    kept = take(sending)
    if not kept.is_mine:
        raise LeaveIt
    return Said(body=_encode(ReceiptAnswer(receipt=receipt_of(kept))), route="live_api.take")
