from __future__ import annotations

import json
from typing import Any

import pytest

from quizapp.banks import LawIndex, question_json
from quizapp.banks.draft import Draft, finish
from quizapp.questions import Blank, Media, Question, Region

PICTURE = Media(file="pictures/kitchen.png", alt="厨房", width=400, height=300)
SPOT = Region(label="纸箱", shape="rect", coords=(10, 10, 50, 50))


def made(**content: Any) -> Question:
    question, problems = finish(Draft(row=3, **content))
    assert question is not None, problems
    assert problems == ()
    return question


def said(**content: Any) -> list[tuple[str, str]]:
    question, problems = finish(Draft(row=3, **content))
    assert question is None
    assert all(problem.row == 3 and problem.message for problem in problems)
    return [(problem.code, problem.field) for problem in problems]


@pytest.mark.parametrize("kind", ["fill_in", ""])
@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("火警电话是____。", "火警电话是____。"),
        ("火警电话是＿＿＿＿＿＿。", "火警电话是____。"),
        ("火警电话是__。", "火警电话是____。"),
        ("火警电话是（　）。", "火警电话是____。"),
        ("火警（119）电话是( )", "火警（119）电话是____"),
        ("火警电话是", "火警电话是____"),
    ],
)
def test_a_gap_is_four_underscores(kind: str, stem: str, expected: str) -> None:
    question = made(type_text=kind, stem=stem, blanks=(Blank(accepted=(" 119 ", "１１９", "119")),))
    assert (question.type, question.stem) == ("fill_in", expected)
    assert question.blanks == (Blank(accepted=("119", "１１９")),)


def test_gaps_and_answers_must_be_as_many() -> None:
    assert said(stem="甲____乙____", blanks=(Blank(accepted=("x",)),)) == [("E-BLANKCOUNT", "blanks")]
    assert said(stem="甲", blanks=(Blank(accepted=("x",)), Blank(accepted=("y",)))) == [("E-BLANKCOUNT", "blanks")]


@pytest.mark.parametrize("key", [{"right": (1, 0, 1)}, {"key_text": "B,A,B"}, {"key_text": "ｂａｂ"}])
def test_pairs_keep_the_order_and_repeats_of_their_key(key: dict[str, Any]) -> None:
    question = made(
        type_text="matching", stem="连线", prompts=["甲", "乙", "丙"], options=["A. 一", "B. 二", "C. 三"], **key
    )
    assert (question.prompts, question.options, question.correct) == (("甲", "乙", "丙"), ("一", "二", "三"), (1, 0, 1))


@pytest.mark.parametrize("key", [{"right": (2, 0, 1)}, {"key_text": "CAB"}, {"key_text": "C → A → B"}])
def test_an_order_is_not_sorted(key: dict[str, Any]) -> None:
    assert made(type_text="ordering", stem="排序", options=["一", "二", "三"], **key).correct == (2, 0, 1)


def test_an_order_that_cannot_be_read_is_told() -> None:
    assert said(type_text="ordering", stem="排序", options=["一", "二"], key_text="先一后二") == [
        ("E-NOKEY", "correct")
    ]
    assert said(type_text="ordering", stem="排序", options=["一", "二"], key_text="AA") == [("E-KEYORDER", "correct")]
    assert said(type_text="ordering", stem="排序", options=["一", "二"]) == [("E-NOKEY", "correct")]


def test_a_picture_to_search() -> None:
    question = made(stem="找出隐患", media=(PICTURE,), regions=(SPOT,))
    assert (question.type, question.regions, question.media) == ("hotspot", (SPOT,), (PICTURE,))
    assert said(stem="找出隐患", regions=(SPOT,)) == [("E-NOPICTURE", "media")]


def test_a_case_takes_drafts_and_names_what_is_wrong_in_them() -> None:
    good = Draft(row=4, stem="先做什么？", options=["报警", "围观"], key_text="A")
    truth = Draft(row=5, stem="可以围观。", key_text="错")
    assert [part.type for part in made(stem="某厂起火。", parts=[good, truth]).parts] == ["single", "true_false"]
    bad = Draft(row=4, stem="先做什么？", options=["报警", "围观"], key_text="D")
    question, problems = finish(Draft(row=3, stem="某厂起火。", parts=[bad]))
    assert question is None
    assert (4, "E-KEYRANGE") in {(problem.row, problem.code) for problem in problems}


def test_a_picture_stands_for_the_text_of_an_option() -> None:
    sign = Media(file="pictures/a.png", alt="红色圆圈")
    question, problems = finish(
        Draft(row=1, stem="哪个是禁止标志？", options=["", "", "都不是"], option_media=(sign, None, None), right=(2,))
    )
    assert question is not None
    assert (question.options, question.option_media, question.correct) == (("", "都不是"), (sign, None), (1,))
    assert {problem.code for problem in problems} == {"W-EMPTYOPTION"}


def test_json_shows_every_part_of_a_question_and_nothing_it_lacks() -> None:
    index = LawIndex(laws={}, standards={})
    part = Draft(row=4, stem="先做什么？", options=["报警", "围观"], key_text="A", media=(PICTURE,))
    shown = json.loads(json.dumps(question_json(made(stem="某厂起火。", parts=[part]), index)))
    assert shown["parts"][0]["media"] == [{"kind": "picture", "file": "pictures/kitchen.png", "alt": "厨房", "width": 400, "height": 300}]  # fmt: skip
    assert not {"blanks", "prompts", "regions", "valid_from", "reviewed"} & shown.keys()
    blanks = (Blank(number=3.5, tolerance=0.1), Blank(accepted=("Pa",), case_sensitive=True))
    told = question_json(made(stem="____和____", blanks=blanks), index)["blanks"]
    assert told == [
        {"accepted": [], "number": 3.5, "tolerance": 0.1},
        {"accepted": ["Pa"], "case_sensitive": True},
    ]
    assert question_json(made(stem="找", media=(PICTURE,), regions=(SPOT,)), index)["regions"] == [
        {"label": "纸箱", "shape": "rect", "coords": [10, 10, 50, 50]}
    ]
