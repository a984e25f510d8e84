"""问卷星 and 腾讯问卷 as text."""

from __future__ import annotations

import pytest

from quizapp.questions import Blank
from tests.banks.reading import brief, codes, only, read

WJX = """安全生产月知识竞赛

欢迎参加，请认真作答。

1. 火警电话是？[单选题]（分值：5）
110
119(正确答案)
120

2. 家中燃气泄漏怎么办？[多选题] *
○开窗
○关阀
○开灯
正确答案：AB
答案解析：开灯会有火花。

3. 安全第一。[判断题]
正确
错误
正确答案：正确

4. 火警电话是{_}，急救电话是{_}。[考试多项填空]
空1答案：119|一一九
空2答案：120

5. 请排先后[排序题]
关阀
开窗
到室外报修
答案：BAC

6. 您的满意度[量表题]
1~5
"""


def test_wjx() -> None:
    reading = read(WJX)
    assert (reading.format, reading.meta["title"]) == ("wjx", "安全生产月知识竞赛")
    assert brief(reading) == [
        ("single", "火警电话是？", (1,)), ("multiple", "家中燃气泄漏怎么办？", (0, 1)), ("true_false", "安全第一。", (0,)),
        ("fill_in", "火警电话是____，急救电话是____。", ()), ("ordering", "请排先后", (1, 0, 2)),
    ]  # fmt: skip
    assert reading.questions[1].explanation == "开灯会有火花。"
    assert reading.questions[3].blanks == (Blank(accepted=("119", "一一九")), Blank(accepted=("120",)))
    assert codes(reading) == {(32, "E-TYPE")}
    assert reading.rows == (5, 10, 17, 22, 26)


def test_a_survey_without_keys_gives_an_error_for_each_question() -> None:
    reading = read("问卷\n\n1. 您的性别[单选题]\n男\n女\n\n2. 您来自？[单选题]\n城\n乡\n")
    assert (reading.format, reading.questions) == ("wjx", ())
    assert codes(reading) == {(3, "E-NOKEY"), (7, "E-NOKEY")}


WESURVEY = """下列哪种不易溶于水？[单选题][答案: D][分值: 5][全部](说明)
A. 味精
B. 酱油
C. 酒精
D. 食用油

哪些能灭火？[多选题][答案: B, C][分值: 2, 3][部分]
A. 汽油
B. 水
C. 沙

古诗默写[多项填空题][答案: 1.秋风萧瑟, 2.洪波涌起][分值: 2, 3][按空]
树木丛生。_____________，_____________。

作文[简答题][分值: 20][人工]
"""


def test_wesurvey() -> None:
    reading = read(WESURVEY)
    assert reading.format == "wesurvey"
    assert brief(reading) == [
        ("single", "下列哪种不易溶于水？(说明)", (3,)), ("multiple", "哪些能灭火？", (1, 2)),
        ("fill_in", "古诗默写\n树木丛生。____，____。", ()),
    ]  # fmt: skip
    assert reading.questions[2].blanks == (Blank(accepted=("秋风萧瑟",)), Blank(accepted=("洪波涌起",)))
    assert codes(reading) == {(15, "E-TYPE")}


def test_wesurvey_in_english() -> None:
    question = only(read("Which?[Single Choice][Answer: B][Score: 5][All]\nA. Soy\nB. Oil\n"))
    assert (question.type, question.stem, question.options, question.correct) == (
        "single",
        "Which?",
        ("Soy", "Oil"),
        (1,),
    )


@pytest.mark.parametrize(
    "text",
    [
        "1. [多选题] 哪些对？\nA.甲\nB.乙\nC.丙\n答案：AC\n",
        "1. 哪些对？[答案: A, C][分值: 2, 3][部分]\nA.甲\nB.乙\nC.丙\n",
        "1. 哪些对？[多选题]\nA.甲\nB.乙\nC.丙\n答案：AC\n",
    ],
)
def test_lettered_papers_stay_papers(text: str) -> None:
    reading = read(text)
    assert (reading.format, brief(reading)) == ("paper", [("multiple", "哪些对？", (0, 2))])
