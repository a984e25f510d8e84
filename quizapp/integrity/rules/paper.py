"""What the rules see of a paper, and what they say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

#: Characters a second that a grown-up reads with understanding (400 a minute); reading aloud takes longer.
ORDINARY_CHARS_PER_S = 400 / 60


class Rule(StrEnum):
    """Why a paper deserves a look."""

    #: One phone, many names, hardly any time for each.
    DEVICE = "device"
    #: Less time than reading the stems takes.
    SPEED = "speed"
    #: The same rare mistakes and hardly a difference, from different people within a short time.
    ANSWERS = "answers"
    #: A burst of papers in the middle of the night.
    NIGHT = "night"
    #: Papers at intervals as regular as a clock.
    RHYTHM = "rhythm"
    #: The unit has a roster, and the name is not on it.
    ROSTER = "roster"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that was handed in. All moments are the server's; no name, no text of an answer's author."""

    attempt_id: int
    person_id: int
    unit_id: int
    #: The phone, as far as it is known: equal keys are one phone.
    device: str | None
    attempt_no: int
    started_at: datetime
    submitted_at: datetime
    #: Day and hour of handing in, in the campaign's time zone.
    day: date
    hour: int
    #: False when the deadline sent it in: then its end says nothing about speed.
    is_handed_in: bool
    #: Question -> answer, independent of the order in which options were shown; only what was answered.
    answers: Mapping[int, object] = field(default_factory=dict)
    #: Questions among them that were not fully right.
    wrong: frozenset[int] = frozenset()
    #: Characters of the stems of the answered questions, and of stems with options.
    stem_chars: int = 0
    all_chars: int = 0
    #: Whether the name is on the roster; None where its unit has none.
    is_on_roster: bool | None = None
    #: A helper wrote the name down: he has seen the person.
    is_helped: bool = False

    @property
    def seconds(self) -> float:
        """From start to hand-in."""
        return max(0.0, (self.submitted_at - self.started_at).total_seconds())

    @property
    def pace(self) -> float:
        """Time used, as a share of what ordinary reading of everything answered takes; 1 for an empty paper."""
        return self.seconds / (self.all_chars / ORDINARY_CHARS_PER_S) if self.all_chars else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Evidence about one paper. ``detail`` holds numbers and ids of papers: nothing about who somebody is."""

    attempt_id: int
    rule: Rule
    #: How unlike an honest paper, 0 to 1.
    score: float
    detail: Mapping[str, object]
