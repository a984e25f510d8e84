from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from quizapp.banks import ShippedBank, load_shipped_banks
from quizapp.banks.formats import gift
from quizapp.questions import Blank, Media, Question
from tests.banks.reading import brief, codes, only, read
from tests.banks.strategies import questions
from tests.banks.writing import lost, write


def test_it_works() -> None:
    question = only(read("::q1:: 火警电话是 {=119#对了 ~110#不是 ~120 ####记牢 119}"))
    assert (question.type, question.options, question.correct) == ("single", ("119", "110", "120"), (0,))
    assert question.explanation == "记牢 119"


def test_weights_that_add_up_to_nearly_one() -> None:
    reading = read("灭火器有效期 {~%33.33333%A ~%33.33333%B ~%33.33333%C ~%-100%D}")
    assert brief(reading) == [("multiple", "灭火器有效期", (0, 1, 2))]
    assert reading.problems == ()


def test_uneven_weights_are_told() -> None:
    assert codes(read("问 {~%70%A ~%30%B ~%-100%D}")) == {(1, "W-WEIGHTS")}


@pytest.mark.parametrize(
    ("text", "correct", "code"),
    [
        ("{T}", (0,), None),
        ("{FALSE}", (1,), None),
        ("{F#不对#对####说明}", (1,), None),
        ("{true}", (0,), "W-CASE"),
        ("{对}", (0,), "W-DIALECT"),
        ("{错}", (1,), "W-DIALECT"),
    ],
)
def test_true_and_false(text: str, correct: tuple[int, ...], code: str | None) -> None:
    reading = read(f"动火作业须办证。{text}")
    assert brief(reading) == [("true_false", "动火作业须办证。", correct)]
    assert codes(reading) == ({(1, code)} if code else set())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("::a\\:b::题{}", "问答"),
        ("只有说明，没有花括号。\n\n问 {=A ~B}", "说明"),
        ("几个 {#=3:1 =8:1}", "数值"),
    ],
)
def test_other_types_are_named_not_lost(text: str, kind: str) -> None:
    problems = [problem for problem in read(text).problems if problem.code == "E-TYPE"]
    assert len(problems) == 1
    assert kind in problems[0].message


@pytest.mark.parametrize(
    ("text", "stem", "blank"),
    [
        ("火警电话是{=119 =１１９}", "火警电话是____", Blank(accepted=("119", "１１９"))),
        ("火警电话是{119}", "火警电话是____", Blank(accepted=("119",))),
        ("火警电话是____。{=119#对}", "火警电话是____。", Blank(accepted=("119",))),
        ("发现火情拨打{=119}报警。", "发现火情拨打____报警。", Blank(accepted=("119",))),
        ("几个人？ {2}", "几个人？____", Blank(accepted=("2",))),
        ("选{=1}", "选____", Blank(accepted=("1",))),
        ("算 {=2\\\\*3}", "算____", Blank(accepted=("2*3",))),
        ("几米 {#3:2}", "几米____", Blank(number=3.0, tolerance=2.0)),
        ("几米 {#1..5####说明}", "几米____", Blank(number=3.0, tolerance=2.0)),
        ("几米 {#-3.5}", "几米____", Blank(number=-3.5)),
        ("几米 {#=3:0.1#对 ~#不对}", "几米____", Blank(number=3.0, tolerance=0.1)),
        ("几米 {#=3 =4}", "几米____", Blank(accepted=("3", "4"))),
        ("多少 {=百分之五 =%100%5%}", "多少____", Blank(accepted=("百分之五", "5%"))),
    ],
)
def test_short_answers_and_numbers_are_blanks(text: str, stem: str, blank: Blank) -> None:
    reading = gift.read(text)
    question = only(reading)
    assert (question.type, question.stem, question.blanks, reading.problems) == ("fill_in", stem, (blank,), ())


def test_an_answer_of_half_weight_is_told_and_not_right() -> None:
    reading = read("几米 {#=3:0.1 =%50%3:1}")
    assert only(reading).blanks == (Blank(number=3.0, tolerance=0.1),)
    assert codes(reading) == {(1, "W-WEIGHTS")}


def test_wildcards_are_told() -> None:
    reading = read("灭火器{=灭火* =消防瓶}")
    assert only(reading).blanks == (Blank(accepted=("消防瓶",)),)
    assert codes(reading) == {(1, "W-WILDCARD")}
    assert codes(read("灭火器{=灭火*}")) == {(1, "W-WILDCARD"), (1, "E-NOKEY")}


@pytest.mark.parametrize("number", ["nan", "inf", "1e999", "三", "1:nan", "1..x", "*", ""])
def test_what_is_no_number_is_told(number: str) -> None:
    reading = read(f"几米 {{#{number}}}")
    assert reading.questions == ()
    assert codes(reading) <= {(1, "E-NOKEY"), (1, "E-KEYRANGE")}


def test_pairs_are_split_at_the_first_arrow_and_may_have_spare_options() -> None:
    question = only(read("连线 {\n =甲 -> 一 -> 二\n =乙 -> 三\n =丙 -> 三\n = -> 四\n####说明}"))
    assert question.type == "matching"
    assert (question.prompts, question.options, question.correct) == (
        ("甲", "乙", "丙"), ("一 -> 二", "三", "四"), (0, 1, 1),
    )  # fmt: skip
    assert question.explanation == "说明"


def test_pairs_that_are_none_are_told() -> None:
    assert codes(read("连线 {=甲 -> 一 =乙}")) == {(1, "E-SYNTAX")}
    assert codes(read("连线 {=甲 -> 一 = -> 二}")) == {(1, "E-FEWPROMPTS")}


