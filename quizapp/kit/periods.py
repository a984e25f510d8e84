"""Reporting periods: the week that closes on Wednesday evening, and everything up to a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from quizapp.errors import Invalid
from quizapp.kit.clock import DEFAULT_ZONE
from quizapp.kit.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days that a figure covers: ``first`` and ``last`` inclusive; None means open on that side."""

    key: str
    first: date | None
    last: date | None

    def contains(self, day: date) -> bool:
        """Whether ``day`` (of the campaign's time zone) lies in the period."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


CUMULATIVE = Period(key="cumulative", first=None, last=None)
#: As `datetime.date.weekday` counts.
WEDNESDAY = 2
#: What a period's key begins with, by the weekday on which its weeks close.
_WEEKS = ("week-mon", "week-tue", "week", "week-thu", "week-fri", "week-sat", "week-sun")


def week_of(day: date, *, closes_on: int = WEDNESDAY) -> Period:
    """The reporting week that holds ``day``, keyed by its last day: Thursday to Wednesday unless it closes elsewhere."""
    last = day + timedelta(days=(closes_on - day.weekday()) % 7)
    return Period(key=f"{_WEEKS[closes_on]}:{last.isoformat()}", first=last - timedelta(days=6), last=last)


def up_to(day: date) -> Period:
    """Everything until ``day``, that day included."""
    return Period(key=f"until:{day.isoformat()}", first=None, last=day)


def parse_period(text: str) -> Period:
    """``cumulative``, ``week:YYYY-MM-DD`` (any day of that week), or ``week-fri:…`` for weeks that close on Fridays.

    Raises `Invalid` otherwise.
    """
    if text == CUMULATIVE.key:
        return CUMULATIVE
    kind, _, day = text.partition(":")
    try:
        return week_of(date.fromisoformat(day), closes_on=_WEEKS.index(kind))
    except (ValueError, OverflowError):
        raise Invalid(
            N_("看不懂统计期“%(text)s”：请写 cumulative（累计）或 week:2026-06-10（该日所在的一周）"),
            field="period",
            text=text,
        ) from None


def noon(day: date, zone: str = DEFAULT_ZONE) -> datetime:
    """Midday of ``day`` in ``zone``, in UTC: for records that know only their day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).astimezone(UTC)
