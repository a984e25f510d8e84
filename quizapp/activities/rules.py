"""Pure decisions about sessions: windows, tags, and where a joint session is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from quizapp.units import ancestor_ids


class DoorSettings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the door of one session works. The defaults are a poster, entries alone, a head a day."""

    #: Whether leaving is recorded too; then coming back is no second head, and the time stayed is known.
    takes_exits: bool = False
    #: A session of several days: a head a day, or one for the whole session.
    counts_each_day: bool = True
    #: Seconds that a rotating code stays; 0 = a static poster.
    code_interval_s: int = 0
    #: Grows when codes are renewed: older codes, tickets and screen links are worth nothing.
    code_round: int = 0
    #: Only people of the units that hold the session may come.
    host_units_only: bool = False
    #: Minutes after closing (and before opening) that still count; noted as evidence.
    tolerance_min: int = 0
    #: Whether people are asked to sign on their phone after checking in.
    asks_signature: bool = False
    #: Minutes that somebody must have stayed for a certificate; 0 = none.
    min_stay_min: int = 0
    #: Where it takes place; with it phones are asked for their distance. None = not asked.
    latitude: float | None = None
    longitude: float | None = None
    #: Further away than this (after the accuracy is taken off) is noted.
    radius_m: int = 500
    #: From so many other people on the same phone on, it is noted.
    shared_device_at: int = 5
    #: Doubts that refuse instead of informing; see `quizapp.activities.door.BLOCKABLE`.
    blocks: tuple[str, ...] = ()

    @property
    def rotates(self) -> bool:
        """Whether the code changes all the time."""
        return self.code_interval_s > 0

    @property
    def asks_location(self) -> bool:
        """Whether phones are asked where they are."""
        return self.latitude is not None and self.longitude is not None


def check_in_window(
    starts_at: datetime, ends_at: datetime, before_min: int, after_min: int
) -> tuple[datetime, datetime]:
    """First and last moment of check-in, both inclusive."""
    return starts_at - timedelta(minutes=before_min), ends_at + timedelta(minutes=after_min)


def slot_of(moment: datetime, starts_at: datetime, ends_at: datetime, zone: str) -> date:
    """Day of the session that a head at ``moment`` belongs to: the nearest of its days in ``zone``.

    Someone who comes before midnight for a session after midnight belongs to the session's first day.
    """
    tz = ZoneInfo(zone)
    first, last = starts_at.astimezone(tz).date(), ends_at.astimezone(tz).date()
    if ends_at > starts_at and ends_at.astimezone(tz).time() == datetime.min.time():
        last -= timedelta(days=1)  # a session until midnight has no head on the next day
    return min(max(moment.astimezone(tz).date(), first), last)


def window_of_slot(day: date, starts_at: datetime, ends_at: datetime, zone: str) -> tuple[datetime, datetime]:
    """First and last moment of a several-day session on one of its days.

    A session that goes from a morning to a later day's evening runs between these two clock times every day; one that
    runs through the night is cut at midnight.
    """
    tz = ZoneInfo(zone)
    first, last = starts_at.astimezone(tz), ends_at.astimezone(tz)
    if first.date() == last.date():
        return starts_at, ends_at
    if first.time() < last.time():
        opens, closes = datetime.combine(day, first.time(), tz), datetime.combine(day, last.time(), tz)
    else:
        opens = datetime.combine(day, datetime.min.time(), tz)
        closes = datetime.combine(day + timedelta(days=1), datetime.min.time(), tz)
    return max(opens.astimezone(UTC), starts_at), min(closes.astimezone(UTC), ends_at)


#: A session that ends after midnight and lasts no longer is one night, not two days.
_ONE_NIGHT = timedelta(hours=12)


def is_one_night(starts_at: datetime, ends_at: datetime, zone: str) -> bool:
    """Whether a session that ends on a later day runs on through the night: 20:00 to 06:00, but not 14:00 to 12:00."""
    tz = ZoneInfo(zone)
    return starts_at.astimezone(tz).time() >= ends_at.astimezone(tz).time() and ends_at - starts_at <= _ONE_NIGHT


def session_tags(delivery: str, sector: str, free: str) -> tuple[str, ...]:
    """Ledger tags of what an activity counts."""
    found = [f"delivery:{delivery}", *([f"sector:{sector}"] if sector else []), *free.split()]
    return tuple(dict.fromkeys(found))


def offset_units(paths: Sequence[str]) -> list[int | None]:
    """For each host the unit that must count one less, so that every subtree with any host counts exactly one.

    Hosts come in a fixed order. Each adds one to itself and everything above. Above the deepest unit that it shares
    with an earlier host, one was there already: that unit takes it back. None: nothing is shared.
    """
    chains = [ancestor_ids(path) for path in paths]
    return [_deepest_shared(chain, chains[:place]) for place, chain in enumerate(chains)]


def _deepest_shared(chain: list[int], earlier: list[list[int]]) -> int | None:
    seen = {unit_id for other in earlier for unit_id in other}
    return next((unit_id for unit_id in reversed(chain) if unit_id in seen), None)
