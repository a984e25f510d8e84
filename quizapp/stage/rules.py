"""Rules of rounds, as data, and what a judgement is worth by them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

#: No score of a stage is beyond this.
MOST_POINTS = 1_000
MOST_TEAMS, MOST_MEMBERS, MOST_ROUNDS, MOST_QUESTIONS = 24, 10, 12, 200


class RoundKind(StrEnum):
    """How a round is played."""

    #: 必答题: each team in turn, or all the same question.
    REQUIRED = "required"
    #: 抢答题: whoever presses first.
    BUZZER = "buzzer"
    #: 风险题: the team chooses what it is worth, and may lose as much.
    RISK = "risk"
    #: 观众题: for the hall; no team's score.
    AUDIENCE = "audience"
    #: 加赛题: pressed for as well; its points decide among equals alone.
    TIE = "tie"

    @property
    def is_pressed(self) -> bool:
        """Whether the first to press answers."""
        return self in (RoundKind.BUZZER, RoundKind.TIE)


class FalseStart(StrEnum):
    """What a press before the gate opens costs."""

    NONE = "none"
    WARN = "warn"
    #: The team may not press for this question.
    LOCK = "lock"
    #: Points off.
    MINUS = "minus"


class Verdict(StrEnum):
    """What the referee says."""

    RIGHT = "right"
    WRONG = "wrong"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRules:
    """What a round's answers are worth and how it runs."""

    #: Points for a right answer, and what a wrong one takes off (0 = nothing).
    right: int = 10
    wrong: int = 0
    #: Seconds to answer; 0 = no clock.
    seconds: int = 30
    #: 必答: each team has a question of its own; else all teams answer the same one.
    each_own: bool = True
    #: 抢答: after a wrong answer the others may press again.
    reopens: bool = False
    false_start: FalseStart = FalseStart.LOCK
    #: What a false start takes off, with `FalseStart.MINUS`.
    false_points: int = 0
    #: 风险: what a team may choose from.
    values: tuple[int, ...] = ()

    def dump(self) -> dict[str, Any]:
        """As stored."""
        return asdict(self) | {"values": list(self.values), "false_start": self.false_start.value}


def read_rules(stored: Mapping[str, Any]) -> RoundRules:
    """The rules that `RoundRules.dump` wrote."""
    known = {field.name for field in fields(RoundRules)}
    kept = {name: value for name, value in stored.items() if name in known}
    return RoundRules(
        **{
            **kept,
            "values": tuple(kept.get("values", ())),
            "false_start": FalseStart(kept.get("false_start", FalseStart.LOCK)),
        }
    )


def check_rules(kind: RoundKind, rules: RoundRules) -> RoundRules:
    """The rules, if they can be played. Raises `Invalid`."""
    for name, value in (("right", rules.right), ("wrong", rules.wrong), ("false_points", rules.false_points)):
        if not 0 <= value <= MOST_POINTS:
            raise Invalid(N_("分值请填 0 到 1000"), field=name)
    if not 0 <= rules.seconds <= 600:
        raise Invalid(N_("答题时间请填 0 到 600 秒，0 表示不限时"), field="seconds")
    if kind is RoundKind.RISK and not rules.values:
        raise Invalid(N_("风险题要有可选的分值，例如 10、20、30"), field="values")
    if len(rules.values) > 6 or any(not 0 < value <= MOST_POINTS for value in rules.values):
        raise Invalid(N_("可选分值最多 6 个，每个 1 到 1000"), field="values")
    if rules.false_start is FalseStart.MINUS and not rules.false_points:
        raise Invalid(N_("抢跑扣分要写明扣多少分"), field="false_points")
    return rules


def points_for(
    kind: RoundKind, rules: RoundRules, verdict: Verdict, *, value: int | None = None, partial: int = 0
) -> int:
    """What the answer adds to the team's score (negative: takes off).

    ``value`` is what a risk question is worth, ``partial`` what the referee gives for half an answer. Raises `Invalid`
    when that is more than the whole.
    """
    whole = value if kind is RoundKind.RISK and value is not None else rules.right
    if kind is RoundKind.AUDIENCE:
        return 0
    if verdict is Verdict.RIGHT:
        return whole
    if verdict is Verdict.PARTIAL:
        if not 0 <= partial <= whole:
            raise Invalid(N_("部分正确的得分要在 0 和 %(whole)d 之间"), field="points", whole=whole)
        return partial
    return -(whole if kind is RoundKind.RISK else rules.wrong)
