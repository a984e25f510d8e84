"""The language of plausibility rules: comparisons of fields, read and evaluated without running anything.

``a == 0 -> b == 0``            if the left holds, the right must hold
``a / b <= 5000``               must hold (says nothing when a cell is empty or the divisor is 0)
``X_attendances / X_sessions …`` once for each X for which all fields exist
``value``, ``previous_cumulative_value``, ``manual_value``, ``derived_value``: once for each field
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_

_COMPARE: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
#: Words that stand for one cell at a time.
CELL_WORDS = frozenset({"value", "previous_cumulative_value", "manual_value", "derived_value"})
_WILD = re.compile(r"\bX_([a-z0-9_]+)\b")
#: Nobody reads a longer rule.
LONGEST = 300


class NotApplicable(Exception):
    """A cell is empty or a divisor is 0: the rule says nothing here."""


def instances(rule: str, keys: Collection[str]) -> list[str]:
    """The rule with its wildcard filled in, once for each stem that has all the fields; itself without wildcard."""
    suffixes = set(_WILD.findall(rule))
    if not suffixes:
        return [rule]
    first = min(suffixes)
    stems = [key[: -len(first) - 1] for key in keys if key.endswith(f"_{first}")]
    fitting = [stem for stem in stems if all(f"{stem}_{suffix}" in keys for suffix in suffixes)]
    return [_WILD.sub(rf"{stem}_\1", rule) for stem in fitting]


def check_rule(rule: str, keys: Collection[str]) -> None:
    """Raises `Invalid` when the rule cannot be understood or names what is no field."""
    found = instances(rule, keys)
    if not found:
        raise Invalid(N_("规则“%(rule)s”里的 X 在这张表上没有对应的字段"), rule=rule)
    for text in found:
        strange = sorted(names_in(text) - set(keys) - CELL_WORDS)
        if strange:
            raise Invalid(N_("规则“%(rule)s”里的“%(name)s”不是这张表的字段"), rule=rule, name=strange[0])


def names_in(rule: str) -> set[str]:
    """Fields and cell words that the rule (without wildcard) looks at."""
    return {node.id for side in _sides(rule) for node in ast.walk(side) if isinstance(node, ast.Name)}


def holds(rule: str, values: Mapping[str, float | None]) -> bool:
    """Whether the rule holds for ``values``. Raises `NotApplicable` when it says nothing about them."""
    sides = _sides(rule)
    if len(sides) == 2:
        return not _truth(sides[0], values) or _truth(sides[1], values)
    return _truth(sides[0], values)


@lru_cache(maxsize=512)
def _sides(rule: str) -> tuple[ast.Compare, ...]:
    sides = rule.split("->")
    if len(sides) > 2 or len(rule) > LONGEST:
        raise Invalid(N_("看不懂规则“%(rule)s”"), rule=rule[:LONGEST])
    return tuple(_parse(side.strip()) for side in sides)


def _parse(side: str) -> ast.Compare:
    try:
        tree = ast.parse(side, mode="eval").body
    except (SyntaxError, ValueError):
        raise Invalid(N_("看不懂规则“%(rule)s”"), rule=side) from None
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1 or type(tree.ops[0]) not in _COMPARE:
        raise Invalid(N_("规则“%(rule)s”应当是一个比较，例如 a <= b"), rule=side)
    _check_number(tree.left)
    _check_number(tree.comparators[0])
    return tree


def _check_number(node: ast.expr) -> None:
    match node:
        case ast.Name() | ast.Constant(value=int() | float()):
            return
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            _check_number(node.left)
            _check_number(node.right)
        case _:
            raise Invalid(N_("规则里只能有字段、数字、加减乘除和比较"))


def _truth(tree: ast.Compare, values: Mapping[str, float | None]) -> bool:
    left, right = _number(tree.left, values), _number(tree.comparators[0], values)
    return _COMPARE[type(tree.ops[0])](left, right)


def _number(node: ast.expr, values: Mapping[str, float | None]) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.Name):
        value = values.get(node.id)
        if value is None:
            raise NotApplicable
        return value
    assert isinstance(node, ast.BinOp)
    left, right = _number(node.left, values), _number(node.right, values)
    if isinstance(node.op, ast.Div) and right == 0:
        raise NotApplicable
    return _ARITHMETIC[type(node.op)](left, right)
