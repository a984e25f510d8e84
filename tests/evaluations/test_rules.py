"""What a sheet comes to, what is missing in it, and the sheets themselves. No database."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import msgspec
import pytest

from quizapp.errors import NotFound
from quizapp.evaluations.criteria import (
    Criteria,
    all_criteria,
    from_stored,
    get_criteria,
    offered_criteria,
    parse_criteria,
    to_stored,
)
from quizapp.evaluations.rules import Answer, combine, gaps_of, is_overdue, result_of

SHEET = """
key = "small"
version = 1
title = "小表"
summary = ""
basis = ""
order = 1
levels = [
  { key = "yes", label = "是", score = 100 }, { key = "no", label = "否", score = 0, asks_remark = true },
  { key = "na", label = "不涉及" },
]
conclusions = [{ key = "good", label = "好", at_least = 60 }, { key = "bad", label = "差", at_least = 0 }]
texts = [{ key = "goal", label = "目标", required = true }]
[[sections]]
key = "a"
title = "甲"
weight = 3
items = [{ key = "1", text = "一" }, { key = "2", text = "二" }]
[[sections]]
key = "b"
title = "乙"
items = [{ key = "1", text = "三", only = "live" }, { key = "2", text = "四", only = "tabletop" }]
"""


@pytest.fixture
def small() -> Criteria:
    return parse_criteria(SHEET)


def said(**levels: str) -> dict[str, Answer]:
    return {name.replace("_", "."): Answer(level=level) for name, level in levels.items()}


def test_sections_count_by_weight_and_what_does_not_apply_counts_nowhere(small: Criteria) -> None:
    result = result_of(small, said(a_1="yes", a_2="no", b_1="yes", b_2="na"))
    assert [section.percent for section in result.sections] == [50, 100]
    assert result.percent == 62.5
    assert result.suggested is not None
    assert result.suggested.key == "good"
    only_na = result_of(small, said(b_1="na", b_2="na"))
    assert (only_na.percent, only_na.suggested, only_na.answered, only_na.asked) == (None, None, 2, 4)
    assert result_of(small, said(a_1="nonsense")).answered == 0


def test_what_is_missing_is_named(small: Criteria) -> None:
    answers = {"a.1": Answer(level="no"), "a.2": Answer(level="no", remark="门锁着"), "b.1": Answer(level="")}
    gaps = gaps_of(small, answers, texts={}, evaluators=0, conclusion="")
    assert gaps.unanswered == ("b.1", "b.2")
    assert gaps.without_remark == ("a.1",)
    assert gaps.texts == ("goal",)
    assert gaps.count == 6
    full = said(a_1="yes", a_2="yes", b_1="yes", b_2="na")
    assert not gaps_of(small, full, texts={"goal": "疏散"}, evaluators=1, conclusion="good")


def test_a_drill_of_one_form_is_not_asked_about_the_other(small: Criteria) -> None:
    assert [name for name, _ in small.for_form("live").items()] == ["a.1", "a.2", "b.1"]
    assert [name for name, _ in small.for_form("tabletop").items()] == ["a.1", "a.2", "b.2"]
    assert len(list(small.for_form("").items())) == 4


def test_several_evaluators_are_put_together(small: Criteria) -> None:
    first = result_of(small, said(a_1="yes", a_2="yes", b_1="na"))
    second = result_of(small, said(a_1="no", a_2="yes"))
    (section,) = combine([first, second])
    assert (section.title, section.mean, section.lowest, section.highest, section.evaluations) == ("甲", 75, 50, 100, 2)


def test_on_its_last_day_an_improvement_is_not_late() -> None:
    assert not is_overdue("open", date(2026, 6, 16), date(2026, 6, 16))
    assert is_overdue("open", date(2026, 6, 16), date(2026, 6, 17))
    assert not is_overdue("done", date(2026, 6, 16), date(2026, 6, 17))


def test_a_misspelt_key_in_a_sheet_is_an_error() -> None:
    with pytest.raises(msgspec.ValidationError):
        parse_criteria(SHEET.replace('title = "甲"', 'title = "甲"\nwieght = 2'))


def test_every_shipped_sheet_can_be_filled_in_and_finished() -> None:
    assert [each.key for each in offered_criteria()] == ["village", "response", "graded"]
    for sheet in all_criteria().values():
        names = [name for name, _ in sheet.items()]
        assert len(set(names)) == len(names)
        assert {item.only for _, item in sheet.items()} <= {"", "live", "tabletop"}
        assert {item.fact for _, item in sheet.items()} <= {"", "first", "shares", "muster"}
        assert sum(level.score == 100 for level in sheet.levels) == 1
        assert min(each.at_least for each in sheet.conclusions) == 0, "every result has a word"
        best = next(level.key for level in sheet.levels if level.score == 100)
        result = result_of(sheet, {name: Answer(level=best) for name in names})
        assert (result.percent, result.suggested) == (100, sheet.conclusions[0])
        assert from_stored(to_stored(sheet)) == sheet
        stored = files("quizapp.evaluations").joinpath("sheets", f"{sheet.key}-{sheet.version}.toml")
        assert parse_criteria(stored.read_text("utf-8")) == sheet, "a file is named by key and version"
    with pytest.raises(NotFound):
        get_criteria("nothing")
