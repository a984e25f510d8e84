"""Figures that deserve a second look, beyond the rules of a form. Pure: figures in, looks out.

A look accuses nobody and stops nothing: it says what was seen, and the unit may say why it is so. Only large figures
are looked at, groups of few units never.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

#: Fewer units than this say nothing about each other.
SMALLEST_GROUP = 8
#: Figures below are too small to tell anything.
TELLING, LARGE, ROUND = 10, 30, 100
#: Cells that must agree, and their share of all telling ones, before figures look copied.
FEWEST_SAME, SAME_SHARE = 4, 0.8
#: Robust deviations from the middle of the group, and how wide the middle is at least, as a share of itself.
FAR, NARROWEST = 6.0, 0.25
#: Makes the median of absolute deviations comparable with a standard deviation.
_MAD = 1.4826


class LookRule(StrEnum):
    """What made somebody look."""

    OUTLIER = "outlier"
    COPIED_SISTER = "copied_sister"
    COPIED_WEEK = "copied_week"
    NO_SESSION = "no_session"
    HEADCOUNT = "headcount"
    ROUND = "round"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFigures:
    """A unit's figures on one sheet; those that nobody has answered are left out."""

    unit_id: int
    kind: str
    headcount: int | None = None
    figures: Mapping[str, int]
    #: Fields whose figure the unit typed by hand, and those said to be approximate.
    typed: frozenset[str] = frozenset()
    approximate: frozenset[str] = frozenset()
    last_week: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Cells of one unit to look at; ``other_unit_id`` is the sister with the same figures."""

    unit_id: int
    rule: LookRule
    keys: tuple[str, ...]
    #: The figures as they were, for `seen`.
    values: tuple[int, ...]
    #: People of the unit, cells compared, or the group's middle for as many people, as the rule has it.
    against: int = 0
    other_unit_id: int | None = None

    @property
    def seen(self) -> str:
        """What was seen, in short: an explanation holds as long as this is the same."""
        return ",".join(f"{key}={value}" for key, value in zip(self.keys, self.values, strict=True))


def look_through(group: Sequence[UnitFigures]) -> list[Look]:
    """Everything worth a look in a group of sister units, unit by unit in their order."""
    by_unit: dict[int, list[Look]] = {each.unit_id: [] for each in group}
    for look in (*_outliers(group), *_copied(group), *(look for each in group for look in _alone(each))):
        by_unit[look.unit_id].append(look)
    return [look for looks in by_unit.values() for look in looks]


def _alone(unit: UnitFigures) -> Iterator[Look]:
    """What one unit's own figures show."""
    yield from _copied_from_last_week(unit)
    for key, sessions in _pairs(unit):
        heads, held = unit.figures[key], unit.figures.get(sessions, 0)
        if heads and not held and key in unit.typed:
            yield _look(unit, LookRule.NO_SESSION, (key, sessions))
        elif unit.headcount and heads >= LARGE and heads > unit.headcount * max(held, 1):
            yield _look(unit, LookRule.HEADCOUNT, (key,), against=unit.headcount)
    rounded = tuple(
        key for key, value in unit.figures.items()
        if key in unit.typed and key not in unit.approximate and value >= ROUND and value % ROUND == 0
    )  # fmt: skip
    if rounded:
        yield _look(unit, LookRule.ROUND, rounded)


def _look(
    unit: UnitFigures, rule: LookRule, keys: tuple[str, ...], *, against: int = 0, other: int | None = None
) -> Look:
    values = tuple(unit.figures.get(key, 0) for key in keys)
    return Look(unit_id=unit.unit_id, rule=rule, keys=keys, values=values, against=against, other_unit_id=other)


def _pairs(unit: UnitFigures) -> Iterator[tuple[str, str]]:
    """Fields of 人次 with the field of the sessions that belong to them."""
    for key in unit.figures:
        stem, _, word = key.rpartition("_")
        if word == "attendances" and f"{stem}_sessions" in unit.figures:
            yield key, f"{stem}_sessions"


def _outliers(group: Sequence[UnitFigures]) -> Iterator[Look]:
    """Far above similar units, people for people. What is low is nobody's fault and is not looked at."""
    for kind in dict.fromkeys(each.kind for each in group):
        alike = [each for each in group if each.kind == kind and each.headcount]
        for key in dict.fromkeys(key for each in alike for key in each.figures):
            yield from _far_above(key, [each for each in alike if key in each.figures])


def _far_above(key: str, alike: Sequence[UnitFigures]) -> Iterator[Look]:
    if len(alike) < SMALLEST_GROUP:
        return
    rates = [each.figures[key] / (each.headcount or 1) for each in alike]
    middle = median(rates)
    spread = max(_MAD * median(abs(rate - middle) for rate in rates), NARROWEST * middle)
    if not spread:
        return  # most of them have nothing: whoever has something has begun earlier
    for each, rate in zip(alike, rates, strict=True):
        if each.figures[key] >= LARGE and (rate - middle) / spread > FAR:
            usual = round(middle * (each.headcount or 1))
            yield _look(each, LookRule.OUTLIER, (key,), against=usual)


def _telling(figures: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(key, value) for key, value in figures.items() if value >= TELLING]


def _are_copied(same: int, telling: int) -> bool:
    return same >= FEWEST_SAME and same >= SAME_SHARE * telling


def _copied_from_last_week(unit: UnitFigures) -> Iterator[Look]:
    cells = _telling(unit.figures)
    same = tuple(key for key, value in cells if unit.last_week.get(key) == value)
    if _are_copied(len(same), len(cells)):
        yield _look(unit, LookRule.COPIED_WEEK, same, against=len(cells))


def _copied(group: Sequence[UnitFigures]) -> Iterator[Look]:
    """Units that share most of their telling figures with a sister; found by the figures, not by comparing all pairs."""
    holders: dict[tuple[str, int], list[int]] = {}
    for place, unit in enumerate(group):
        for cell in _telling(unit.figures):
            holders.setdefault(cell, []).append(place)
    for place, unit in enumerate(group):
        cells = _telling(unit.figures)
        shared = Counter(other for cell in cells for other in _others(holders[cell], place))
        for other, same in shared.most_common(1):
            if _are_copied(same, len(cells)):
                keys = tuple(key for key, value in cells if group[other].figures.get(key) == value)
                yield _look(unit, LookRule.COPIED_SISTER, keys, against=len(cells), other=group[other].unit_id)


def _others(places: Iterable[int], place: int) -> Iterator[int]:
    return (other for other in places if other != place)
