from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from quizapp.banks.formats import aiken
from quizapp.questions import Question
from tests.banks.reading import brief, codes, only, read
from tests.banks.strategies import questions
from tests.banks.writing import lost, write

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


@settings(max_examples=150, deadline=None)
@given(questions("single", "true_false"))
def test_what_is_written_is_read_again(question: Question) -> None:
    written = write("aiken", question)
    if any(problem.is_error for problem in written.lost):
        return
    again = only(aiken.read(written.content.decode()))
    flat = replace(
        question, stem=" ".join(question.stem.split()), options=tuple(" ".join(text.split()) for text in question.options),
        explanation="", key="", tags=(), topic="",
    )  # fmt: skip
    assert again == flat


def test_what_cannot_be_held_is_told() -> None:
    written = write(
        "aiken",
        Question(type="multiple", stem="哪些", options=("x", "y"), correct=(0, 1)),
        Question(type="single", stem="A. 是选项吗", options=("x", "y"), correct=(0,)),
        Question(type="single", stem="答案：B", options=("x", "y"), correct=(0,)),
        Question(type="true_false", stem="一行\n两行", options=("正确", "错误"), correct=(1,), explanation="因为"),
    )
    assert lost(written) == {
        (1, "E-LEFTOUT", ""), (2, "E-LEFTOUT", ""), (3, "E-LEFTOUT", ""), (4, "W-LOST", "stem"), (0, "W-LOST", "explanation"),
    }  # fmt: skip
    assert brief(read(written.content)) == [("true_false", "一行 两行", (1,))]
