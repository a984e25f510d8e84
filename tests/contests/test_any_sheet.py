"""Whatever is sent, a paper scores between nothing and its maximum."""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.contests.paper import dump_answers, load_answers, read_sheet
from quizapp.kit.text import clean_line
from quizapp.questions import PRESETS, draw_paper, grade_paper
from tests.contests.makers import make_question
from tests.support.gate import Shown, size

SHEETS = size(400, done=10_000)
POOL = [make_question(number) for number in range(1, 31)]
PAPER = draw_paper(POOL, 10, seed=Random(1).randbytes(32).hex(), person_key="1")

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=40) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)
names = st.one_of(
    st.integers(-3, 15).map(str), st.integers(-3, 15).map(lambda n: f"q-{n}"), st.text(max_size=8),
    st.sampled_from(["q-１", "٣", "1.0", "1e1", "0x1", " 1", "q-q-1", "10000000000000000000"]),
)  # fmt: skip
plausible = st.lists(st.integers(-1, 30), max_size=30) | st.integers(-1, 30).map(str)


def test_any_sheet_scores_between_nothing_and_the_maximum(shown: Shown) -> None:
    any_sheet()
    shown(6, "generated sheets scored between nothing and the maximum", SHEETS, asked=10_000)


@settings(max_examples=SHEETS, deadline=None)
@given(
    sheet=st.dictionaries(names, anything | plausible, max_size=20), preset=st.sampled_from(sorted(PRESETS)),
    points=st.integers(1, 100_000),
)  # fmt: skip
def any_sheet(sheet: dict[str, Any], preset: str, points: int) -> None:
    answers = read_sheet(sheet, len(PAPER))
    result = grade_paper(POOL, PAPER, answers, preset=preset, points_each=points / 100)
    assert 0 <= round(result.score * 100) <= round(result.max_score * 100) == points * len(PAPER)


@given(sheet=st.dictionaries(names, anything | plausible, max_size=20))
def test_what_was_read_is_on_the_paper_and_survives_storing(sheet: dict[str, Any]) -> None:
    answers = read_sheet(sheet, len(PAPER))
    assert set(answers) <= set(range(len(PAPER)))
    assert load_answers(dump_answers(answers)) == answers
    assert all(
        atom == clean_line(str(atom)) if isinstance(atom, str) else 0 <= atom <= 9999
        for picked in answers.values()
        for atom in picked
    )
    msgspec.json.encode(dump_answers(answers))  # no half characters: a database refuses them


@given(extra=st.dictionaries(st.text(max_size=8), anything, max_size=10))
def test_extra_fields_change_nothing(extra: dict[str, Any]) -> None:
    sheet = {"1": [0], "2": [1, 2], "3": "0"}
    foreign = {name: value for name, value in extra.items() if not read_sheet({name: value}, len(PAPER))}
    assert read_sheet(foreign | sheet, len(PAPER)) == read_sheet(sheet, len(PAPER))
