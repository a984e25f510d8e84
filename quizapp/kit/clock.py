"""Reading the clock: the one place that does, at the edge. Services take ``now`` as an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

#: Time zone of a campaign that names no other.
DEFAULT_ZONE = "Asia/Shanghai"


def utc_now() -> datetime:
    """The moment, aware, in UTC, with microseconds."""
    return datetime.now(UTC)


def local_date(moment: datetime, zone: str = DEFAULT_ZONE) -> date:
    """The calendar day of an aware ``moment`` in ``zone``."""
    return moment.astimezone(ZoneInfo(zone)).date()


def day_bounds(day: date, zone: str = DEFAULT_ZONE) -> tuple[datetime, datetime]:
    """First moment of ``day`` and of the next one, in UTC: a half-open interval."""
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    following = day + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=ZoneInfo(zone))
    return start.astimezone(UTC), end.astimezone(UTC)


def seconds_between(begun: datetime, ended: datetime) -> int:
    """Whole seconds from one moment to the other; 0 when the server's clock was set back in between."""
    return max(0, int((ended - begun).total_seconds()))
