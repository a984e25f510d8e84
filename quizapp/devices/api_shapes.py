"""What devices say and hear, as structs: the OpenAPI document is made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Nonce = Annotated[str, Meta(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$")]
Short = Annotated[str, Meta(max_length=64)]
Moment = Annotated[datetime, Meta(tz=True)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]


class RedeemIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which browser opens the link; the link's secret is the bearer token of this one request."""

    browser: Short = ""


class DoorGate(msgspec.Struct, frozen=True, kw_only=True):
    """A gate that may be chosen."""

    id: int
    name: str


class DoorSession(msgspec.Struct, frozen=True, kw_only=True):
    """The one session that the device knows."""

    code: str
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    is_cancelled: bool
    takes_exits: bool
    gates: list[DoorGate]


class DoorSelf(msgspec.Struct, frozen=True, kw_only=True):
    """The device itself. ``state``: active | expired | revoked; the last two may only send what they still have."""

    role: Literal["steward", "supervisor", "kiosk"]
    name: str
    expires_at: datetime
    state: str


class RedeemOut(msgspec.Struct, frozen=True, kw_only=True):
    """The device's token: shown this once, stored hashed."""

    token: str
    device: DoorSelf
    session: DoorSession
    server_now: datetime


class DoorFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Live numbers. ``heads`` are 人次 (each person once); ``scans`` counts every accepted or repeated scan by gate."""

    heads: int
    expected: int | None
    by_source: dict[str, int]
    by_gate: dict[str, int]
    inside: int | None
    #: Uploads of all devices that wait for a person.
    waiting: int


class StatusIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the device is. ``last_nonce`` is the last scan that the server acknowledged to it."""

    sent_at: Moment
    unsent: Count = 0
    unsaved: Count = 0
    offline_since: Moment | None = None
    last_nonce: Annotated[str, Meta(max_length=64)] = ""


class StatusOut(msgspec.Struct, frozen=True, kw_only=True):
    """What the device needs to go on. ``knows_last`` false: the server lost scans; send everything again."""

    device: DoorSelf
    session: DoorSession
    figures: DoorFigures
    server_now: datetime
    clock_offset_s: int
    knows_last: bool


class DoorScan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scan: exactly one of ``code``, ``who`` and ``said_name``. ``scanned_at`` is the device's own clock."""

    nonce: Nonce
    scanned_at: Moment
    code: Annotated[str, Meta(max_length=300)] = ""
    who: Annotated[str, Meta(max_length=24)] = ""
    said_name: Annotated[str, Meta(max_length=80)] = ""
    direction: Literal["entry", "exit"] = "entry"
    gate_id: Annotated[int, Meta(ge=1, le=2**63 - 1)] | None = None
    via: Literal["camera", "photo", "typed", "usb", "search", "written", "program"] = "program"
    was_offline: bool = False
    reason: Annotated[str, Meta(max_length=200)] = ""
    grant: Short = ""


class DoorBatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Scans in any order; sending them again changes nothing. ``sent_at`` is the device's clock at sending."""

    sent_at: Moment
    scans: Annotated[list[DoorScan], Meta(min_length=1, max_length=100)]
    last_nonce: Annotated[str, Meta(max_length=64)] = ""


class DoorReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one scan.

    ``stored``: counted or counted before. ``refused``: told no at the door, kept. ``review``: filed for a person.
    All three are final for the device: it may forget the scan.
    """

    nonce: str
    outcome: Literal["stored", "refused", "review"]
    verdict: str
    #: Masked.
    name: str
    arrived_at: datetime | None


class DoorBatchOut(msgspec.Struct, frozen=True, kw_only=True):
    """Receipts in the order of the scans. A scan without one was not filed: send it again."""

    receipts: list[DoorReceipt]
    knows_last: bool
    server_now: datetime


class ResultQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which scan."""

    nonce: Nonce


class ResultOut(msgspec.Struct, frozen=True, kw_only=True):
    """The receipt; None when the scan never arrived."""

    receipt: DoorReceipt | None


class DoorPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody as a device may know him. ``keys``: sha256(salt:value), 16 hex digits, of folded name and code."""

    who: str
    name: str
    unit: str
    initials: str
    keys: list[str]
    is_in: bool


class PeopleOut(msgspec.Struct, frozen=True, kw_only=True):
    """The list for times without network. ``is_complete`` false: there are more people than are listed."""

    version: str
    salt: str
    people: list[DoorPerson]
    is_complete: bool


class SearchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a name, its pinyin or initials."""

    q: Annotated[str, Meta(min_length=1, max_length=50)]


class SearchOut(msgspec.Struct, frozen=True, kw_only=True):
    """Who fits, at most twenty."""

    people: list[DoorPerson]


class VisitorIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody typed at a kiosk."""

    name: Annotated[str, Meta(max_length=80)] = ""
    phone_tail: Annotated[str, Meta(max_length=16)] = ""


class PinIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The PIN that came with the device's link."""

    pin: Annotated[str, Meta(pattern="^[0-9]{6}$")]


class GrantOut(msgspec.Struct, frozen=True, kw_only=True):
    """Proof of the PIN, for ten minutes."""

    grant: str
    until: datetime


class UndoIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which scan of this session to take back, and why."""

    nonce: Nonce
    reason: Annotated[str, Meta(min_length=1, max_length=200)]
    grant: Short


class UndoOut(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it was taken back now; False when that was done before."""

    undone: bool


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """The device's new token; the one it came with is worth nothing any more."""

    token: str


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """It is done."""

    done: bool
