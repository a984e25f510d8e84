from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import Invalid
from quizapp.questions import PRESETS, Question, find_type

FIVE = ("甲", "乙", "丙", "丁", "戊")


def share(preset: str, answer: tuple[int, ...] | None, correct: tuple[int, ...] = (0, 1, 2), size: int = 5) -> float:
    question = Question(type="multiple", stem="哪些？", options=FIVE[:size], correct=correct)
    return find_type("multiple").grade(question, answer, preset).share_0_1


@pytest.mark.parametrize(
    ("preset", "answer", "expected"),
    [
        ("all_or_nothing", (0, 1, 2), 1.0),
        ("all_or_nothing", (0, 1), 0.0),
        ("cn_exam", (0,), 0.25),
        ("cn_exam", (0, 1), 0.5),
        ("cn_exam", (0, 1, 3), 0.0),
        ("cn_exam", (0, 1, 2, 3, 4), 0.0),
        ("cn_half", (2,), 0.5),
        ("cn_half", (2, 4), 0.0),
        ("edc", (0, 1), 0.8),
        ("edc", (0, 1, 2, 3, 4), 0.6),
        ("halves", (0, 1), 0.5),
        ("halves", (0, 1, 2, 3), 0.5),
        ("halves", (0, 1, 3), 0.25),
        ("halves", (0, 3), 0.0),
        ("net", (0, 1), 2 / 3),
        ("net", (0, 1, 3), 1 / 3),
        ("net", (3, 4), 0.0),
    ],
)
def test_preset_by_hand(preset: str, answer: tuple[int, ...], expected: float) -> None:
    assert share(preset, answer) == pytest.approx(expected)


def test_incomplete_cn_exam_answer_stays_below_a_complete_one() -> None:
    assert share("cn_exam", (0, 1, 2, 3), correct=(0, 1, 2, 3, 4)) == 0.75


def test_two_errors_among_four_options_earn_nothing_in_halves() -> None:
    assert share("halves", (0, 3), correct=(0, 1), size=4) == 0.0


@pytest.mark.parametrize("preset", PRESETS)
def test_ticking_everything_never_scores_full(preset: str) -> None:
    assert share(preset, (0, 1, 2, 3, 4)) < 1


@pytest.mark.parametrize("preset", PRESETS)
def test_no_answer_is_worth_nothing(preset: str) -> None:
    assert share(preset, None) == 0


@pytest.mark.parametrize("preset", PRESETS)
def test_single_choice_is_right_or_wrong_where_it_counts(preset: str) -> None:
    question = Question(type="single", stem="哪个？", options=FIVE[:2], correct=(0,))
    grade = find_type("single").grade(question, (0,), preset)
    assert (grade.share_0_1, grade.is_correct) == (1.0, True)
    assert find_type("single").grade(question, (1,), preset).share_0_1 == 0.0


@given(st.sampled_from(sorted(PRESETS)), st.sets(st.integers(0, 4), min_size=1), st.sets(st.integers(0, 4)))
def test_full_share_only_for_the_exact_set(preset: str, correct: set[int], answer: set[int]) -> None:
    question = Question(type="multiple", stem="?", options=FIVE, correct=tuple(sorted(correct)))
    grade = find_type("multiple").grade(question, tuple(sorted(answer)), preset)
    assert 0 <= grade.share_0_1 <= 1
    assert grade.is_correct == (grade.share_0_1 == 1) == (answer == correct)


def test_unknown_preset_is_refused() -> None:
    with pytest.raises(Invalid, match="lottery"):
        share("lottery", (0,))


def test_one_error_among_three_options_earns_half_in_halves_and_among_two_nothing() -> None:
    assert share("halves", (0,), correct=(0, 1), size=3) == 0.5
    assert share("halves", (0,), correct=(0, 1), size=2) == 0.0
