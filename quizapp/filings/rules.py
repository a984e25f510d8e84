"""When a report is due, and what state it is in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from quizapp.kit.clock import day_bounds
from quizapp.kit.i18n import N_
from quizapp.kit.periods import CUMULATIVE, Period, week_of

#: Nobody plans more weeks than a year has.
MOST_WEEKS = 60


class State(StrEnum):
    """Where a filing stands. The stored value never changes."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    FROZEN = "frozen"


class Standing(StrEnum):
    """How a unit stands towards one report, as the level above sees it."""

    #: Not filed, and there is still time.
    OPEN = "open"
    #: Not filed, and the time is over.
    MISSING = "missing"
    #: Not filed, and a later week's report holds its figures.
    MERGED = "merged"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    FROZEN = "frozen"

    @property
    def label(self) -> str:
        """What people call it (a message id)."""
        return STANDING_LABELS[self]


STANDING_LABELS = {
    Standing.OPEN: N_("待报"),
    Standing.MISSING: N_("逾期未报"),
    Standing.MERGED: N_("已并入下期"),
    Standing.SUBMITTED: N_("已报，待审核"),
    Standing.RETURNED: N_("已退回"),
    Standing.ACCEPTED: N_("已通过"),
    Standing.FROZEN: N_("已定稿"),
}
#: What standings look like: chip tones of the house.
TONES = {
    Standing.OPEN: "", Standing.MISSING: "warn", Standing.MERGED: "", Standing.SUBMITTED: "action",
    Standing.RETURNED: "refuse", Standing.ACCEPTED: "done", Standing.FROZEN: "done",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What a calendar says about time. ``closes_at`` is minutes after midnight of the campaign's zone."""

    zone: str
    is_weekly: bool
    closes_on: int
    closes_at: int
    first_day: date
    last_day: date
    final_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One report: what it covers, from when it can be filed, and until when it is in time."""

    period: Period
    opens_at: datetime
    due_at: datetime

    @property
    def is_final(self) -> bool:
        """Whether it is the cumulative form."""
        return self.period == CUMULATIVE

    def is_open(self, now: datetime) -> bool:
        """Whether it can be filed: from its first day on, late ones included."""
        return now >= self.opens_at

    def is_over(self, now: datetime) -> bool:
        """Whether a report filed now is late."""
        return now > self.due_at


def windows(schedule: Schedule) -> list[Window]:
    """All reports of the calendar, the weeks in their order and the cumulative form last."""
    found: list[Window] = []
    last = week_of(schedule.last_day, closes_on=schedule.closes_on)
    week = week_of(schedule.first_day, closes_on=schedule.closes_on)
    while schedule.is_weekly and len(found) < MOST_WEEKS and _end(week) <= _end(last):
        found.append(_weekly(week, schedule))
        week = week_of(_end(week) + timedelta(days=1), closes_on=schedule.closes_on)
    if schedule.final_at is not None:
        opens = day_bounds(schedule.first_day, schedule.zone)[0]
        found.append(Window(period=CUMULATIVE, opens_at=opens, due_at=schedule.final_at))
    return found


def _end(week: Period) -> date:
    assert week.last is not None
    return week.last


def _weekly(week: Period, schedule: Schedule) -> Window:
    assert week.first is not None
    hour, minute = divmod(schedule.closes_at, 60)
    closes = datetime.combine(_end(week), time(hour, minute), tzinfo=ZoneInfo(schedule.zone)).astimezone(UTC)
    return Window(period=week, opens_at=day_bounds(week.first, schedule.zone)[0], due_at=closes)


def standing_of(state: str | None, window: Window, now: datetime, *, is_merged: bool = False) -> Standing:
    """How a unit stands whose newest filing is in ``state`` (None = it has none)."""
    if state is not None:
        return Standing(state)
    if is_merged:
        return Standing.MERGED
    return Standing.MISSING if window.is_over(now) else Standing.OPEN
