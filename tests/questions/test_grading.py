from __future__ import annotations

import random
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.errors import Invalid
from quizapp.questions import PRESETS, Question, draw_paper, grade_paper, to_shown

POOL = [
    Question(type="single", stem="一", options=("甲", "乙", "丙"), correct=(2,)),
    Question(type="multiple", stem="二", options=("甲", "乙", "丙", "丁", "戊"), correct=(0, 2, 4)),
    Question(type="true_false", stem="三", options=("正确", "错误"), correct=(1,)),
    Question(type="multiple", stem="四", options=("甲", "乙", "丙"), correct=(1,)),
]
PAPER = draw_paper(POOL, 4, seed="seed", person_key="Alice")


def right_sheet() -> dict[int, object]:
    return {
        number: list(to_shown(POOL[place.question_index].correct, place.option_order))
        for number, place in enumerate(PAPER)
    }


def test_it_works() -> None:
    result = grade_paper(POOL, PAPER, right_sheet(), points_each=2.5)
    assert (result.score, result.max_score, result.correct_count, result.answered_count) == (10, 10, 4, 4)
    assert {place.answer for place in result.questions} == {question.correct for question in POOL}


def test_answers_are_read_in_the_order_shown() -> None:
    wrong = {number: list(POOL[place.question_index].correct) for number, place in enumerate(PAPER)}
    assert any(place.option_order != tuple(sorted(place.option_order)) for place in PAPER)
    assert grade_paper(POOL, PAPER, wrong).correct_count < 4


def test_empty_sheet_scores_nothing() -> None:
    result = grade_paper(POOL, PAPER, {})
    assert (result.score, result.max_score, result.answered_count) == (0, 4, 0)


def test_places_that_were_not_issued_do_not_count() -> None:
    paper = PAPER[:2]
    result = grade_paper(POOL, paper, right_sheet())
    assert (result.score, result.max_score, len(result.questions)) == (2, 2, 2)


@pytest.mark.parametrize("points", [0, -1, 0.006, 1e9, float("nan"), float("inf")])
def test_odd_points_are_refused(points: float) -> None:
    with pytest.raises(Invalid):
        grade_paper(POOL, PAPER, {}, points_each=points)


ATOMS: tuple[object, ...] = (
    None, True, False, -1, 0, 1, 2, 3, 4, 5, 2**70, 0.0, 1.5, float("nan"), float("inf"),
    "", "0", "1", "2", "4", "5", "３", "-0", "1e0", " 1", "B", "null", "\u202e1", b"0", {}, {"0": 1}, [], (), object(),
)  # fmt: skip
PLACES: tuple[object, ...] = (0, 1, 2, 3, 0, 1, 2, 3, 4, -1, True, 2**70, "0", None, 1.0)


def hostile_value(rng: random.Random, depth: int = 0) -> object:
    if depth < 3 and rng.random() < 0.5:
        return [hostile_value(rng, depth + 1) for _ in range(rng.randrange(7))]
    return rng.choice(ATOMS)


def hostile_sheet(rng: random.Random) -> dict[int, object]:
    sheet = right_sheet() if rng.random() < 0.3 else {}
    for _ in range(rng.randrange(8)):
        sheet[cast(int, rng.choice(PLACES))] = hostile_value(rng)
    return sheet


def test_no_sheet_scores_outside_its_range() -> None:
    rng = random.Random(2026)
    scores = set()
    for _ in range(6000):
        points = rng.choice([0.01, 0.07, 1.0, 2.5, 3.33, 100.0])
        result = grade_paper(POOL, PAPER, hostile_sheet(rng), preset=rng.choice(sorted(PRESETS)), points_each=points)
        assert 0 <= result.score <= result.max_score == round(points * 4, 2)
        assert all(0 <= place.score <= points and 0 <= place.share_0_1 <= 1 for place in result.questions)
        assert round(sum(place.score for place in result.questions), 2) == result.score
        scores.add(result.score)
    assert len(scores) > 30  # the sheets do reach the grader


@settings(max_examples=500, deadline=None)
@given(st.dictionaries(st.integers(0, 3), st.lists(st.integers(0, 4), max_size=5)), st.sampled_from(sorted(PRESETS)))
def test_only_the_right_sheet_scores_full(sheet: dict[int, object], preset: str) -> None:
    result = grade_paper(POOL, PAPER, sheet, preset=preset)
    full = {number: sorted(picks) if isinstance(picks, list) else picks for number, picks in sheet.items()}
    assert (result.score == result.max_score) == (full == right_sheet())


def test_each_place_may_have_points_of_its_own_and_names_its_question() -> None:
    points = [float(number + 1) for number in range(len(PAPER))]
    result = grade_paper(POOL, PAPER, right_sheet(), points_each=points)
    assert result.score == result.max_score == sum(points)
    assert [each.question_index for each in result.questions] == [place.question_index for place in PAPER]


def test_ten_thousand_points_are_the_most() -> None:
    assert grade_paper(POOL, PAPER, {}, points_each=10_000).max_score == 10_000 * len(PAPER)
    with pytest.raises(Invalid, match=r"^每题分值必须大于 0") as refused:
        grade_paper(POOL, PAPER, {}, points_each=10_001)
    assert refused.value.field == "points_each"
