"""Rule types of scoring sheets: what a row asks, and what an answer is worth. Pure; points in hundredths, never floats."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quizapp.kit.i18n import N_


class RuleType(StrEnum):
    """How a row turns an answer into points."""

    FIXED = "fixed"
    CHOICE = "choice"
    AT_LEAST = "at_least"
    PER_ITEM = "per_item"
    RATIO = "ratio"
    DEADLINE = "deadline"
    WEEKLY = "weekly"
    DEDUCTION = "deduction"
    STEP_DEDUCTION = "step_deduction"
    BONUS = "bonus"
    ZERO_GROUP = "zero_group"
    VETO = "veto"


RULE_LABELS = {
    RuleType.FIXED: N_("做了就得满分"), RuleType.CHOICE: N_("几种情况，各得几分"),
    RuleType.AT_LEAST: N_("达到数量得满分"), RuleType.PER_ITEM: N_("每项几分，封顶"),
    RuleType.RATIO: N_("按比例得分"), RuleType.DEADLINE: N_("按时得满分，晚一天扣几分"),
    RuleType.WEEKLY: N_("每周都有，按周数得分"), RuleType.DEDUCTION: N_("每项扣几分，扣完为止"),
    RuleType.STEP_DEDUCTION: N_("按次数分档扣分"), RuleType.BONUS: N_("加分（不算在总分里）"),
    RuleType.ZERO_GROUP: N_("出现就整组不得分"), RuleType.VETO: N_("一票否决（不能评最好的等次）"),
}  # fmt: skip

#: Rows that are a yes or no about something else and have no points of their own.
FLAGS = frozenset({RuleType.ZERO_GROUP, RuleType.VETO})
YES_NO = frozenset({RuleType.FIXED, *FLAGS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The numbers of a row. Points are hundredths."""

    type: RuleType
    #: The most that can be had.
    points: int = 0
    #: Points for each item (or taken for each; or for each day late).
    each: int = 0
    #: Number that is asked for: items, weeks, or the percentage that gives full points.
    minimum: int = 1
    #: Choice: points of each option, in order.
    options: tuple[int, ...] = ()
    #: Step deduction: (from so many on, points taken), ascending.
    steps: tuple[tuple[int, int], ...] = ()

    def worth(self, answer: int | None) -> int:
        """Points of an answer; no answer is worth nothing, also where points are taken away."""
        if answer is None or self.type in FLAGS:
            return 0
        return max(0, min(self._worth(answer), self.points))

    def _worth(self, answer: int) -> int:
        match self.type:
            case RuleType.FIXED:
                return self.points if answer else 0
            case RuleType.CHOICE:
                return self.options[answer] if 0 <= answer < len(self.options) else 0
            case RuleType.AT_LEAST:
                return self.points if answer >= self.minimum else 0
            case RuleType.PER_ITEM | RuleType.BONUS:
                return self.each * answer
            case RuleType.RATIO | RuleType.WEEKLY:
                return self.points * min(answer, self.minimum) // self.minimum
            case RuleType.DEADLINE | RuleType.DEDUCTION:
                return self.points - self.each * answer
            case _:
                return self.points - max((taken for count, taken in self.steps if answer >= count), default=0)

    def most(self) -> int:
        """The largest answer that means anything."""
        if self.type in YES_NO:
            return 1
        if self.type is RuleType.CHOICE:
            return max(len(self.options) - 1, 0)
        return 100 if self.type is RuleType.RATIO else 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What one row came to: its points, or its yes or no."""

    group: str
    rule: Rule
    points: int
    answer: int | None
    #: For a row that empties a group: which.
    empties: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What a card came to, in hundredths."""

    points: int
    bonus: int
    #: Group -> points, in the order of the sheet.
    groups: Mapping[str, int]
    emptied: frozenset[str]
    is_vetoed: bool

    @property
    def sum(self) -> int:
        """With bonus points."""
        return self.points + self.bonus


def add_up(lines: Sequence[Scored]) -> Total:
    """The card's points: emptied groups count nothing, bonus points stand beside them."""
    emptied = frozenset(line.empties for line in lines if line.rule.type is RuleType.ZERO_GROUP and line.answer)
    groups: dict[str, int] = {}
    bonus = 0
    for line in lines:
        if line.rule.type in FLAGS:
            continue
        if line.rule.type is RuleType.BONUS:
            bonus += line.points
            continue
        groups[line.group] = groups.get(line.group, 0) + (0 if line.group in emptied else line.points)
    is_vetoed = any(line.rule.type is RuleType.VETO and line.answer for line in lines)
    return Total(points=sum(groups.values()), bonus=bonus, groups=groups, emptied=emptied, is_vetoed=is_vetoed)


def grade_of(points: int, grades: Sequence[tuple[str, int]], *, is_vetoed: bool) -> str:
    """The best grade that the points reach, all in hundredths; with a veto the best one of all is out of reach. Empty for none."""
    open_to = grades[1:] if is_vetoed else grades
    return next((label for label, at_least in open_to if points >= at_least), "")


def rank_all(points: Mapping[int, int]) -> dict[int, int]:
    """Id -> rank: equal points share a rank, the next one is left out (1, 2, 2, 4)."""
    ordered = sorted(points.values(), reverse=True)
    return {key: ordered.index(value) + 1 for key, value in points.items()}


def show_points(points: int | None) -> str:
    """``2.5`` for 250; empty for None."""
    if points is None:
        return ""
    whole, rest = divmod(abs(points), 100)
    sign = "-" if points < 0 else ""
    return f"{sign}{whole}" if not rest else f"{sign}{whole}.{rest:02d}".rstrip("0")


def read_points(text: str) -> int | None:
    """Hundredths of what was typed (``2.5`` -> 250); None for what is no number with at most two decimals."""
    cleaned = unicodedata.normalize("NFKC", text).strip()
    whole, dot, rest = cleaned.partition(".")
    if not whole.isascii() or not whole.isdigit() or len(whole) > 4 or len(rest) > 2 or (dot and not rest.isdigit()):
        return None
    return int(whole) * 100 + int((rest + "00")[:2])
