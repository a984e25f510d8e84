"""Text from people, cleaned, folded and masked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import Invalid
from quizapp.kit import pinyin
from quizapp.kit.ids import READABLE, new_short_code, new_token, tidy_short_code
from quizapp.kit.periods import parse_period
from quizapp.kit.text import clean_line, clean_text, fold_key, mask_name, mask_phone


@given(st.text())
def test_cleaning_is_final_and_leaves_one_quiet_line(raw: str) -> None:
    once = clean_line(raw)
    assert clean_line(once) == once
    assert "\n" not in once
    assert not any(sign in once for sign in "\u202e\u200b\u2066\x00")


def test_lines_stay_lines_in_longer_text() -> None:
    assert clean_text("一\r\n二\u200b\n\n三 ") == "一\n二\n\n三"


def test_rare_characters_and_markup_stay() -> None:
    assert clean_line(" 𠮷䶮 <b> ") == "𠮷䶮 <b>"


def test_folding_joins_what_people_mean_to_be_equal() -> None:
    assert fold_key("阿卜杜拉·买买提") == fold_key("阿卜杜拉 买买提") == fold_key("阿卜杜拉•买买提")
    assert fold_key("ＡＢｃ１") == "abc1"


@pytest.mark.parametrize(("name", "masked"), [("", ""), ("李", "李"), ("李明", "李*"), ("欧阳小明", "欧**明")])
def test_names_are_masked(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"), [("13812348000", "138****8000"), ("0470123456", "********56"), ("110", "***"), ("", "")]
)
def test_phones_are_masked(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("单红星", "shanhongxing", "shx"),
        ("曾子墨", "zengzimo", "zzm"),
        ("东明镇", "dongmingzhen", "dmz"),
        ("Alice", "alice", "a"),
        ("", "", ""),
    ],
)
def test_pinyin_reads_surnames_as_surnames(name: str, full: str, initials: str) -> None:
    assert (pinyin.full(name), pinyin.initials(name)) == (full, initials)


def test_codes_can_be_read_aloud_and_typed_carelessly() -> None:
    code = new_short_code()
    assert set(code) <= set(READABLE)
    assert tidy_short_code(f" {code[:3].lower()}-{code[3:]} ") == code
    assert len({new_token() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2026-06-10", "2026-06-04", "2026-06-10"),
        ("2026-06-11", "2026-06-11", "2026-06-17"),
        ("2026-06-16", "2026-06-11", "2026-06-17"),
    ],
)
def test_a_week_runs_from_thursday_to_wednesday(day: str, first: str, last: str) -> None:
    period = parse_period(f"week:{day}")
    assert (str(period.first), str(period.last), period.key) == (first, last, f"week:{last}")


@pytest.mark.parametrize("text", ["", "month", "week:", "week:2026-13-01", "week:june"])
def test_other_periods_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="week:2026"):
        parse_period(text)
