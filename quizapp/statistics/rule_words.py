"""Any rule of a form's language read aloud with the names of its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping

from quizapp.kit.i18n import N_, Phrase
from quizapp.statistics.form import Form
from quizapp.statistics.rules import CELL_WORDS, instances

_WILD = re.compile(r"\bX_([a-z0-9_]+)\b")
_SIGNS = {"<=": "≤", ">=": "≥", "==": "＝", "!=": "≠", "*": "×", "/": "÷", "+": "＋"}
_WORDS = {
    "value": N_("每一格"), "previous_cumulative_value": N_("上期累计"), "manual_value": N_("人工填的数"),
    "derived_value": N_("台账推算的数"),
}  # fmt: skip


def say_rule(rule: str, form: Form) -> Phrase:
    """What the form says about one of its rules, else the rule read aloud; ``rule`` with its wildcards filled in."""
    notes = {text: check.note for check in form.checks for text in instances(check.rule, form.by_key)}
    if notes.get(rule):
        return Phrase(notes[rule])
    return read_rule(rule, {field.key: field.label for field in form.fields()})


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
