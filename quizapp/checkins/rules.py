"""Pure decisions at the door: what a scan means, which clock is believed, what identifies a form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

import msgspec

from quizapp.checkins.rotating import CodeState
from quizapp.checkins.verdicts import Verdict
from quizapp.kit.i18n import N_


class Door(StrEnum):
    """How a person came in: the ledger's source of the attendance."""

    #: Own phone, from the poster.
    SCAN = "scan"
    HELPER = "helper"
    KIOSK = "kiosk"
    PAPER = "paper"


class Direction(StrEnum):
    """Which way somebody went through the door."""

    ENTRY = "entry"
    EXIT = "exit"


#: Fits the column on both databases: 68 years.
_MOST_OFFSET_S = 2**31 - 1

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
    #: Went out and did not come back.
    is_outside: bool = False
    takes_exits: bool = False
    #: Whether the person's unit may come.
    is_admitted: bool = True
    #: A doubt that this session refuses.
    is_blocked: bool = False
    code: CodeState = CodeState.NONE
    #: Added to both ends of the window.
    tolerance: timedelta = timedelta(0)


def judge_scan(
    moment: Moment, *, door: Door, may_be_late: bool, direction: Direction = Direction.ENTRY
) -> Verdict:  # fmt: skip
    """What the scan means.

    Who is in already is told so even after closing, and even with an old code: a second scan must never look like a
    refusal. ``may_be_late`` lets staff with a reason enter people outside of the window and of other units.
    """
    if moment.is_cancelled:
        return Verdict.CANCELLED
    if moment.code is CodeState.REVOKED:
        return Verdict.REVOKED_CODE
    if not moment.is_known:
        return Verdict.WRONG_CODE if moment.code is CodeState.WRONG else Verdict.UNKNOWN_PERSON
    if direction is Direction.EXIT:
        return _judge_exit(moment)
    if moment.is_in:
        return _judge_return(moment)
    return _judge_entry(moment, door=door, may_be_late=may_be_late)


def _judge_exit(moment: Moment) -> Verdict:
    """Leaving is taken at any time: it is a fact, and adds nothing."""
    if not moment.takes_exits:
        return Verdict.EXITS_NOT_TAKEN
    if not moment.is_in or moment.is_outside:
        return Verdict.NOT_IN
    return _judge_code(moment) or Verdict.LEFT


def _judge_return(moment: Moment) -> Verdict:
    """Coming back is noted while the door is open; after that it is what it was."""
    if not moment.is_outside or judge_window(moment) is not Verdict.ACCEPTED:
        return Verdict.ALREADY_IN
    return _judge_code(moment) or Verdict.REENTERED


def _judge_entry(moment: Moment, *, door: Door, may_be_late: bool) -> Verdict:
    is_self = door is Door.SCAN
    if is_self and not moment.allows_self:
        return Verdict.SELF_NOT_ALLOWED
    if code := _judge_code(moment):
        return code
    if may_be_late:
        return Verdict.ACCEPTED
    if not moment.is_admitted:
        return Verdict.WRONG_UNIT
    in_time = judge_window(moment)
    # who comes too early hears of the time first: a doubt may be gone by then
    return Verdict.BLOCKED if in_time is Verdict.ACCEPTED and is_self and moment.is_blocked else in_time


def _judge_code(moment: Moment) -> Verdict | None:
    return {CodeState.EXPIRED: Verdict.EXPIRED_CODE, CodeState.WRONG: Verdict.WRONG_CODE}.get(moment.code)


def judge_window(moment: Moment) -> Verdict:
    """`Verdict.ACCEPTED` from opening to closing, both inclusive, the tolerance added."""
    if moment.at < moment.opens_at - moment.tolerance:
        return Verdict.NOT_OPEN_YET
    return Verdict.ACCEPTED if moment.at <= moment.closes_at + moment.tolerance else Verdict.CLOSED


def corrected_time(scanned_at: datetime, sent_at: datetime, now: datetime) -> datetime:
    """When a scan happened by the server's clock, from the device's clock at the scan and at sending.

    A device that is an hour ahead is an hour ahead twice, so the difference counts; the future does not.
    """
    return now - max(sent_at - scanned_at, timedelta(0))


def clock_offset(sent_at: datetime, now: datetime) -> int:
    """Seconds that a device's clock is ahead of the server's (negative: behind); a clock of another century is capped."""
    return max(-_MOST_OFFSET_S, min(_MOST_OFFSET_S, round((sent_at - now).total_seconds())))


def late_arrival(at: datetime, starts_at: datetime, ends_at: datetime) -> datetime:
    """Time noted for somebody entered outside of the window: the nearest moment of the session itself."""
    return min(max(at, starts_at), ends_at)


def payload_hash(*parts: object) -> str:
    """What a form said: the same nonce with another hash is a mistake, not a retry."""
    return sha256(msgspec.json.encode([None if part is None else str(part) for part in parts])).hexdigest()
