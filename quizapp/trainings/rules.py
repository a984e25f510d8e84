"""What a training is and who completed one. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from quizapp.activities import SessionFacts, get_kind
from quizapp.kit.clock import local_date

#: Groups of activity kinds whose sessions teach: 培训, 学习宣讲.
GROUPS = ("training", "study")
#: Minutes of a class hour (学时).
CLASS_HOUR_MIN = 45


def is_training(kind: str) -> bool:
    """Whether sessions of this kind have a training record."""
    return get_kind(kind).group in GROUPS


def usual_tenth_hours(facts: SessionFacts) -> int:
    """Class hours as the session's own time makes them, in tenths; over several days each day's time counts."""
    windows = [facts.day_window(day) for day in facts.days]
    seconds = sum(((end - start) for start, end in windows), start=timedelta(0)).total_seconds()
    return min(round(seconds / 60 / CLASS_HOUR_MIN * 10), 10_000)


def show_hours(tenths: int) -> str:
    """``15`` -> ``1.5``"""
    return f"{tenths / 10:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """The result that counts, by the contest's rule."""

    #: Hundredths of a point.
    score: int
    max_score: int
    passed: bool
    attempts: int
    reached_at: datetime

    def day(self, zone: str) -> date:
        """Day of the result on the campaign's clock."""
        return local_date(self.reached_at, zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """How one person was there, all days together."""

    first_in: datetime
    #: Days on which the person came, of the session's.
    days: int
    minutes: int
    #: Nobody saw the person leave: the time runs to the end of the session.
    is_open: bool
    #: Meets the session's shortest stay.
    is_enough: bool


def is_complete(presence: Presence | None, exam: Exam | None, *, has_exam: bool) -> bool:
    """Whether a person completed the training: came, stayed long enough, and passed where there is an exam."""
    return presence is not None and presence.is_enough and (not has_exam or (exam is not None and exam.passed))
