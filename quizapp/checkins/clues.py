"""What speaks for and against a scan. It informs whoever looks; it refuses only what a session was told to refuse.

No single clue proves anything: a family shares a phone, a hall shares an address, a cellar has no satellites. So
honest people are never stopped by default, and the doubts are kept for an organizer's eyes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import asin, cos, radians, sin, sqrt

import msgspec

from quizapp.activities import DoorSettings
from quizapp.kit.i18n import N_

#: A device whose clock is off by more than this is noted.
CLOCK_OFF = timedelta(minutes=2)
#: A scan stored this long after it happened was uploaded late.
LATE_AFTER = timedelta(minutes=2)
#: A position less exact than this says nothing about who stands where.
VAGUE_M = 2_000
_EARTH_M = 6_371_000

#: Doubt -> its words.
DOUBTS = {
    "far": N_("离会场远"),
    "no_location": N_("没有给出位置"),
    "vague_location": N_("位置不准"),
    "shared_device": N_("同一部手机签了多人"),
    "foreign_ticket": N_("凭证来自另一部手机"),
    "clock_off": N_("设备时钟不准"),
    "late_upload": N_("事后上传"),
    "outside_window": N_("在签到时间以外"),
}


class Clues(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was noted of one scan. Where the person stood is not kept, only how far that was from the place."""

    #: Metres to the place, and how exact the phone says that is.
    distance_m: int | None = None
    accuracy_m: int | None = None
    #: Other people who were let in with the same phone before.
    same_device: int = 0
    #: First part of the network address: /24 or /48.
    prefix: str = ""
    #: Seconds from when the code came up to when it was scanned; which step it was (0 current, 1 the one before).
    code_age_s: int | None = None
    code_step: int | None = None
    #: Seconds from the scan of the code to the tap.
    ticket_age_s: int | None = None
    #: A ticket of another phone was presented.
    is_foreign_ticket: bool = False
    #: What of the above is worth a look: keys of `DOUBTS`.
    doubts: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was noted."""
        return self == NO_CLUES


NO_CLUES = Clues()


def distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> int:
    """Metres between two places on the globe."""
    phi, other_phi = radians(latitude), radians(other_latitude)
    half_lat, half_lon = (other_phi - phi) / 2, radians(other_longitude - longitude) / 2
    chord = sin(half_lat) ** 2 + cos(phi) * cos(other_phi) * sin(half_lon) ** 2
    return round(2 * _EARTH_M * asin(min(1.0, sqrt(chord))))


def address_prefix(address: str | None) -> str:
    """The part of a network address that neighbours share; empty for none. Not enough to find one phone."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))


def weigh(
    clues: Clues, door: DoorSettings, *, is_own_phone: bool, clock_offset_s: int | None, is_late: bool, is_outside: bool
) -> Clues:
    """The same clues with what is worth a look."""
    found = [*(_of_phone(clues, door) if is_own_phone else ())]
    if clock_offset_s is not None and abs(clock_offset_s) > CLOCK_OFF.total_seconds():
        found.append("clock_off")
    found += ["late_upload"] * is_late + ["outside_window"] * is_outside
    return msgspec.structs.replace(clues, doubts=tuple(found))


def _of_phone(clues: Clues, door: DoorSettings) -> list[str]:
    found = [_of_place(clues, door)] if door.asks_location else []
    found += ["shared_device"] * (clues.same_device >= door.shared_device_at)
    found += ["foreign_ticket"] * clues.is_foreign_ticket
    return [doubt for doubt in found if doubt]


def _of_place(clues: Clues, door: DoorSettings) -> str:
    """The accuracy is taken off first: a phone that may be here is here."""
    if clues.distance_m is None:
        return "no_location"
    accuracy = clues.accuracy_m or 0
    if accuracy > VAGUE_M:
        return "vague_location"
    return "far" if clues.distance_m - accuracy > door.radius_m else ""


def blocked_by(clues: Clues, door: DoorSettings) -> bool:
    """Whether the session was told to refuse one of the doubts."""
    return bool(set(clues.doubts) & set(door.blocks))


def is_late_upload(scanned_at: datetime, now: datetime) -> bool:
    """Whether the scan was stored much later than it happened."""
    return now - scanned_at > LATE_AFTER
