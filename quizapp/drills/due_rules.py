"""How often who must drill: rules as data (``due_rules.toml``), and the pure arithmetic of what is due."""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

#: Due within this time is said beforehand.
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRule:
    """One rule. Its title is a message id; ``months`` 0 = no interval is fixed."""

    key: str
    title: str
    months: int
    law: str = ""
    article: str = ""
    levels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    region: str = ""
    chosen: bool = False
    #: When its wording was compared with the law's text; None = from second hand, to be checked.
    checked: date | None = None

    def fits(self, *, level: str, kind: str, regions: Iterable[str]) -> bool:
        """Whether it is for such a unit without anybody choosing it."""
        return (
            not self.chosen
            and (not self.levels or level in self.levels)
            and (not self.kinds or kind in self.kinds)
            and (not self.region or self.region in set(regions))
        )


class DueState(StrEnum):
    """Where a unit stands with its drills."""

    OVERDUE = "overdue"
    NEVER = "never"
    SOON = "soon"
    FINE = "fine"
    #: Drills are required, but no interval is fixed, or no rule fits.
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is due for one unit by one rule."""

    state: DueState
    last: date | None
    next: date | None


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("quizapp.drills").joinpath("due_rules.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def due_rules() -> dict[str, DueRule]:
    """Key -> rule, in the order of the file."""
    return {row["key"]: _rule(row) for row in _tables()["rule"]}


def _rule(row: dict[str, Any]) -> DueRule:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return DueRule(**values)


def regions_of(names: Iterable[str]) -> tuple[str, ...]:
    """Regions whose rules hold, from the names of the units at and above the top of the tree."""
    said = set(names)
    return tuple(key for key, region in _tables()["regions"].items() if said & set(region["names"]))


def get_rule(key: str) -> DueRule:
    """The rule. Raises `Invalid`."""
    found = due_rules().get(key)
    if found is None:
        raise Invalid(N_("没有这条演练周期规则“%(word)s”"), field="rule", word=key)
    return found


def rules_for(*, level: str, kind: str, regions: Sequence[str]) -> list[DueRule]:
    """Rules for such a unit, the strictest first; those without an interval last."""
    fitting = [rule for rule in due_rules().values() if rule.fits(level=level, kind=kind, regions=regions)]
    return sorted(fitting, key=lambda rule: (rule.months == 0, rule.months, not rule.region))


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the month's last day where there is none."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def judge_due(months: int, last: date | None, today: date) -> Due:
    """What is due: on the day it falls due a unit is in time, on the day after it is overdue."""
    if months == 0:
        return Due(state=DueState.OPEN, last=last, next=None)
    if last is None:
        return Due(state=DueState.NEVER, last=None, next=None)
    due = months_after(last, months)
    if due < today:
        return Due(state=DueState.OVERDUE, last=last, next=due)
    return Due(state=DueState.SOON if due - today <= SOON else DueState.FINE, last=last, next=due)
