"""Plausibility rules of a form: a small language, evaluated without running anything.

``a == 0 -> b == 0``            if the left holds, the right must hold
``a / b <= 5000``               must hold (skipped when a cell is empty or the divisor is 0)
``X_attendances / X_sessions …`` once for each X for which all fields exist
``value``, ``previous_cumulative_value``, ``manual_value``, ``derived_value``: once for each field
                                (``manual_value > derived_value`` with severity needs_reason: then a reason is due)
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.statistics.form import CheckRule
from quizapp.statistics.report import Provenance, Report

_COMPARE: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
#: Words that stand for one cell at a time.
_CELL_WORDS = {"value", "previous_cumulative_value", "manual_value", "derived_value"}
_WILD = re.compile(r"\bX_([a-z0-9_]+)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that does not hold. ``severity`` is error, warn or needs_reason; ``keys`` are the cells to look at."""

    severity: str
    rule: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]


class _NotApplicableError(Exception):
    """A cell is empty or a divisor is 0: the rule says nothing here."""


def run_checks(report: Report, *, previous: Mapping[str, int] | None = None) -> list[Finding]:
    """Findings in the order of the form's rules. ``previous`` holds the last filed cumulative figures, if any."""
    found = []
    for rule in report.form.checks:
        for text, names in _instances(rule, report, previous or {}):
            if not _holds(text, names, rule.severity):
                keys = tuple(key for key in names if key in report.form.by_key)
                labels = tuple(report.form.by_key[key].label for key in keys)
                found.append(Finding(severity=rule.severity, rule=text, keys=keys, labels=labels))
    return found


def check_rule(rule: CheckRule) -> None:
    """Raises `Invalid` when the rule cannot be understood."""
    for side in rule.rule.split("->"):
        _names_in(_parse(side.replace("X_", "x_")))


def _instances(
    rule: CheckRule, report: Report, previous: Mapping[str, int]
) -> Iterator[tuple[str, dict[str, float | None]]]:
    """The rule with its wildcard filled in, and the values of the names it uses."""
    words = _CELL_WORDS & set(re.findall(r"[a-z_]+", rule.rule))
    if words:
        yield from _per_cell(rule, report, previous)
        return
    suffixes = set(_WILD.findall(rule.rule))
    if not suffixes:
        yield rule.rule, _values(rule.rule, report)
        return
    for stem in _stems(report, suffixes):
        text = _WILD.sub(lambda match, stem=stem: f"{stem}_{match[1]}", rule.rule)  # type: ignore[misc]
        yield text, _values(text, report)


def _stems(report: Report, suffixes: set[str]) -> list[str]:
    first = min(suffixes)
    stems = [key[: -len(first) - 1] for key in report.form.by_key if key.endswith(f"_{first}")]
    return [stem for stem in stems if all(f"{stem}_{suffix}" in report.form.by_key for suffix in suffixes)]


def _values(text: str, report: Report) -> dict[str, float | None]:
    names = {name for side in text.split("->") for name in _names_in(_parse(side))}
    unknown = sorted(names - set(report.form.by_key))
    if unknown:
        raise Invalid(N_("规则“%(rule)s”里的“%(name)s”不是这张表的字段"), rule=text, name=unknown[0])
    return {name: report.number(name) for name in sorted(names)}


def _per_cell(
    rule: CheckRule, report: Report, previous: Mapping[str, int]
) -> Iterator[tuple[str, dict[str, float | None]]]:
    for key, cell in report.cells.items():
        typed = report.number(key) if cell.provenance is Provenance.TYPED and not cell.reason else None
        yield (
            rule.rule,
            {
                key: report.number(key),
                "value": report.number(key),
                "previous_cumulative_value": previous.get(key),
                "manual_value": typed,
                "derived_value": cell.derived,
            },
        )


def _holds(text: str, names: Mapping[str, float | None], severity: str) -> bool:
    """Whether nothing speaks against the report. ``needs_reason`` rules describe the case that is due a reason."""
    sides = [_parse(side) for side in text.split("->")]
    try:
        if severity == "needs_reason":
            return not _truth(sides[0], names)
        if len(sides) == 2:
            return not _truth(sides[0], names) or _truth(sides[1], names)
        return _truth(sides[0], names)
    except _NotApplicableError:
        return True


def _parse(side: str) -> ast.Compare:
    try:
        tree = ast.parse(side.strip(), mode="eval").body
    except SyntaxError:
        raise Invalid(N_("看不懂规则“%(rule)s”"), rule=side.strip()) from None
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1:
        raise Invalid(N_("规则“%(rule)s”应当是一个比较，例如 a <= b"), rule=side.strip())
    return tree


def _names_in(tree: ast.AST) -> set[str]:
    allowed = (ast.Compare, ast.BinOp, ast.Name, ast.Constant, ast.Load, ast.operator, ast.cmpop)
    for node in ast.walk(tree):
        if not isinstance(node, allowed):
            raise Invalid(N_("规则里只能有字段、整数、加减乘除和比较"))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _truth(tree: ast.Compare, names: Mapping[str, float | None]) -> bool:
    left, right = _number(tree.left, names), _number(tree.comparators[0], names)
    return _COMPARE[type(tree.ops[0])](left, right)


def _number(node: ast.expr, names: Mapping[str, float | None]) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.Name):
        value = names.get(node.id)
        if value is None:
            raise _NotApplicableError
        return value
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        left, right = _number(node.left, names), _number(node.right, names)
        if isinstance(node.op, ast.Div) and right == 0:
            raise _NotApplicableError
        return _ARITHMETIC[type(node.op)](left, right)
    raise Invalid(N_("规则里只能有字段、整数、加减乘除和比较"))
