from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import Invalid
from quizapp.questions import (
    Question,
    Source,
    content_hash,
    decode_question,
    dump_question,
    encode_key,
    encode_public,
    encode_question,
    stem_key,
    version_hash,
)

QUESTION = Question(
    type="multiple",
    stem="燃气泄漏时应当（  ）？",
    options=("开窗通风", "关闭阀门", "1.5 米外打电话"),
    correct=(0, 1),
    explanation="先断气，𠮷 㛃。",
    source=Source(law="gas-regulation", article="28.2", version_date=date(2016, 2, 6)),
    difficulty="easy",
    topic="燃气",
    tags=("家庭",),
    audience=("resident", "elder"),
    key="gas-001",
)


def test_it_comes_back_as_it_was() -> None:
    assert decode_question(encode_question(QUESTION)) == QUESTION


def test_it_survives_a_json_column() -> None:
    assert decode_question(json.loads(json.dumps(dump_question(QUESTION)))) == QUESTION


@given(st.text(), st.lists(st.text(), max_size=4), st.lists(st.integers(0, 9), max_size=3))
def test_any_text_comes_back(stem: str, options: list[str], correct: list[int]) -> None:
    question = Question(type="single", stem=stem, options=tuple(options), correct=tuple(correct))
    assert decode_question(encode_question(question)) == question


def test_public_bytes_hold_no_secret() -> None:
    public = encode_public(QUESTION).decode()
    assert "开窗通风" in public
    for secret in ("correct", "先断气", "gas-regulation", "gas-001"):
        assert secret not in public
    assert "先断气" in encode_key(QUESTION).decode()


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"public":{}}', b"\xff\xfe", b"null", "{}"])
def test_broken_bytes_are_refused(broken: bytes | str) -> None:
    with pytest.raises(Invalid):
        decode_question(broken)


def test_hash_ignores_spacing_width_and_option_order() -> None:
    other = replace(
        QUESTION,
        stem=" 燃气泄漏时应当( )? ",
        options=("１.5米外打电话", "关闭阀门", "开窗 通风"),
        correct=(1, 2),
        explanation="",
    )
    assert content_hash(other) == content_hash(QUESTION)
    assert version_hash(other) != version_hash(QUESTION)


@pytest.mark.parametrize(
    "change",
    [
        {"correct": (0, 2)},
        {"type": "single"},
        {"options": ("开窗通风", "关闭阀门", "15 米外打电话")},
        {"stem": "燃气泄漏时不应当（ ）？"},
    ],
)
def test_hash_sees_what_matters(change: dict[str, object]) -> None:
    assert content_hash(replace(QUESTION, **change)) != content_hash(QUESTION)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("火警电话是（ ）。", "火警电话是____", True),
        ("压力为1.5MPa", "压力为15MPa", False),
        ("面积 10m²", "面积 10m2", False),
        ("（ ）", "（  ）", True),
    ],
)
def test_stem_key(one: str, two: str, same: bool) -> None:
    assert (stem_key(one) == stem_key(two)) is same
    assert stem_key(one)
