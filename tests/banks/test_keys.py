from __future__ import annotations

import pytest

from quizapp.banks.keys import read_key, read_truth
from quizapp.banks.words import difficulty_of, truth_of, type_of

FOUR = ("甲", "乙", "丙", "丁")


@pytest.mark.parametrize(
    ("raw", "indexes", "codes"),
    [
        ("ABD", (0, 1, 3), ""),
        ("A,B,D", (0, 1, 3), ""),
        ("A、B、D", (0, 1, 3), ""),
        ("A，B，D", (0, 1, 3), ""),
        ("A B D", (0, 1, 3), ""),
        ("A;B;D", (0, 1, 3), ""),
        ("A|B|D", (0, 1, 3), ""),
        ("ＡＢＤ", (0, 1, 3), "W-FULLWIDTH"),
        ("abd", (0, 1, 3), "W-CASE"),
        ("DBA", (0, 1, 3), ""),
        ("AAB", (0, 1), "W-DUPKEY"),
        ("A-D", (0, 1, 2, 3), ""),
        ("1,2,4", (0, 1, 3), "W-DIGITKEY"),
        ("2", (1,), "W-DIGITKEY"),
        ("0,1", (), "E-NOKEY"),
        (" B", (1,), ""),
        ("c", (2,), "W-CASE"),
        ("Ｄ", (3,), "W-FULLWIDTH"),
        ("答案：B", (1,), ""),
        ("（B）", (1,), ""),
        ("丙", (2,), "W-TEXTKEY"),
        ("甲|丁", (0, 3), "W-TEXTKEY"),
        ("E", (4,), ""),
        ("", (), ""),
        ("1.1MPa。", (), ""),
        ("都可以", (), ""),
    ],
)
def test_keys_as_people_write_them(raw: str, indexes: tuple[int, ...], codes: str) -> None:
    key = read_key(raw, FOUR)
    assert key.indexes == indexes
    assert " ".join(note.code for note in key.notes) == codes


def test_a_number_that_is_also_an_option_is_not_guessed() -> None:
    key = read_key("1", ("2", "1", "3"))
    assert key.indexes == ()
    assert [note.code for note in key.notes] == ["E-NOKEY"]
    assert read_key("119", ("110", "119")).indexes == (1,)
    assert read_key("1", ("1", "2")).indexes == (0,)


@pytest.mark.parametrize("word", ["对", "√", "✓", "✔", "正确", "是", "T", "TRUE", "Y", "YES", "1", "（√）", "true"])
def test_words_for_true(word: str) -> None:
    assert truth_of(word) is True


@pytest.mark.parametrize("word", ["错", "×", "✗", "✘", "X", "x", "错误", "否", "F", "FALSE", "N", "NO", "0", "(×)"])
def test_words_for_false(word: str) -> None:
    assert truth_of(word) is False


@pytest.mark.parametrize("word", ["O", "同意", "不同意", "", "A", "不一定"])
def test_words_that_say_neither(word: str) -> None:
    assert truth_of(word) is None


def test_letters_of_a_statement_follow_its_options() -> None:
    assert read_truth("A", ()) is True
    assert read_truth("B", ("正确", "错误")) is False
    assert read_truth("A", ("错误", "正确")) is False
    assert read_truth("C", ("正确", "错误")) is None


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("单选", "single"),
        ("【多选题】", "multiple"),
        ("不定项选择题", "multiple"),
        ("判断 题", "true_false"),
        ("填空题", "fill_in"),
        ("事故案例分析题", "case"),
        ("简答题", None),
        ("", ""),
    ],
)
def test_types(word: str, kind: str | None) -> None:
    assert type_of(word) == kind


@pytest.mark.parametrize(
    ("word", "level"),
    [("易", "easy"), ("较难", "hard"), ("3", "medium"), ("0.85", "easy"), ("", "medium"), ("紫色", None)],
)
def test_difficulties(word: str, level: str | None) -> None:
    assert difficulty_of(word) == level
