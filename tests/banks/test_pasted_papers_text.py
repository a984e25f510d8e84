"""Questions pasted from a chat: its own lines, options run together, keys at the end of a line."""

from __future__ import annotations

import pytest

from quizapp.banks.papers.chat import is_chat
from quizapp.questions import Blank
from tests.banks.reading import brief, codes, only, read


@pytest.mark.parametrize(
    "line",
    ["李四 2026/5/20 09:15", "张三 09:15:22", "[2026-05-20 09:15] 李四", "2026-05-20 9:15:22 李四", "李四 2026年5月20日 上午9:15",
     "李四（安全员） 5月20日 09:15：", "李四 (09:15)", "Alice Wang 昨天 21:30", "收到", "收到👍", "好的。", "👍", "👍🏻🙏", "[强][强]"],
)  # fmt: skip
def test_lines_of_the_chat_itself(line: str) -> None:
    assert is_chat(line)


@pytest.mark.parametrize(
    "line",
    ["A 09:15", "1. 09:15", "（1） 09:15", "答案 09:15", "答案为 09:15", "火灾发生于 09:15", "上午 09:15", "发布时间 2026/5/20 09:15", "09:15",
     "2026/5/20", "收到警报后怎么办", "好的做法有哪些", "✅", "❌", "[判断]", ""],
)  # fmt: skip
def test_lines_that_may_belong_to_a_question(line: str) -> None:
    assert not is_chat(line)


def test_chat_lines_are_left_out_and_named() -> None:
    lines = [
        "李四 2026/5/20 09:15", "1. 火警电话是？", "张三 09:15:22", "收到👍", "A.110", "👍", "B.119", "[2026-05-20 09:15] 李四",
        "好的", "答案：B", "解析：记牢", "收到", "2. 急救电话是____", "张三 09:16", "答案：120", "好的",
    ]  # fmt: skip
    reading = read("\n".join(lines))
    assert brief(reading) == [("single", "火警电话是？", (1,)), ("fill_in", "急救电话是____", ())]
    first, second = reading.questions
    assert (first.options, first.explanation) == (("110", "119"), "记牢")
    assert (second.blanks, second.explanation) == ((Blank(accepted=("120",)),), "")
    assert codes(reading) == {(1, "W-IGNORED")}
    assert reading.problems[0].phrase.params["rows"] == "1、3、4、6、8、9、12、14、16"


@pytest.mark.parametrize(
    "text",
    ["1. 懂吗？\nA懂 B不懂 C不知道\n答案：B", "懂吗？\nA懂 B不懂 C不知道\n答案：B", "懂吗？\nA懂 B不懂 C不知道 答案：B",
     "1. 懂吗？\nA懂 B不懂 C不知道\n\n正确答案是B"],
)  # fmt: skip
def test_letters_glued_to_their_options(text: str) -> None:
    question = only(read(text))
    assert (question.stem, question.options, question.correct) == ("懂吗？", ("懂", "不懂", "不知道"), (1,))


def test_letters_glued_to_words_of_a_stem_are_no_options() -> None:
    text = "1. 哪类火用水？\nA类 B类都可能\nA.木头\nB.汽油\n答案：A"
    assert only(read(text)).stem == "哪类火用水？\nA类 B类都可能"
    assert read("1. 懂吗？\nA懂 C不懂\n答案：A").questions == ()


@pytest.mark.parametrize(
    "end",
    [
        "____。答案：切断电源",
        "____。 答案：切断电源",
        "____答案：切断电源",
        "____（答案：切断电源）",
        "（ ）。正确答案：切断电源。",
    ],
)
def test_a_key_behind_the_stem_of_a_fill_in(end: str) -> None:
    question = only(read(f"一、填空题\n1. 发现漏电首先应{end}\n"))
    assert question.stem.rstrip("。") == "发现漏电首先应____"
    assert question.blanks == (Blank(accepted=("切断电源",)),)


@pytest.mark.parametrize(
    "end",
    ["\n正确答案是B", "\n答案是B", "\n答案是：B。", " 正确答案是B", "，答案是B", "，正确答案为 B。", "（答案是B）"],
)
def test_a_key_said_in_a_sentence(end: str) -> None:
    question = only(read(f"1. 火警电话是？\nA.110\nB.119{end}\n"))
    assert (question.options, question.correct) == (("110", "119"), (1,))


def test_a_key_said_again_in_the_explanation_stays_there() -> None:
    question = only(read("1. 火警电话是？\nA.110\nB.119\n答案：B\n解析：见规定。\n记牢，所以。正确答案是B\n"))
    assert question.explanation == "见规定。\n记牢，所以。正确答案是B"


def test_an_option_about_answers_is_no_key() -> None:
    question = only(read("1. 哪个对？\nA.甲\nB.以上答案是错误的\n答案：A\n"))
    assert question.options == ("甲", "以上答案是错误的")
