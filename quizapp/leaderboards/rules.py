"""How units are ranked: pure, and simple enough to print on the board."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

#: What is recorded at the freeze hour may still be on its way into the database for so long.
SETTLE = timedelta(minutes=2)


class Formula(StrEnum):
    """What units are compared by. Everybody counts once, by the result that counts."""

    PEOPLE = "people"
    #: Participants whose result reaches the mark.
    ABOVE_MARK = "above_mark"
    #: Participants of the declared headcount, at most 100 %.
    RATE = "rate"
    #: Mean of the results.
    AVERAGE = "average"
    #: Right answers of all questions asked.
    CORRECT = "correct"
    #: Points a person: so many at the mark, so many below it.
    POINTS = "points"


class BoardState(StrEnum):
    """What a public board shows."""

    LIVE = "live"
    #: What stood at the freeze hour.
    FROZEN = "frozen"
    #: The freeze hour has passed and its state is being recounted: a matter of minutes.
    SETTLING = "settling"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSettings:
    """What an organizer decides. See the columns of `ContestBoard`."""

    shows_people: bool = False
    shows_units: bool = False
    people_limit: int = 50
    names_units: bool = True
    formula: Formula = Formula.PEOPLE
    mark_percent: int = 60
    points_high: int = 2
    points_low: int = 1
    min_people: int = 5
    units_limit: int = 10
    ranked_kind: str = ""
    has_brackets: bool = False
    freeze_at: datetime | None = None
    published_at: datetime | None = None

    def is_frozen(self, now: datetime) -> bool:
        """Whether public boards stand still at ``now``."""
        return self.freeze_at is not None and now >= self.freeze_at and self.published_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Results of one unit with everything below it. Scores and right answers are hundredths."""

    unit_id: int
    name: str
    kind: str
    #: 人数 and 人次.
    people: int
    attempts: int
    #: People whose result reaches the mark, and the pass mark.
    reached: int
    passed: int
    score: int
    correct: int
    #: Declared number of people (应参加人数) and the day it was declared; None when unknown.
    headcount: int | None
    headcount_as_of: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """A unit on the board. ``value`` is what it is compared by: people, points, or hundredths of percent or point."""

    rank: int
    value: int
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """Units that are compared with one another, in order. ``kind`` is empty where all are."""

    kind: str
    lines: tuple[BoardLine, ...]
    #: Took part, and are named without rank or figures: too few people, no declared headcount, further down the list.
    small: tuple[str, ...]
    undeclared: tuple[str, ...]
    further: tuple[str, ...]


def value_of(tally: Tally, settings: BoardSettings, question_count: int) -> int | None:
    """What the unit is compared by; None where it cannot be told: a rate without a declared headcount."""
    if settings.formula is Formula.RATE:
        return min(10_000, mean(10_000 * tally.people, tally.headcount)) if tally.headcount else None
    values = {
        Formula.PEOPLE: tally.people,
        Formula.ABOVE_MARK: tally.reached,
        Formula.AVERAGE: mean(tally.score, tally.people),
        Formula.CORRECT: mean(100 * tally.correct, tally.people * question_count),
        Formula.POINTS: settings.points_high * tally.reached + settings.points_low * (tally.people - tally.reached),
    }
    return values[settings.formula]


def mean(total: int, count: int) -> int:
    """``total / count`` as a whole number, a half rounded up; 0 for nobody."""
    return (2 * total + count) // (2 * count) if count else 0


def rank_units(
    tallies: Iterable[Tally], settings: BoardSettings, *, question_count: int, limit: int | None = None
) -> tuple[Bracket, ...]:
    """The brackets, one for all units without `BoardSettings.has_brackets`; units without participants are left out.

    Equal values share a rank, and the next one is skipped. ``limit`` shows so many ranks and names the other units;
    None shows all.
    """
    active = [tally for tally in tallies if tally.people > 0]
    kinds = sorted({tally.kind for tally in active}) if settings.has_brackets else [""]
    return tuple(
        _bracket(kind, [t for t in active if kind in ("", t.kind)], settings, question_count, limit) for kind in kinds
    )


def _bracket(
    kind: str, tallies: Sequence[Tally], settings: BoardSettings, question_count: int, limit: int | None
) -> Bracket:
    large = [tally for tally in tallies if tally.people >= settings.min_people]
    values = [(value_of(tally, settings, question_count), tally) for tally in large]
    known = sorted(((value, tally) for value, tally in values if value is not None), key=lambda each: (-each[0], each[1].name, each[1].unit_id))  # fmt: skip
    order = [value for value, _ in known]
    lines = [BoardLine(rank=1 + order.index(value), value=value, tally=tally) for value, tally in known]
    shown = [line for line in lines if limit is None or line.rank <= limit]
    return Bracket(
        kind=kind, lines=tuple(shown), further=_names(line.tally for line in lines[len(shown) :]),
        small=_names(tally for tally in tallies if tally.people < settings.min_people),
        undeclared=_names(tally for value, tally in values if value is None),
    )  # fmt: skip


def _names(tallies: Iterable[Tally]) -> tuple[str, ...]:
    return tuple(sorted(tally.name for tally in tallies))
