"""Lines of Chinese: nothing lost, nothing too wide, no comma at the start of a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.exports.typesetting import balanced_lines, break_lines, fitting_size, text_advance

TEXT = st.text(alphabet="安全生产，。（）“”《》：；abcXYZ 0123.-/\u3000", max_size=120)


@given(TEXT, st.floats(min_value=30, max_value=300))
def test_no_character_is_lost_and_no_line_is_too_wide(text: str, width: float) -> None:
    lines = break_lines(text, width, 10)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(text_advance(line, 10) for line in lines) <= width + 0.01


@given(TEXT)
def test_balanced_lines_say_the_same_in_as_many_lines(text: str) -> None:
    lines = balanced_lines(text, 150, 10)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(lines) == len(break_lines(text, 150, 10))


@pytest.mark.parametrize("width", range(40, 200, 7))
def test_punctuation_clings(width: int) -> None:
    text = "参与网上展览（233）人次，参与“接力传安全”活动（310）人次；张贴标语、横幅、挂图等（260）个。" * 3
    lines = break_lines(text, width, 10)
    assert [line for line in lines if line[0] in "，。；、）”"] == []
    assert [line for line in lines if line[-1] in "（“《"] == []


def test_words_and_numbers_stay_whole() -> None:
    assert break_lines("电话0580-0123456咨询", 70, 10) == ["电话", "0580-0123456", "咨询"]


def test_a_tick_box_stays_with_its_word() -> None:
    assert all(
        not line.endswith(("☑", "☐")) for width in range(40, 90) for line in break_lines("是否落实：☑是 ☐否", width, 10)
    )


def test_a_title_is_split_around_its_quoted_name() -> None:
    assert balanced_lines("2026年东明镇“安全生产月”活动", 110, 10) == ["2026年东明镇", "“安全生产月”活动"]


def test_a_label_is_split_evenly() -> None:
    assert balanced_lines("安全生产万里行", 42, 10) == ["安全生产", "万里行"]


def test_a_title_shrinks_until_it_fits() -> None:
    size = fitting_size("安全" * 10, 150, 20, 6)
    assert 6 < size < 8
    assert len(break_lines("安全" * 10, 150, size)) == 1
