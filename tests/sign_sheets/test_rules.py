"""Row numbers and names as clerks type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import Invalid
from quizapp.sign_sheets import read_names, read_rows, show_rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1-3,5", (1, 2, 3, 5)),
        ("1-17,19,22-40", (*range(1, 18), 19, *range(22, 41))),
        (" ３－５、７；９ ", (3, 4, 5, 7, 9)),
        ("2到4 1", (1, 2, 3, 4)),
        ("5,5,4-6", (4, 5, 6)),
        ("", ()),
    ],
)
def test_ranges_are_understood(text: str, rows: tuple[int, ...]) -> None:
    assert read_rows(text, 40) == rows


@pytest.mark.parametrize(
    ("text", "part"), [("1-41", "1-41"), ("0", "0"), ("7-3", "7-3"), ("三", "三"), ("1--3", "1--3"), ("1,x,3", "x")]
)
def test_what_is_no_range_is_named(text: str, part: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_rows(text, 40)
    assert caught.value.params["part"] == part
    assert caught.value.field == "rows"


@given(st.sets(st.integers(1, 500), min_size=1))
def test_ranges_go_there_and_back(rows: set[int]) -> None:
    assert read_rows(show_rows(rows), 500) == tuple(sorted(rows))


@given(st.text(alphabet="0123456789-,，、至 x甲", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        rows = read_rows(text, 60)
    except Invalid:
        return
    assert all(1 <= row <= 60 for row in rows)


def test_names_in_empty_rows() -> None:
    found = read_names("41 王五 红星村\n\n 42、李 四\n", 40, 58)
    assert [(each.row, each.name, each.unit) for each in found] == [(41, "王五", "红星村"), (42, "李", "四")]


@pytest.mark.parametrize(
    ("text", "line"), [("王五", 1), ("41 王五\n40 李四", 2), ("41 王五\n41 李四", 2), ("59 王五", 1), ("41", 1)]
)
def test_a_wrong_line_is_named(text: str, line: int) -> None:
    with pytest.raises(Invalid) as caught:
        read_names(text, 40, 58)
    assert (caught.value.field, caught.value.params["line"]) == ("names", line)
