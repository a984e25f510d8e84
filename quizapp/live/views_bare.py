"""``POST /api/live/<code>/answers`` and ``GET /api/live/<code>/me`` in front of the framework: a hall does both at once.

Only what goes well is answered here, with the headers of every other answer. Whatever is not as it should be goes on to
the framework with its body unread: it says what is wrong, and stores nothing twice, since an answer is known by its nonce.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from flask import Flask

from quizapp.kit.ids import tidy_short_code
from quizapp.live.queries import read_me
from quizapp.live.service.answering import Sending
from quizapp.live.views_taking import ANSWERS_LIMIT, ME_LIMIT, receipt_of, take
from quizapp.live.wire import ReceiptAnswer, Sent
from quizapp.people import hash_device
from quizapp.web import Phone, count_try, enter, find_phone, plain_headers, services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PREFIX = "/api/live/"
#: Bytes of an answer that is looked at here.
_LARGEST = 16 * 1024
_decode, _encode = msgspec.json.Decoder(Sent).decode, msgspec.json.Encoder().encode


class PhoneLayer:
    """Answers phones of ``app`` where all goes well; everything else goes on to ``inner``."""

    def __init__(self, inner: WSGIApplication, app: Flask) -> None:
        self._inner, self._app = inner, app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith(_PREFIX) or environ.get("QUERY_STRING"):
            return self._inner(environ, start_response)
        code, _, wanted = path[len(_PREFIX) :].partition("/")
        match environ.get("REQUEST_METHOD"), wanted:
            case "GET", "me":
                return self._me(tidy_short_code(code[:20]), environ, start_response)
            case "POST", "answers":
                return self._take(tidy_short_code(code[:20]), environ, start_response)
        return self._inner(environ, start_response)

    def _me(self, code: str, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        def answer(phone: Phone) -> bytes:
            count_try(*ME_LIMIT, key=phone.device_key, address=phone.address)
            with services().store.read() as session:
                return _encode(read_me(session, code, hash_device(phone.device_key)))

        return self._answer(environ, start, answer, is_change=False)

    def _take(self, code: str, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        received_at = self._app.extensions["quizapp"].clock()
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdecimal() or not 0 < int(length) <= _LARGEST:
            return self._inner(environ, start)
        raw = environ["wsgi.input"].read(int(length))

        def answer(phone: Phone) -> bytes | None:
            return _taken(code, phone, _decode(raw), received_at)

        return self._answer(environ | {"wsgi.input": io.BytesIO(raw)}, start, answer, is_change=True)

    def _answer(
        self,
        environ: WSGIEnvironment,
        start: StartResponse,
        answer: Callable[[Phone], bytes | None],
        *,
        is_change: bool,
    ) -> Iterable[bytes]:
        phone = find_phone(self._app, environ, is_change=is_change)
        said = None if phone is None else self._said(phone, answer)
        if said is None:
            return self._inner(environ, start)
        enter(environ, "live_api.take" if is_change else "live_api.me")
        about = [("Content-Type", "application/json"), ("Content-Length", str(len(said))), ("Vary", "Cookie")]
        start("200 OK", [*about, *plain_headers(self._app)])
        return [said]

    def _said(self, phone: Phone, answer: Callable[[Phone], bytes | None]) -> bytes | None:
        with self._app.app_context():
            try:
                return answer(phone)
            except Exception:  # noqa: BLE001 - nothing is durable of what raised, and the framework says what it was
                return None


def _taken(code: str, phone: Phone, body: Sent, received_at: datetime) -> bytes | None:
    """The receipt; None where another answer stands, which needs words."""
    count_try(*ANSWERS_LIMIT, key=phone.device_key, address=phone.address)
    sending = Sending(
        code=code, device_hash=hash_device(phone.device_key), place=body.place, atoms=body.answer, nonce=body.nonce,
        received_at=received_at,
    )  # fmt: skip
    kept = take(sending)
    return _encode(ReceiptAnswer(receipt=receipt_of(kept))) if kept.is_mine else None
