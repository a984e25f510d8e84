"""Plausibility rules by picking, and any rule of the form's language read aloud with the rows' names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_, Phrase
from quizapp.statistics import CELL_WORDS

_WILD = re.compile(r"\bX_([a-z0-9_]+)\b")


class RuleKind(StrEnum):
    """Rules that can be picked."""

    AT_MOST = "at_most"
    SUM = "sum"
    NOT_LESS_THAN_BEFORE = "not_less"
    NEEDS_SESSIONS = "needs"


RULE_LABELS: Mapping[RuleKind, str] = {
    RuleKind.AT_MOST: N_("第一格不大于第二格"),
    RuleKind.SUM: N_("第一格等于其他各格之和"),
    RuleKind.NOT_LESS_THAN_BEFORE: N_("第一格不小于上期（累计数）"),
    RuleKind.NEEDS_SESSIONS: N_("第一格是 0 时，第二格也应是 0"),
}
SEVERITIES: Mapping[str, str] = {"error": N_("矛盾，要改"), "warn": N_("请留意"), "needs_reason": N_("要写原因")}


def make_rule(kind: str, first: str, others: Sequence[str]) -> str:
    """The rule in the form's language. Raises `Invalid` naming what is still to be picked."""
    rest = [key for key in dict.fromkeys(others) if key and key != first]
    if not first:
        raise Invalid(N_("请选第一格"), field="first")
    if kind not in list(RuleKind):
        raise Invalid(N_("请选规则"), field="kind")
    if kind == RuleKind.NOT_LESS_THAN_BEFORE:
        return f"{first} >= previous_cumulative_value"
    if not rest or (kind == RuleKind.SUM and len(rest) < 2):
        raise Invalid(N_("请再选至少两格相加") if kind == RuleKind.SUM else N_("请选另一格"), field="others")
    if kind == RuleKind.SUM:
        return f"{first} == {' + '.join(rest)}"
    return f"{first} <= {rest[0]}" if kind == RuleKind.AT_MOST else f"{first} == 0 -> {rest[0]} == 0"


_SIGNS = {"<=": "≤", ">=": "≥", "==": "＝", "!=": "≠", "*": "×", "/": "÷", "+": "＋"}
_WORDS = {
    "value": N_("每一格"), "previous_cumulative_value": N_("上期累计"), "manual_value": N_("人工填的数"),
    "derived_value": N_("台账推算的数"),
}  # fmt: skip


def read_rule(rule: str, labels: Mapping[str, str]) -> Phrase:
    """The rule as a sentence: “演练场次” ＝ 0 时，应有 “演练参与” ＝ 0. Words of ours are message ids of their own."""
    sides = [_side(side, labels) for side in rule.split("->")]
    if len(sides) == 2:
        return Phrase(N_("%(if)s 时，应有 %(then)s"), **{"if": sides[0], "then": sides[1]})
    return Phrase("%(rule)s", rule=sides[0])


def _side(side: str, labels: Mapping[str, str]) -> str:
    text = _WILD.sub(lambda found: f"“…{found[1]}”", side.strip())
    text = re.sub(r"[<>=!]=|[*/+]", lambda found: _SIGNS[found[0]], text)

    def name(found: re.Match[str]) -> str:
        word = found[0]
        if word in CELL_WORDS:
            return _WORDS[word]
        return f"“{labels[word]}”" if word in labels else word

    return re.sub(r"[a-z][a-z0-9_]*", name, text)
