"""How entries are chained: pure functions from content to bytes, the same on every database.

An entry's ``digest`` is a keyed hash of its content; its ``mac`` ties that digest to its position and to the entry
before it. Personal data enters the digest only as a salted hash, so that payload and salt can be erased for good
while the chain stays whole.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

_SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an entry says, without its place in the chain."""

    at: datetime
    actor_id: int | None
    actor_name: str
    action: str
    object_type: str
    object_id: str
    unit_id: int | None
    detail: str
    personal_digest: bytes | None


class Said(Protocol):
    """Anything with the fields of `Content`: a row read back is one."""

    @property
    def at(self) -> datetime: ...
    @property
    def actor_id(self) -> int | None: ...
    @property
    def actor_name(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def object_type(self) -> str: ...
    @property
    def object_id(self) -> str: ...
    @property
    def unit_id(self) -> int | None: ...
    @property
    def detail(self) -> str: ...
    @property
    def personal_digest(self) -> bytes | None: ...


def canonical_json(facts: Mapping[str, object]) -> str:
    """One spelling for equal facts: sorted keys, no spaces, characters as they are."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def blind(personal: str) -> tuple[bytes, bytes]:
    """A fresh salt, and the hash of ``personal`` under it."""
    salt = os.urandom(_SALT_BYTES)
    return salt, blinded(personal, salt)


def blinded(personal: str, salt: bytes) -> bytes:
    """The hash of ``personal`` under ``salt``."""
    return hmac.digest(salt, personal.encode(), "sha256")


def digest_of(said: Said, key: bytes) -> bytes:
    """Keyed hash of what an entry says. Fields are framed by their length: no two contents look alike."""
    at = said.at if said.at.tzinfo is UTC else said.at.astimezone(UTC)
    moment = at.isoformat(timespec="microseconds")
    actor_id, unit_id = _number(said.actor_id), _number(said.unit_id)
    personal = said.personal_digest.hex() if said.personal_digest else "-"
    framed = (  # one f-string: this runs once an entry of a log that may have millions
        f"{len(moment)}:{moment}{len(actor_id)}:{actor_id}{len(said.actor_name)}:{said.actor_name}"
        f"{len(said.action)}:{said.action}{len(said.object_type)}:{said.object_type}"
        f"{len(said.object_id)}:{said.object_id}{len(unit_id)}:{unit_id}{len(said.detail)}:{said.detail}"
        f"{len(personal)}:{personal}"
    )
    return hmac.digest(key, framed.encode("utf-8", "surrogatepass"), "sha256")


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)


def link(position: int, digest: bytes, previous_mac: bytes, key: bytes) -> bytes:
    """The entry's ``mac``; the first entry follows empty bytes."""
    return hmac.digest(key, b"link:%d:" % position + digest + previous_mac, "sha256")


def sign_head(count: int, last_mac: bytes, key: bytes) -> bytes:
    """Signature of the chain's end."""
    return hmac.digest(key, b"head:%d:" % count + last_mac, "sha256")


def same(left: bytes | None, right: bytes) -> bool:
    """Whether two hashes are equal, in constant time; a missing one never is."""
    return left is not None and hmac.compare_digest(left, right)
