"""Decisions of the live quiz, pure: what the clock says, who may answer, what an answer earns, what a host may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from quizapp.kit.text import fold_key

#: From the host's tap to the question: longer than the pause between two polls, so that all phones know the moment
#: before it comes, and time for 3-2-1.
LEAD = timedelta(seconds=3)
#: Answers that arrive this long after the question closed are taken: they were on their way. Elapsed time ends at the
#: question's seconds all the same.
GRACE_MS = 1_000
GRACE = timedelta(milliseconds=GRACE_MS)
#: Kahoot gives full points up to here: nobody reads faster.
_FAST_MS = 500
#: What each further right answer in a row adds, and how often.
STREAK_STEP, STREAK_MOST = 100, 5
#: Types whose widget fits a phone held in a hall.
LIVE_TYPES = ("single", "multiple", "true_false", "ordering")
_MS = timedelta(milliseconds=1)


class Preset(StrEnum):
    """What a right answer earns."""

    #: Its points, however long it took; time only breaks ties.
    RIGHT_FIRST = "right_first"
    #: points x (1 - t/T)
    SPEED_LINEAR = "speed_linear"
    #: points x (1 - t/T/2)
    SPEED_KAHOOT = "speed_kahoot"


class Mode(StrEnum):
    """Whether one mistake ends the game for a player."""

    STANDARD = "standard"
    #: 一站到底
    ELIMINATION = "elimination"


class Phase(StrEnum):
    """Where a room stands, as stored."""

    DRAFT = "draft"
    LOBBY = "lobby"
    ASKING = "asking"
    REVEALED = "revealed"
    BOARD = "board"
    FINISHED = "finished"


#: Phases of a room in which people are.
OPEN_PHASES = (Phase.LOBBY, Phase.ASKING, Phase.REVEALED, Phase.BOARD)


class Step(StrEnum):
    """What is going on at a moment: the stored phase with the clock beside it."""

    DRAFT = "draft"
    LOBBY = "lobby"
    #: Announced, not to be seen yet.
    READY = "ready"
    OPEN = "open"
    PAUSED = "paused"
    #: Closed; answers on their way are still taken.
    GRACE = "grace"
    LOCKED = "locked"
    REVEALED = "revealed"
    BOARD = "board"
    FINISHED = "finished"


class Verdict(StrEnum):
    """What becomes of an answer."""

    TAKE = "take"
    TOO_EARLY = "too_early"
    PAUSED = "paused"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the clock needs to know of a room."""

    phase: str
    place: int
    opens_at: datetime | None
    closes_at: datetime | None
    paused_at: datetime | None

    def step_at(self, now: datetime) -> Step:
        """What is going on at ``now``."""
        if self.phase != Phase.ASKING or self.opens_at is None or self.closes_at is None:
            return Step(self.phase)
        if self.paused_at is not None:
            return Step.PAUSED
        if now < self.opens_at:
            return Step.READY
        if now < self.closes_at:
            return Step.OPEN
        return Step.GRACE if now < self.closes_at + GRACE else Step.LOCKED

    def shows_question(self, now: datetime) -> bool:
        """Whether the question on stage may be seen: from its moment on, and never before."""
        if self.phase != Phase.ASKING:
            return self.phase == Phase.REVEALED
        return self.opens_at is not None and (self.paused_at or now) >= self.opens_at

    def left_ms(self, now: datetime) -> int:
        """Milliseconds until it closes, as of the pause while the clock stands."""
        return max(0, (self.closes_at - (self.paused_at or now)) // _MS) if self.closes_at else 0

    def elapsed_ms(self, received_at: datetime, seconds: int) -> int:
        """Milliseconds since the question opened, within 0 .. its seconds."""
        since = (received_at - self.opens_at) // _MS if self.opens_at else 0
        return min(max(0, since), seconds * 1000)

    def judge(self, place: int, received_at: datetime) -> Verdict:
        """Whether an answer to ``place`` that came in at ``received_at`` is taken."""
        if place > self.place:
            return Verdict.TOO_EARLY
        if place < self.place or self.phase != Phase.ASKING or self.opens_at is None or self.closes_at is None:
            return Verdict.TOO_LATE
        if received_at < self.opens_at:
            return Verdict.TOO_EARLY
        if self.paused_at is not None:
            return Verdict.PAUSED
        return Verdict.TAKE if received_at <= self.closes_at + GRACE else Verdict.TOO_LATE


def earn_points(preset: str, *, share: float, points: int, elapsed_ms: int, seconds: int) -> int:
    """Points of an answer worth ``share`` (0 to 1) after ``elapsed_ms``. Whole, never below 0."""
    used = min(1.0, max(0.0, elapsed_ms / (seconds * 1000)))
    if preset == Preset.SPEED_LINEAR:
        return round(points * share * (1 - used))
    if preset == Preset.SPEED_KAHOOT:
        return round(points * share * (1 if elapsed_ms < _FAST_MS else 1 - used / 2))
    return round(points * share)


def streak_bonus(before: int) -> int:
    """What a right answer after ``before`` right ones in a row earns besides: 0, 100, 200 ... 500."""
    return STREAK_STEP * min(before, STREAK_MOST)


#: What a host may do at each step, in the order of the buttons; what concerns players is always allowed.
_ACTS: dict[Step, tuple[str, ...]] = {
    Step.DRAFT: ("open",),
    Step.LOBBY: ("next", "finish"),
    Step.READY: ("pause", "skip"),
    Step.OPEN: ("close", "pause", "extend", "skip"),
    Step.PAUSED: ("resume", "skip"),
    Step.GRACE: ("skip",),
    Step.LOCKED: ("reveal", "skip"),
    Step.REVEALED: ("next", "board", "finish"),
    Step.BOARD: ("next", "finish"),
    Step.FINISHED: (),
}
PLAYER_ACTS = ("remove", "allow", "hide", "show", "rename", "move_code")


def allowed_acts(step: Step, *, is_last: bool, is_locked: bool) -> tuple[str, ...]:
    """What fits now: without ``next`` after the last question, ``board`` left to a room that shows names."""
    found = tuple(act for act in _ACTS[step] if not (act == "next" and is_last))
    if step in (Step.DRAFT, Step.FINISHED):
        return found
    return (*found, "unlock" if is_locked else "lock")


def has_bad_word(name: str, words: Sequence[str]) -> bool:
    """Whether a folded word stands anywhere in the folded name."""
    folded = fold_key(name)
    return any(word in folded for word in _folded(tuple(words)))


@lru_cache(maxsize=64)
def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(found for word in words if (found := fold_key(word)))


def clean_words(raw: str) -> list[str]:
    """Words typed one a line or with commas; at most 200."""
    parts = raw.replace("，", "\n").replace(",", "\n").replace("、", "\n").splitlines()
    return list(dict.fromkeys(part.strip()[:20] for part in parts if part.strip()))[:200]
