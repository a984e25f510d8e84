"""Rules of scoring: each type against a table of answers; the lint names the row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quizapp.assessments import (
    Rule,
    RuleType,
    Scored,
    add_up,
    check_sheet,
    grade_of,
    rank_all,
    show_points,
    start_sheets,
)
from quizapp.assessments.rules import read_points
from quizapp.assessments.sheet import data_of, row_of
from quizapp.kit.evidence import kind_labels

T = RuleType


@pytest.mark.parametrize(
    ("rule", "worth"),
    [
        (Rule(type=T.FIXED, points=200), {None: 0, 0: 0, 1: 200}),
        (Rule(type=T.CHOICE, points=200, options=(200, 100, 0)), {None: 0, 0: 200, 1: 100, 2: 0, 7: 0}),
        (Rule(type=T.AT_LEAST, points=300, minimum=2), {1: 0, 2: 300, 9: 300}),
        (Rule(type=T.PER_ITEM, points=700, each=200), {0: 0, 3: 600, 4: 700, 90: 700}),
        (Rule(type=T.PER_ITEM, points=200, each=50), {1: 50, 3: 150, 5: 200}),
        (Rule(type=T.RATIO, points=1000, minimum=80), {0: 0, 40: 500, 80: 1000, 100: 1000}),
        (Rule(type=T.DEADLINE, points=200, each=100), {None: 0, 0: 200, 1: 100, 5: 0}),
        (Rule(type=T.WEEKLY, points=200, minimum=4), {0: 0, 1: 50, 4: 200, 5: 200}),
        (Rule(type=T.DEDUCTION, points=600, each=100), {None: 0, 0: 600, 2: 400, 9: 0}),
        (Rule(type=T.STEP_DEDUCTION, points=3000, steps=((1, 500), (2, 1200), (3, 2100), (4, 3000))),
         {None: 0, 0: 3000, 1: 2500, 2: 1800, 3: 900, 4: 0, 9: 0}),
        (Rule(type=T.BONUS, points=300, each=100), {0: 0, 2: 200, 8: 300}),
        (Rule(type=T.VETO), {0: 0, 1: 0}),
    ],
)  # fmt: skip
def test_each_type_is_worth_what_the_table_says(rule: Rule, worth: dict[int | None, int]) -> None:
    assert {answer: rule.worth(answer) for answer in worth} == worth


def test_emptied_groups_count_nothing_and_bonus_stands_beside() -> None:
    fixed, bonus = Rule(type=T.FIXED, points=200), Rule(type=T.BONUS, points=300, each=100)
    lines = [
        Scored(group="方案", rule=fixed, points=200, answer=1), Scored(group="活动", rule=fixed, points=200, answer=1),
        Scored(group="加分", rule=bonus, points=300, answer=3),
    ]  # fmt: skip
    missing = Scored(group="", rule=Rule(type=T.ZERO_GROUP), points=0, answer=1, empties="方案")
    veto = Scored(group="", rule=Rule(type=T.VETO), points=0, answer=1)
    assert add_up(lines).sum == 700
    total = add_up([*lines, missing, veto])
    assert (total.points, total.bonus, total.emptied, total.is_vetoed) == (200, 300, {"方案"}, True)
    assert add_up([*lines, replace(missing, answer=0)]).points == 400


def test_a_veto_bars_the_best_grade_only() -> None:
    grades = [("优秀", 90_00), ("良好", 89_50)]
    assert grade_of(9500, grades, is_vetoed=False) == "优秀"
    assert grade_of(9500, grades, is_vetoed=True) == "良好"
    assert grade_of(8949, grades, is_vetoed=False) == "", "89.5 is not 89"
    assert grade_of(7000, grades, is_vetoed=False) == ""


def test_equal_points_share_a_rank() -> None:
    assert rank_all({1: 900, 2: 800, 3: 800, 4: 100}) == {1: 1, 2: 2, 3: 2, 4: 4}


@pytest.mark.parametrize(
    ("text", "points"),
    [("2", 200), ("２.5", 250), ("0.05", 5), ("", None), ("1.234", None), ("-1", None), ("½", None), ("1e3", None)],
)
def test_points_are_read_without_floats(text: str, points: int | None) -> None:
    assert read_points(text) == points
    if points is not None:
        assert read_points(show_points(points)) == points


def test_shipped_sheets_add_up_and_survive_storing() -> None:
    for start in start_sheets().values():
        assert [row_of(data_of(row)) for row in start.rows] == list(start.rows)
        assert {kind for row in start.rows for kind in row.kinds} <= set(kind_labels())
        said = [finding.phrase.message for finding in check_sheet(start.rows, start.total)]
        assert all("没有写哪天算按时" in each for each in said), said  # the day comes with the campaign


def test_the_lint_names_what_is_wrong() -> None:
    rows = list(start_sheets()["short"].rows)
    study = next(row for row in rows if row.key == "study")
    place = rows.index(study)

    def said(**changes: object) -> str:
        wrong = [*rows]
        rule = {name: changes.pop(name) for name in ("points", "each", "type", "steps", "options") if name in changes}
        wrong[place] = replace(study, rule=replace(study.rule, **rule), **changes)
        return " ".join(str(finding.phrase) for finding in check_sheet(wrong, 100))

    assert said() == ""
    assert "加起来是 105 分" in said(points=3500)
    assert "封顶的分还多" in said(points=3000, each=4000)
    assert "不认识台账类别“party”" in said(kinds=("party",))
    assert "两行的编号" in said(key="drill")
    assert "不能从台账取数" in said(type=T.DEDUCTION)
    assert "参与数压任务" in said(counts="attendances")
    assert "一档比一档多" in said(type=T.STEP_DEDUCTION, kinds=(), steps=((2, 100), (1, 200)))
    assert "没有“方案”这一组" in said(type=T.ZERO_GROUP, kinds=(), empties="方案", points=0)
