"""Decisions of a contest, pure: whether it is open, whether a person may start, until when answers count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: How long after the deadline a sheet may still arrive: slow networks, not more time to think.
GRACE = timedelta(seconds=30)
#: The same for one question with a clock of its own: shorter, for it comes with every question.
QUESTION_GRACE = timedelta(seconds=15)
#: How long after the end the seed is published: until then the end may still be moved.
SEED_KEPT = timedelta(days=1)
#: What people in the middle of a paper still have when a contest is closed by hand.
CLOSING_NOTICE = timedelta(minutes=5)


class Reveal(StrEnum):
    """What a participant sees after submission."""

    SCORE = "score"
    ANSWERS = "answers"
    EXPLANATIONS = "explanations"


class Counting(StrEnum):
    """Which of a person's papers is the result that counts (哪一次算数)."""

    #: The highest score; of equals the one with the shortest time, then the earliest.
    BEST = "best"
    LAST = "last"
    FIRST = "first"
    #: The mean of all papers that count.
    AVERAGE = "average"


class SubmittedBy(StrEnum):
    """Who sent a paper in."""

    PHONE = "phone"
    #: The deadline: the answers saved until then were graded.
    AUTOSUBMIT = "autosubmit"


class ContestState(StrEnum):
    """Where a contest stands at a moment of the server's clock."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class StartVerdict(StrEnum):
    """The answer to "may this person start now?"."""

    START = "start"
    #: A paper is still open: it is returned, nothing new is drawn.
    RESUME = "resume"
    NOT_PUBLISHED = "not_published"
    NOT_YET = "not_yet"
    PAUSED = "paused"
    CLOSED = "closed"
    NO_TRIES_LEFT = "no_tries_left"
    NO_TRIES_TODAY = "no_tries_today"
    #: Another feature keeps the person out (`entry`): a final is for those on its list.
    NOT_ADMITTED = "not_admitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a contest takes new starts."""

    opens_at: datetime
    closes_at: datetime
    published_at: datetime | None = None
    paused_at: datetime | None = None
    closed_at: datetime | None = None

    def state_at(self, now: datetime) -> ContestState:
        """The state at ``now``: opens at ``opens_at``, takes no start at or after ``closes_at``."""
        if self.published_at is None:
            return ContestState.DRAFT
        if now >= self.closes_at or (self.closed_at is not None and now >= self.closed_at):
            return ContestState.CLOSED
        if now < self.opens_at:
            return ContestState.UPCOMING
        return ContestState.PAUSED if self.paused_at is not None else ContestState.OPEN

    def shows_seed_at(self, now: datetime) -> bool:
        """Whether the seed is public: a day after the end by the clock; from then on the contest cannot go on."""
        return self.published_at is not None and now >= self.closes_at + SEED_KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """Tries of one person: used and allowed, in all and today. A limit of None means as often as one likes."""

    used: int
    used_today: int
    limit: int | None
    limit_today: int | None

    @property
    def left(self) -> int | None:
        """Tries left in all; None = without limit."""
        return None if self.limit is None else max(0, self.limit - self.used)

    @property
    def left_today(self) -> int | None:
        """Tries left today, never more than are left in all; None = without limit."""
        of_day = None if self.limit_today is None else max(0, self.limit_today - self.used_today)
        known = [count for count in (of_day, self.left) if count is not None]
        return min(known) if known else None


_BY_STATE = {
    ContestState.DRAFT: StartVerdict.NOT_PUBLISHED,
    ContestState.UPCOMING: StartVerdict.NOT_YET,
    ContestState.PAUSED: StartVerdict.PAUSED,
    ContestState.CLOSED: StartVerdict.CLOSED,
}


def may_start(state: ContestState, tries: Tries, *, has_open: bool) -> StartVerdict:
    """Whether a person may start. An open paper is always resumed, even when the contest has closed meanwhile."""
    if has_open:
        return StartVerdict.RESUME
    if state is not ContestState.OPEN:
        return _BY_STATE[state]
    if tries.left == 0:
        return StartVerdict.NO_TRIES_LEFT
    if tries.left_today == 0:
        return StartVerdict.NO_TRIES_TODAY
    return StartVerdict.START


def deadline_for(
    started_at: datetime, *, minutes_limit: int | None, closes_at: datetime, time_percent: int | None = 100
) -> datetime:
    """Last moment for answers: the minutes after the start, never beyond the contest's end.

    ``time_percent`` of the usual time (150 = half as much again); None = without limit but the contest's end.
    """
    if minutes_limit is None or time_percent is None:
        return closes_at
    return min(started_at + timedelta(seconds=minutes_limit * 60 * time_percent // 100), closes_at)


def last_moment(window: Window) -> datetime:
    """When the last paper of a contest ends, whatever anybody is given: its end, or soon after a closing by hand."""
    if window.closed_at is None:
        return window.closes_at
    return min(window.closes_at, window.closed_at + CLOSING_NOTICE)


def seconds_for_question(question_seconds: int | None, time_percent: int | None) -> int | None:
    """Seconds that a person has for one question, rounded up; None = the questions have no clock of their own."""
    if question_seconds is None or time_percent is None:
        return None
    return -(-question_seconds * time_percent // 100)


def takes_question(shown_at: datetime | None, seconds: int, now: datetime) -> bool:
    """Whether an answer that arrives at ``now`` counts for a question shown then (None: never shown)."""
    return shown_at is not None and now <= shown_at + timedelta(seconds=seconds) + QUESTION_GRACE


def takes_answers(deadline_at: datetime, now: datetime) -> bool:
    """Whether a sheet that arrives at ``now`` still counts: until the deadline and the grace after it."""
    return now <= deadline_at + GRACE


def has_passed(score: int, max_score: int, *, pass_percent: int) -> bool:
    """Whether ``score`` reaches the pass mark; exact, in whole numbers."""
    return score * 100 >= max_score * pass_percent
