"""Personal codes (个人码) as text: who, which issue, and a signature that only this installation makes."""

from __future__ import annotations

import hmac
from base64 import b32decode, b32encode
from binascii import Error
from dataclasses import dataclass
from hashlib import sha256

#: Person (5 bytes), serial (2 bytes), signature (8 bytes): 24 characters.
_PERSON, _SERIAL, _SIGNATURE = 5, 2, 8
CODE_LENGTH = 24
MOST_SERIALS = 2 ** (8 * _SERIAL) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCode:
    """What a code says that was signed by us; whether it still counts is known to the database."""

    person_id: int
    serial: int


def write_code(key: bytes, person_id: int, serial: int) -> str:
    """The code of one issue: 24 capital letters and digits, easy for cameras."""
    body = person_id.to_bytes(_PERSON) + serial.to_bytes(_SERIAL)
    return b32encode(body + _sign(key, body)).decode()


def _sign(key: bytes, body: bytes) -> bytes:
    return hmac.new(key, b"personal:" + body, sha256).digest()[:_SIGNATURE]


def read_code(key: bytes, said: str) -> ReadCode | None:
    """What a scanned or typed code says; None when it was not signed by us."""
    tidy = tidy_code(said)
    if len(tidy) != CODE_LENGTH:
        return None
    try:
        raw = b32decode(tidy)
    except Error:
        return None
    body, signature = raw[: _PERSON + _SERIAL], raw[_PERSON + _SERIAL :]
    if not hmac.compare_digest(signature, _sign(key, body)):
        return None
    return ReadCode(person_id=int.from_bytes(body[:_PERSON]), serial=int.from_bytes(body[_PERSON:]))


def tidy_code(said: str) -> str:
    """Capitals without spaces and dashes; 0 and 1 are what people read for O and I."""
    return "".join(said.split()).replace("-", "").upper().replace("0", "O").replace("1", "I")[:200]
