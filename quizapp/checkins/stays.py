"""How long people stayed: entries and exits of the log, paired.

The rule. The scans of one person in one slot (a day, or the whole session) are read in the order in which they happened,
late uploads too:

- an entry while outside begins a stay; an entry while inside (a second gate, a second tap) changes nothing;
- an exit while inside ends the stay; an exit while outside changes nothing;
- a stay without an exit lasts until the slot's own end, or until now while that is still to come; it is marked open;
- only time between the slot's own start and end counts: who comes an hour early has not stayed an hour longer.

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
    """One person in one slot."""

    first_in: datetime | None = None
    #: Last exit; None when nobody saw the person leave.
    last_out: datetime | None = None
    #: How often the person came in.
    entries: int = 0
    #: Time inside, within the slot's own time.
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


def _overlap(start: datetime, end: datetime, starts_at: datetime, ends_at: datetime) -> timedelta:
    return max(min(end, ends_at) - max(start, starts_at), timedelta(0))
