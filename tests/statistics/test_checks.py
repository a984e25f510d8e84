"""Plausibility rules: each form of the language, what it finds and where it is silent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizapp.errors import Invalid
from quizapp.ledger import Measure
from quizapp.statistics import Form, Provenance, Report, check_rule, run_checks
from quizapp.statistics.form import CheckRule
from tests.statistics.conftest import Build, Credit
from tests.support.cast import Cast


def _with(report: Report, rule: str, severity: str = "error") -> Report:
    form = replace(report.form, checks=(CheckRule(rule=rule, severity=severity),))
    return replace(report, sheet=replace(report.sheet, form=form))


def _found(report: Report, rule: str, severity: str = "error", **previous: int) -> list[tuple[str, ...]]:
    return [finding.keys for finding in run_checks(_with(report, rule, severity), previous=previous)]


def test_it_works(cast: Cast, credit: Credit, build: Build) -> None:
    credit(quantity=36)
    report = build(cast.town)
    assert [(each.severity, each.keys) for each in run_checks(report)] == [
        ("warn", ("lecture_sessions", "lecture_attendances"))
    ]
    (finding,) = run_checks(report)
    names = [form_field.label for form_field in map(report.form.by_key.__getitem__, finding.keys)]
    assert str(finding.words) == f"“{names[0]}” ＝ 0 时，应有 “{names[1]}” ＝ 0", "read by clerks, who do not know keys"


def test_an_implication_is_silent_when_its_left_does_not_hold(cast: Cast, credit: Credit, build: Build) -> None:
    credit(quantity=36)
    credit(measure=Measure.SESSION_HELD)
    assert run_checks(build(cast.town)) == []


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ("2 * lecture_attendances <= 72", True),
        ("lecture_attendances - 1 != 35", False),
        ("lecture_attendances > 36", False),
        ("lecture_attendances >= 36", True),
    ],
)
def test_a_comparison_must_hold(cast: Cast, credit: Credit, build: Build, rule: str, holds: bool) -> None:
    credit(quantity=36)
    assert (_found(build(cast.town), rule) == []) is holds


def test_the_wildcard_stands_for_each_pair(cast: Cast, credit: Credit, build: Build) -> None:
    for kind in ("lecture", "consultation"):
        credit(kind=kind, measure=Measure.SESSION_HELD)
        credit(kind=kind, quantity=5_001 if kind == "consultation" else 5_000)
    found = _found(build(cast.town), "X_attendances / X_sessions <= 5000", "warn")
    assert found == [("consultation_sessions", "consultation_attendances")]


def test_a_divisor_of_nothing_says_nothing(cast: Cast, credit: Credit, build: Build) -> None:
    credit(quantity=9_000)
    assert _found(build(cast.town), "X_attendances / X_sessions <= 5000") == []


def test_an_empty_cell_says_nothing(cast: Cast, build: Build) -> None:
    assert _found(build(cast.town), "no_formalism == 1") == []


def test_a_figure_that_fell_is_found(cast: Cast, credit: Credit, build: Build) -> None:
    credit(quantity=36)
    rule = "value >= previous_cumulative_value"
    assert _found(build(cast.town), rule, lecture_attendances=37) == [("lecture_attendances",)]
    assert _found(build(cast.town), rule, lecture_attendances=36) == []
    assert _found(build(cast.town), rule) == []


def test_a_typed_figure_above_the_ledgers_is_due_a_reason(cast: Cast, credit: Credit, build: Build) -> None:
    credit(quantity=36)
    report = build(cast.town)
    cell = report.cells["lecture_attendances"]
    typed = replace(cell, value=40, provenance=Provenance.TYPED)
    rule = "manual_value > derived_value"
    bare = replace(report, cells=report.cells | {"lecture_attendances": typed})
    assert _found(bare, rule, "needs_reason") == [("lecture_attendances",)]
    explained = replace(report, cells=report.cells | {"lecture_attendances": replace(typed, reason="纸质签到")})
    assert _found(explained, rule, "needs_reason") == []
    lower = replace(report, cells=report.cells | {"lecture_attendances": replace(typed, value=30)})
    assert _found(lower, rule, "needs_reason") == []


@pytest.mark.parametrize(
    "rule",
    ["", "lecture_sessions", "1 < lecture_sessions < 3", "lecture_sessions() == 0", "lecture_sessions == 'a'", "nothing == 0",
     "X_nothing == 0", "a -> b -> c", "lecture_sessions ** 9 == 0", "lecture_sessions == 0 -> " + "1+" * 200 + "1 == 0",
     "lecture_sessions in lecture_attendances", "[] == 0"],
)  # fmt: skip
def test_a_rule_that_cannot_be_understood_is_refused(form: Form, rule: str) -> None:
    with pytest.raises(Invalid):
        check_rule(rule, form.by_key)
