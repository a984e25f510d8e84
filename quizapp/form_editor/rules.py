"""Plausibility rules by picking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_


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
