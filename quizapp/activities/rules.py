"""Pure decisions about sessions: windows, tags, and where a joint session is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from quizapp.units import ancestor_ids


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
