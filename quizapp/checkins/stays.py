"""How long people stayed: entries and exits of the log, paired.

The rule. The scans of one person on one day are read in the order in which they happened, late uploads too. A session
that counts one head for several days is read day by day all the same: nobody is there in the nights between. Only one
that runs on through a single night (20:00 to 06:00) is one day.

- an entry while outside begins a stay; an entry while inside (a second gate, a second tap) changes nothing;
- an exit while inside ends the stay; an exit while outside changes nothing;
- a stay without an exit lasts until the day's own end, or until now while that is still to come; it is marked open;
- only time between the day's own start and end counts: who comes an hour early has not stayed an hour longer;
- a day without an entry is none, whatever exits it has.

Scans that were refused or taken back do not count. The first arrival is the first entry, whatever happened later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Somebody went through the door. Passages of one moment keep the order in which they were stored."""

    at: datetime
    is_exit: bool
    #: Id of the scan.
    scan_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One person on one day, or on the days of one head."""

    first_in: datetime | None = None
    #: Last exit; None when nobody saw the person leave.
    last_out: datetime | None = None
    #: How often the person came in.
    entries: int = 0
    #: Time inside, within the days' own time.
    stayed: timedelta = timedelta(0)
    #: Whether the last stay has no exit.
    is_open: bool = False

    @property
    def minutes(self) -> int:
        """Whole minutes."""
        return int(self.stayed.total_seconds() // 60)


def pair(passages: Iterable[Passage], *, starts_at: datetime, ends_at: datetime, now: datetime) -> Stay:
    """The stay that these passages make, in any order. See the rule above."""
    first_in = last_out = inside_since = None
    entries, stayed = 0, timedelta(0)
    for passage in sorted(passages, key=lambda each: (each.at, each.scan_id)):
        if passage.is_exit and inside_since is not None:
            stayed += _overlap(inside_since, passage.at, starts_at, ends_at)
            inside_since, last_out = None, passage.at
        elif not passage.is_exit and inside_since is None:
            inside_since, entries = passage.at, entries + 1
            first_in = first_in or passage.at
    if inside_since is not None:
        stayed += _overlap(inside_since, min(now, ends_at), starts_at, ends_at)
    return Stay(first_in=first_in, last_out=last_out, entries=entries, stayed=stayed, is_open=inside_since is not None)


def whole(stays: Iterable[Stay]) -> Stay:
    """The days of one head together, in their order."""
    days = sorted(stays, key=lambda stay: (stay.first_in is None, stay.first_in))
    return Stay(
        first_in=days[0].first_in, last_out=days[-1].last_out, entries=sum(stay.entries for stay in days),
        stayed=sum((stay.stayed for stay in days), start=timedelta(0)), is_open=days[-1].is_open,
    )  # fmt: skip


def _overlap(start: datetime, end: datetime, starts_at: datetime, ends_at: datetime) -> timedelta:
    return max(min(end, ends_at) - max(start, starts_at), timedelta(0))
