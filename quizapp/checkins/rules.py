"""Pure decisions at the door: what a scan means, which clock is believed, what identifies a form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

import msgspec

from quizapp.kit.i18n import N_


class Verdict(StrEnum):
    """What became of a scan. The stored value never changes."""

    ACCEPTED = "accepted"
    ALREADY_IN = "already_in"
    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    SELF_NOT_ALLOWED = "self_not_allowed"
    UNKNOWN_PERSON = "unknown_person"
    #: An earlier scan was taken back.
    UNDONE = "undone"

    @property
    def is_in(self) -> bool:
        """Whether the person counts as present now."""
        return self in {Verdict.ACCEPTED, Verdict.ALREADY_IN}


class Door(StrEnum):
    """How a person came in: the ledger's source of the attendance."""

    #: Own phone, from the poster.
    SCAN = "scan"
    HELPER = "helper"
    KIOSK = "kiosk"
    PAPER = "paper"


#: How a crowd was counted: key -> label (message id).
METHODS = {
    "counter": N_("现场逐个清点"),
    "seats": N_("按座位或排数"),
    "photo": N_("按现场照片"),
    "tickets": N_("按发放的资料或礼品"),
    "paper_sheet": N_("按纸质签到表"),
    "estimate": N_("现场目测估计"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What the door knows when a scan comes: the session's state and the person's."""

    at: datetime
    opens_at: datetime
    closes_at: datetime
    is_cancelled: bool
    allows_self: bool
    is_known: bool
    is_in: bool


def judge_scan(moment: Moment, *, door: Door, may_be_late: bool) -> Verdict:
    """What the scan means.

    Who is in already is told so even after closing: a second scan must never look like a refusal. ``may_be_late``
    lets staff with a reason enter people outside of the window.
    """
    if moment.is_cancelled:
        return Verdict.CANCELLED
    if not moment.is_known:
        return Verdict.UNKNOWN_PERSON
    if moment.is_in:
        return Verdict.ALREADY_IN
    if door is Door.SCAN and not moment.allows_self:
        return Verdict.SELF_NOT_ALLOWED
    return Verdict.ACCEPTED if may_be_late else judge_window(moment)


def judge_window(moment: Moment) -> Verdict:
    """`Verdict.ACCEPTED` from opening to closing, both inclusive."""
    if moment.at < moment.opens_at:
        return Verdict.NOT_OPEN_YET
    return Verdict.ACCEPTED if moment.at <= moment.closes_at else Verdict.CLOSED


def corrected_time(scanned_at: datetime, sent_at: datetime, now: datetime) -> datetime:
    """When a scan happened by the server's clock, from the device's clock at the scan and at sending.

    A device that is an hour ahead is an hour ahead twice, so the difference counts; the future does not.
    """
    return now - max(sent_at - scanned_at, timedelta(0))


def late_arrival(at: datetime, starts_at: datetime, ends_at: datetime) -> datetime:
    """Time noted for somebody entered outside of the window: the nearest moment of the session itself."""
    return min(max(at, starts_at), ends_at)


def payload_hash(*parts: object) -> str:
    """What a form said: the same nonce with another hash is a mistake, not a retry."""
    return sha256(msgspec.json.encode([None if part is None else str(part) for part in parts])).hexdigest()
