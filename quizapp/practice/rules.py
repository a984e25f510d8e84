"""What follows from an answer: the mistake book, the ladder of the challenge, whose board may be seen. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from quizapp.questions import Atom

#: Right on so many different days in a row, a question leaves the mistake book.
LEAVES_AFTER_DAYS = 2
#: A board with fewer people would name them.
BOARD_MINIMUM = 10
BOARD_ROWS = 10
#: A share of fewer answers says more about people than about the question.
SHARE_MINIMUM = 5
#: How many questions of each difficulty stand below the last rung; the last one has no end.
_RUNGS = (("easy", 5), ("medium", 10), ("hard", 0))
#: Questions of a race; a run that took longer, or less for each question, is nobody's opponent.
RACE_SIZE, RACE_LONGEST_MS, RACE_SHORTEST_MS = 8, 30 * 60_000, 1_000
_MAX_ATOMS, _MAX_TEXT = 80, 200
_NONCE = re.compile(r"[a-z0-9]{8,32}")


class Mode(StrEnum):
    """A way of practising; the organizer opens each by itself."""

    FREE = "free"
    MISTAKES = "mistakes"
    DAILY = "daily"
    CHALLENGE = "challenge"
    RACE = "race"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a learner's answers to one question came to."""

    asked: int = 0
    right_count: int = 0
    is_mistake: bool = False
    right_days: int = 0
    right_on: date | None = None


def count_answer(before: Tally, *, is_right: bool, today: date) -> Tally:
    """The tally after one more answer.

    A mistake stays until it was right on two days in a row of answering; twice on one day is one day, a wrong answer
    starts again.
    """
    asked, right = before.asked + 1, before.right_count + is_right
    if not is_right:
        return Tally(asked=asked, right_count=right, is_mistake=True)
    if not before.is_mistake:
        return Tally(asked=asked, right_count=right)
    days = before.right_days + (before.right_on != today)
    stays = days < LEAVES_AFTER_DAYS
    return Tally(
        asked=asked, right_count=right, is_mistake=stays, right_days=days if stays else 0,
        right_on=today if stays else None,
    )  # fmt: skip


def climb(difficulties: Sequence[str], run: str) -> tuple[int, ...]:
    """Places of the questions in the order in which a run asks them: easy ones first, hard ones last, none twice.

    ``run`` decides alone, so that a reload asks the same question. The highest difficulty there is has no limit.
    """
    rng = Random(run)  # noqa: S311 - nothing is won here; a run must only be the same after a reload
    groups = [[place for place, level in enumerate(difficulties) if level == name] for name, _ in _RUNGS]
    top = max((number for number, group in enumerate(groups) if group), default=0)
    order: list[int] = []
    for number, (group, (_, most)) in enumerate(zip(groups, _RUNGS, strict=True)):
        mixed = rng.sample(group, len(group))
        order += mixed if number == top else mixed[:most]
    return tuple(order)


def read_atoms(values: Iterable[str]) -> tuple[Atom, ...]:
    """Form fields as an answer travels; empty when nothing was answered or far too much was sent."""
    atoms = [_atom(value.strip()) for value in values]
    if len(atoms) > _MAX_ATOMS or any(isinstance(atom, str) and len(atom) > _MAX_TEXT for atom in atoms):
        return ()
    return tuple(atoms) if any(atom != "" for atom in atoms) else ()


def _atom(text: str) -> Atom:
    """A number where it reads the same either way: "119" is one, "0119" is a text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 and str(int(text)) == text else text


def is_nonce(text: str) -> bool:
    """Whether it can be the name of a showing."""
    return _NONCE.fullmatch(text) is not None


class Outcome(StrEnum):
    """How a race ended."""

    AHEAD = "ahead"
    BEHIND = "behind"
    EVEN = "even"
    #: Nobody ran beside.
    ALONE = "alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How far a run has come."""

    done: int
    right: int
    #: Milliseconds until its last answer; 0 before the first.
    used_ms: int

    @classmethod
    def of(cls, marks: Sequence[tuple[int, int]], *, until_ms: int | None = None) -> Pace:
        """The pace of ``marks`` ([milliseconds, 1 = right]), those after ``until_ms`` left out."""
        done = [mark for mark in marks if until_ms is None or mark[0] <= until_ms]
        return cls(done=len(done), right=sum(mark[1] for mark in done), used_ms=done[-1][0] if done else 0)

    def against(self, other: Pace | None) -> Outcome:
        """More right answers are ahead; of equals the one that took less time."""
        if other is None:
            return Outcome.ALONE
        mine, theirs = (-self.right, self.used_ms), (-other.right, other.used_ms)
        if mine == theirs:
            return Outcome.EVEN
        return Outcome.AHEAD if mine < theirs else Outcome.BEHIND
