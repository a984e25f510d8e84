"""``POST /api/door/scans`` in front of the framework: a door of many gates sends one scan a request.

Nothing is filed twice when the framework gets a scan again, since it is known by its nonce.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import msgspec
from flask import Flask, g

from quizapp.devices.api import SCANS_PER_TOKEN, SCANS_SCOPE
from quizapp.devices.api_shapes import DoorBatch
from quizapp.devices.rules import hash_token
from quizapp.devices.service.links import find_device
from quizapp.devices.views_taking import known_of, take
from quizapp.web import Answering, Asked, Layer, LeaveIt, Said, services

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_PATH = "/api/door/scans"
_decode, _encode = msgspec.json.Decoder(DoorBatch).decode, msgspec.json.Encoder().encode


class ScanLayer(Layer):
    """Takes scans that go well."""

    #: A queue of fifty scans has some 15,000.
    largest: ClassVar[int] = 64 * 1024

    def find(self, method: str, path: str) -> Answering | None:
        """The one address of all scanners."""
        return _scans if path == _PATH and method == "POST" else None


def _scans(asked: Asked) -> Said:
    body, address = _decode(asked.body), asked.address()
    scheme, _, token = asked.header("HTTP_AUTHORIZATION").partition(" ")
    if scheme.lower() != "bearer" or any(said.reason for said in body.scans):
        raise LeaveIt  # a reason is written into the audit log
    token = token.strip()[:200]
    with services().store.read() as session:
        g.door_device = who = find_device(session, token)
        known = known_of(session, who, body)
    asked.count_try(SCANS_SCOPE, SCANS_PER_TOKEN, key=hash_token(token), address=address)
    return Said(body=_encode(take(who, body, known)), route="door_api.scans", is_personal=False)


def wrap(inner: WSGIApplication, app: Flask) -> ScanLayer:
    """The hook of the web room: layers in front of the framework."""
    return ScanLayer(inner, app)
