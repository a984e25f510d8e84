from __future__ import annotations

import pytest

from quizapp.banks import load_shipped_banks, write_gift
from tests.banks.reading import brief, codes, only, read


def gift(text: str) -> object:
    return only(read(text))


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
        ("火警电话是{=119 =１１９}", "简答"),
        ("::a\\:b::题{}", "问答"),
        ("几米 {#3:2}", "数值"),
        ("连线 {=甲 -> 乙 =丙 -> 丁}", "匹配"),
        ("只有说明，没有花括号。\n\n问 {=A ~B}", "说明"),
    ],
)
def test_other_types_are_named_not_lost(text: str, kind: str) -> None:
    problems = [problem for problem in read(text).problems if problem.code == "E-TYPE"]
    assert len(problems) == 1
    assert kind in problems[0].message


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


@pytest.mark.parametrize("bank", load_shipped_banks(), ids=lambda bank: bank.key)
def test_what_is_written_is_read_again(bank: object) -> None:
    questions = bank.questions  # type: ignore[attr-defined]
    again = read(write_gift(questions))
    assert again.format == "gift"
    assert [(q.type, q.stem, q.options, q.correct, q.explanation) for q in again.questions] == [
        (q.type, q.stem, q.options, q.correct, q.explanation) for q in questions
    ]


AIKEN = "火警电话是？\nA) 110\nB) 119\nANSWER: B\n"


def test_aiken_works() -> None:
    assert only(read(AIKEN)).correct == (1,)
    assert only(read(AIKEN.replace(") ", "."))).options == ("110", "119")


def test_unfinished_aiken_questions_are_told_with_their_line() -> None:
    reading = read(f"没写完\nA. x\nB. y\n\n{AIKEN}\nANSWER: C\n")
    assert brief(reading) == [("single", "火警电话是？", (1,))]
    assert codes(reading) == {(1, "E-NOKEY"), (10, "E-NOSTEM")}


def test_aiken_in_chinese_spelling_is_flagged() -> None:
    reading = read(f"{AIKEN}\n哪些？\nA、甲\nＢ．乙\nC. 丙\nANSWER: A,C\n")
    assert brief(reading)[1] == ("multiple", "哪些？", (0, 2))
    assert codes(reading) == {(6, "W-DIALECT")}


def test_aiken_with_too_few_options() -> None:
    assert (1, "E-FEWOPTIONS") in codes(read("问？\nA. 甲\nANSWER: A\n\n" + AIKEN))


XML = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/安全/水//电</text></category></question>
<question type="multichoice">
 <questiontext format="html"><text><![CDATA[<p>火警<b>电话</b>？</p>]]></text></questiontext>
 <generalfeedback format="html"><text>记牢</text></generalfeedback>
 <single>true</single><idnumber>f1</idnumber><tags><tag><text>火</text></tag></tags>
 <answer fraction="0"><text>110</text></answer><answer fraction="100"><text>119</text></answer>
</question>
<question type="multichoice">
 <questiontext><text>哪些？</text></questiontext><single>0</single>
 <answer fraction="50"><text>甲</text></answer><answer fraction="50"><text>乙</text></answer>
 <answer fraction="-100"><text>丙</text></answer>
</question>
<question type="truefalse"><questiontext><text>安全第一。</text></questiontext>
 <answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>
<question type="truefalse"><questiontext><text>本地化。</text></questiontext>
 <answer fraction="0"><text>对</text></answer><answer fraction="100"><text>错</text></answer></question>
<question type="essay"><questiontext><text>谈谈安全。</text></questiontext></question>
</quiz>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_moodle_xml_works(encoding: str) -> None:
    reading = read(XML.encode(encoding))
    assert brief(reading) == [
        ("single", "火警电话？", (1,)),
        ("multiple", "哪些？", (0, 1)),
        ("true_false", "安全第一。", (0,)),
        ("true_false", "本地化。", (1,)),
    ]
    first = reading.questions[0]
    assert (first.explanation, first.key, first.tags, first.topic) == ("记牢", "f1", ("火",), "水/电")
    assert codes(reading) == {(17, "W-DIALECT"), (19, "E-TYPE")}


@pytest.mark.parametrize(
    "text",
    [
        "<quiz><question type='multichoice'>",
        '<!DOCTYPE a [<!ENTITY x "y">]><quiz><question>&x;</question></quiz>',
        "<quiz>" + "<question>" * 5000,
        XML.replace('fraction="100"', 'fraction="nan"'),
    ],
)
def test_hostile_xml_is_told(text: str) -> None:
    reading = read(text)
    assert any(problem.is_error for problem in reading.problems)


def test_pictures_are_told() -> None:
    text = XML.replace("<p>火警", '<p><img src="@@PLUGINFILE@@/a.png">火警')
    assert (4, "W-PICTURE") in codes(read(text))