def test_escapes() -> None:
    assert only(read("浓度 5\\=5 时 {T}")).stem == "浓度 5=5 时"
    question = only(read(r"路径 C\:\\temp 是\nX\#1 \{a\} {=a\~b ~c\\\\d ~e\f}"))
    assert question.stem == "路径 C:\\temp 是\nX#1 {a}"
    assert question.options == ("a~b", "c\\\\d", "e\\f")


def test_full_width_marks_are_text() -> None:
    assert only(read("选项：{=A～B ~C＝D}")).options == ("A～B", "C＝D")


def test_text_after_the_block_makes_a_gap() -> None:
    assert only(read("发现火情拨打{=119 ~110}报警。")).stem == "发现火情拨打 _____ 报警。"


def test_comments_do_not_end_a_question_and_carry_tags() -> None:
    question = only(read("$CATEGORY: $course$/安全/消防\n\n// [id:f1] [tag:火]\n问\n// 说明\n{=A\n~B}"))
    assert (question.topic, question.key, question.tags, question.options) == ("消防", "f1", ("火",), ("A", "B"))


def test_html_becomes_text() -> None:
    question = only(read('[html]<p>温度 &lt; 0？</p><img src\\="x"> {=是 ~否吗 }'))
    assert question.stem == "温度 < 0？"


def test_unpaired_braces_are_told_and_reading_goes_on() -> None:
    reading = read("坏 {=A ~B\n\n好 {=A ~B}")
    assert brief(reading) == [("single", "好", (0,))]
    assert codes(reading) == {(1, "E-SYNTAX")}


def test_a_name_in_brackets_may_hold_a_bracket_and_a_category_a_slash() -> None:
    question = only(read("$CATEGORY: $course$/top/安全/水//电\n\n// [id:a\\]b] [tag:x] [tag:y\\]]\n问 {=A ~B}"))
    assert (question.key, question.tags, question.topic) == ("a]b", ("x", "y]"), "水/电")


def test_an_unknown_format_stays_text_and_a_known_one_does_not() -> None:
    assert only(read("[bbcode]问 {=[plain]<A> ~[x]B}")).stem == "[bbcode]问"
    assert only(read("[bbcode]问 {=[plain]<A> ~[x]B}")).options == ("<A>", "[x]B")


@pytest.mark.parametrize("bank", load_shipped_banks(), ids=lambda bank: bank.key)
def test_what_is_written_is_read_again(bank: ShippedBank) -> None:
    written = write("gift", *bank.questions)
    again = read(written.content)
    left = {problem.row for problem in written.lost if problem.code == "E-LEFTOUT"}
    kept = [question for row, question in enumerate(bank.questions, start=1) if row not in left]
    assert kept == [question for question in bank.questions if may_be_written(question)]
    assert again.format == "gift" or not kept
    assert [in_gift(question) for question in again.questions] == [in_gift(question) for question in kept]


def may_be_written(question: Question) -> bool:
    has_pictures = bool(question.media or any(question.option_media))
    return question.type in TYPES and not has_pictures and len(question.blanks) < 2


TYPES = ("single", "multiple", "true_false", "fill_in", "matching")


def in_gift(question: Question) -> Question:
    """What of a question the format has a place for; the right side of pairs in the order of the left."""
    order = list(dict.fromkeys([*question.correct, *range(len(question.options))]))
    pairs: dict[str, Any] = {
        "options": tuple(question.options[index] for index in order),
        "correct": tuple(order.index(index) for index in question.correct),
    }
    return replace(
        question, source=None, difficulty="medium", audience=(), reviewed=None, valid_from=None, valid_to=None, media=(),
        blanks=tuple(Blank(accepted=() if b.number is not None else b.accepted, number=b.number, tolerance=b.tolerance) for b in question.blanks),
        **(pairs if question.type == "matching" else {}),
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(questions(*TYPES))
def test_any_text_survives(question: Question) -> None:
    written = write("gift", question)
    if any(problem.is_error for problem in written.lost):
        texts = [*question.prompts, *(text for blank in question.blanks for text in blank.accepted)]
        assert len(question.blanks) > 1 or any("->" in text for text in texts)
        return
    assert only(gift.read(written.content.decode())) == in_gift(question)


def test_what_cannot_be_held_is_told_and_left_out() -> None:
    sign = Media(file="pictures/a.png", alt="标志")
    written = write(
        "gift",
        Question(type="ordering", stem="先后", options=("一", "二"), correct=(0, 1)),
        Question(type="fill_in", stem="____和____", blanks=(Blank(accepted=("a",)), Blank(accepted=("b",)))),
        Question(type="single", stem="哪个", options=("", "x"), option_media=(sign, None), correct=(1,)),
        Question(type="matching", stem="连", prompts=("a->b", "c"), options=("1", "2"), correct=(0, 1)),
        Question(type="single", stem="问", options=("x", "y"), correct=(1,), difficulty="hard", tags=("火",)),
        Question(type="fill_in", stem="____", blanks=(Blank(accepted=("a",), case_sensitive=True),), difficulty="easy"),
    )
    assert lost(written) == {
        (1, "E-LEFTOUT", ""), (2, "E-LEFTOUT", ""), (3, "E-LEFTOUT", ""), (4, "E-LEFTOUT", ""), (6, "W-LOST", "blanks"),
        (0, "W-LOST", "difficulty"),
    }  # fmt: skip
    told = [problem.message for problem in written.lost]
    assert told[0] == "第 1 题没有写进 GIFT 文件（先后）：这种格式没有“排序题”"
    assert "GIFT 写不下“难度”，有 2 道题的这一项没有写进去" in told
    assert brief(read(written.content)) == [("single", "问", (1,)), ("fill_in", "____", ())]
