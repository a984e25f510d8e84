"""Pure decisions about devices: roles, what a device may still do, grants of a PIN, how a code becomes a hash."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from quizapp.kit.i18n import N_
from quizapp.kit.text import fold_key

#: How long a link may wait to be opened.
INVITE_KEPT = timedelta(hours=24)
#: A device may check in until so long after its session closed.
DEVICE_KEPT = timedelta(hours=24)
#: A PIN opens what it protects for so long.
GRANT_KEPT = timedelta(minutes=10)
#: A device that was not heard of for so long is shown as away.
SILENT_AFTER = timedelta(minutes=3)
#: Clocks further apart than this are shown to the organizer.
CLOCK_SHOWN_FROM_S = 120
PIN_DIGITS = 6
#: Characters of a hash on the offline list: 64 bits, no two people of a session meet by chance.
KEY_LENGTH = 16


#: A clock beyond these is broken; what it says is cut to them, so that no arithmetic overflows and the scan is filed.
_FIRST_MOMENT, _LAST_MOMENT = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def sane_moment(said: datetime) -> datetime:
    """What a device's clock said, cut to two centuries."""
    return min(max(said, _FIRST_MOMENT), _LAST_MOMENT)


class DeviceRole(StrEnum):
    """What a device is for. The stored value never changes."""

    STEWARD = "steward"
    SUPERVISOR = "supervisor"
    KIOSK = "kiosk"

    @property
    def label(self) -> str:
        """What people call it (a message id)."""
        return ROLE_LABELS[self]

    @property
    def needs_pin(self) -> bool:
        """Whether its link comes with a PIN."""
        return self is not DeviceRole.STEWARD


ROLE_LABELS = {
    DeviceRole.STEWARD: N_("签到员"),
    DeviceRole.SUPERVISOR: N_("负责人"),
    DeviceRole.KIOSK: N_("自助机"),
}


class Outcome(StrEnum):
    """Where an uploaded scan lies. The stored value never changes."""

    #: The person is in (or out), as the scan said.
    STORED = "stored"
    #: The person was told no at the door; the scan is kept.
    REFUSED = "refused"
    #: Let in without an answer, and it does not fit: a person decides.
    REVIEW = "review"


class Problem(StrEnum):
    """Why an upload waits for a person, beside the verdicts of check-in."""

    NONCE_TAKEN = "nonce_taken"
    DEVICE_REVOKED = "device_revoked"
    DEVICE_EXPIRED = "device_expired"
    WRITTEN_DOWN = "written_down"


#: Why an upload waits (message ids): problems, and verdicts of check-in on somebody who was let in.
PROBLEM_LABELS = {
    "nonce_taken": N_("编号相同、内容不同"),
    "device_revoked": N_("设备收回以后才扫的"),
    "device_expired": N_("设备到期以后才扫的"),
    "written_down": N_("没找到人，记下了姓名"),
    "unknown_person": N_("没有找到这个人"),
    "not_open_yet": N_("还没到签到时间"),
    "closed": N_("签到已经结束"),
    "cancelled": N_("这一场已取消"),
    "undone": N_("这次签到被撤销过"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The installation's keys for this room and for personal codes."""

    door: bytes
    codes: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device as it stands in a request. ``scope`` are the subtrees whose people it may look up."""

    id: int
    session_id: int
    role: DeviceRole
    name: str
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def actor(self) -> str:
        """How tables and the ledger note it."""
        return f"device:{self.id}"

    def problem_at(self, moment: datetime) -> Problem | None:
        """Why a scan of that moment may not count by itself."""
        if self.revoked_at is not None and moment > self.revoked_at:
            return Problem.DEVICE_REVOKED
        return Problem.DEVICE_EXPIRED if moment > self.expires_at else None

    def is_over(self, now: datetime) -> bool:
        """Whether it may do nothing any more but send what it still has."""
        is_revoked = self.revoked_at is not None and now >= self.revoked_at
        return is_revoked or now > self.expires_at


def hash_token(token: str) -> str:
    """What is stored of links and tokens; they have 130 random bits, so that no salt is needed."""
    return sha256(f"door:{token}".encode()).hexdigest()


def said_hash(*said: str) -> str:
    """What a scan said: the same nonce with another hash is a mistake, not a retry."""
    return sha256("\x00".join(said).encode()).hexdigest()


def hash_pin(pin: str, device_id: int, key: bytes) -> str:
    """What is stored of a PIN: useless without the installation's key, so that six digits are enough."""
    return hmac.new(key, f"pin:{device_id}:{pin}".encode(), sha256).hexdigest()


def list_salt(session_id: int, key: bytes) -> str:
    """The salt of a session's offline list: lists of two sessions cannot be laid over each other."""
    return hmac.new(key, f"list:{session_id}".encode(), sha256).hexdigest()[:16]


def list_key(value: str, salt: str) -> str:
    """What stands for a name or code on the offline list; the device computes the same."""
    return sha256(f"{salt}:{value}".encode()).hexdigest()[:KEY_LENGTH]


def name_key(name: str) -> str:
    """A name as the device folds it."""
    return fold_key(name)


def make_grant(device_id: int, now: datetime, key: bytes) -> str:
    """Proof that the right PIN was typed on this device at ``now``."""
    issued = int(now.timestamp())
    return f"{issued}.{_sign_grant(device_id, issued, key)}"


def _sign_grant(device_id: int, issued: int, key: bytes) -> str:
    return hmac.new(key, f"grant:{device_id}:{issued}".encode(), sha256).hexdigest()[:32]


def is_granted(grant: str, device_id: int, moment: datetime, key: bytes) -> bool:
    """Whether ``grant`` was made for this device and held at ``moment``."""
    issued, _, signature = grant.partition(".")
    if not grant.isascii() or not issued.isdigit() or len(issued) > 11:
        return False
    if not hmac.compare_digest(signature, _sign_grant(device_id, int(issued), key)):
        return False
    since = moment - datetime.fromtimestamp(int(issued), UTC)
    # a second's fraction was cut off; a corrected clock may be a few seconds early
    return timedelta(seconds=-30) <= since <= GRANT_KEPT
