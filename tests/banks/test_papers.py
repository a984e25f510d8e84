from __future__ import annotations

import io

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from quizapp.questions import Blank
from tests.banks.reading import brief, codes, only, read

PAPER = """2026年安全知识竞赛题库
一、单选题（每题1分，共30分）
1. 发现火情应当拨打（ B ）。
A. 110   B. 119
C. 120   D. 122
2、灭火器每（ ）年检查
A.一B.两C.三
答案：A 解析：见规定。
3．1.5MPa是多少（  ）
（A）甲
（B）乙
正确答案B
难度：易
二、多项选择题
1．家用燃气泄漏要（ABD）
A、开窗
B、关阀
C、开灯
D、出门打电话
2. 哪些（ ）？
A、甲 B、乙 C、丙
【答案】AC
【解析】因为
所以
三、判断题（正确的打√，错误的打×）
1. 楼道可以堆放杂物。（×）
2. 安全第一。（√）
3. 这个没有答案。
四、填空题
1. 火警电话是____。
答案：119
"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_it_works(encoding: str) -> None:
    reading = read(PAPER.encode(encoding), "题库.txt")
    assert brief(reading) == [
        ("single", "发现火情应当拨打（ ）。", (1,)),
        ("single", "灭火器每（ ）年检查", (0,)),
        ("single", "1.5MPa是多少（ ）", (1,)),
        ("multiple", "家用燃气泄漏要（ ）", (0, 1, 3)),
        ("multiple", "哪些（ ）？", (0, 2)),
        ("true_false", "楼道可以堆放杂物。（ ）", (1,)),
        ("true_false", "安全第一。（ ）", (0,)),
        ("fill_in", "火警电话是____。", ()),
    ]
    assert reading.questions[-1].blanks == (Blank(accepted=("119",)),)
    assert codes(reading) == {(1, "W-IGNORED"), (28, "E-NOKEY")}
    assert reading.questions[1].explanation == "见规定。"
    assert reading.questions[2].difficulty == "easy"
    assert reading.questions[4].explanation == "因为\n所以"


@pytest.mark.parametrize("number", ["1.", "1、", "1．", "(1)", "（1）", "1\t", "第1题", "【1】"])
def test_numbers_have_many_shapes(number: str) -> None:
    assert only(read(f"{number} 火警电话是？\nA.110\nB.119\n答案：B\n")).stem == "火警电话是？"


@pytest.mark.parametrize(
    "options",
    ["A.110\nB.119", "A、110\nB、119", "A．110\nB．119", "A ．110\nB ．119", "(A)110\n(B)119", "（A）110\n（B）119", "A)110\nB)119",
     "A:110\nB:119", "A.110\tB.119", "A.110  B.119", "A.110B.119", "Ａ．110\nＢ．119", "A 110\nB 119"],
)  # fmt: skip
def test_options_have_many_shapes(options: str) -> None:
    assert only(read(f"1. 火警电话是？\n{options}\n答案：B\n")).options == ("110", "119")


def test_the_first_option_may_be_glued_to_the_stem() -> None:
    question = only(read("1. 火警电话是？ A.110 B.119 C.120\n答案：B\n"))
    assert (question.stem, question.options) == ("火警电话是？", ("110", "119", "120"))


@pytest.mark.parametrize(
    "key",
    [
        "答案：B",
        "答案:B",
        "【答案】B",
        "正确答案：B",
        "参考答案：B",
        "标准答案: B",
        "正确答案B",
        "答案：B。",
        "答案：B 解析：记牢",
        "答案：\nB",
    ],
)
def test_key_lines_have_many_shapes(key: str) -> None:
    assert only(read(f"1. 火警电话是？\nA.110\nB.119\n{key}\n")).correct == (1,)


@pytest.mark.parametrize("word", ["解析：", "答案解析：", "【解析】", "试题分析：", "详解：", "依据："])
def test_explanations_have_many_names(word: str) -> None:
    assert only(read(f"1. 火警电话是？\nA.110\nB.119\n答案：B\n{word}记牢。\n")).explanation == "记牢。"


@pytest.mark.parametrize(
    ("mark", "correct"), [("（√）", (0,)), ("(×)", (1,)), ("（对）", (0,)), ("( 错 )", (1,)), ("（X）", None)]
)
def test_statements_with_their_key_in_brackets(mark: str, correct: tuple[int, ...] | None) -> None:
    reading = read(f"判断题\n1. 安全第一。{mark}\n2. 预防为主。（√）\n")
    assert [question.correct for question in reading.questions] == ([correct] if correct else []) + [(0,)]


def test_the_heading_may_be_the_key() -> None:
    reading = read("三、判断题(正确)\n1. 甲。\n2. 乙。\n四、判断题(错误)\n1. 丙。\n")
    assert [question.correct for question in reading.questions] == [(0,), (0,), (1,)]


def test_tags_and_remarks_leave_the_stem() -> None:
    question = only(read("1. [多选题] 哪些对？（2分）（选填）\nA.甲\nB.乙\nC.丙\n答案：AC\n"))
    assert (question.type, question.stem, question.correct) == ("multiple", "哪些对？", (0, 2))
    inline = only(read("1. 哪些对？[答案: B, C][分值: 2, 3][部分]\nA.甲\nB.乙\nC.丙\n"))
    assert (inline.stem, inline.correct) == ("哪些对？", (1, 2))


TAIL = "一、单选题\n1. 甲？\nA.1x\nB.2x\n2. 乙？\nA.1x\nB.2x\n二、判断题\n1. 丙。\n2. 丁。\n"


@pytest.mark.parametrize(
    "answers",
    [
        "参考答案\n一、单选题\n1-2 AB\n二、判断题\n1.对 2.错\n",
        "参考答案\n1-2 AB\n1-2 √×\n",
        "答案：\n一、单选题\n1.A 2.B\n二、判断题\n1、√ 2、×\n",
        "参考答案及解析\n1.【答案】A 【解析】因为\n2.【答案】B 【解析】所以\n1.对\n2.错\n",
    ],
)
def test_answers_at_the_end(answers: str) -> None:
    reading = read(TAIL + answers)
    assert [question.correct for question in reading.questions] == [(0,), (1,), (0,), (1,)]
    assert reading.problems == ()


def test_answers_that_do_not_fit_are_told() -> None:
    assert (12, "W-EXTRAANSWER") in codes(read(TAIL + "参考答案\n1-2 AB 1-2 √× 9.A\n"))
    short = read(TAIL + "参考答案\n1-2 A\n")
    assert {(2, "E-NOKEY"), (5, "E-NOKEY")} <= codes(short)


def test_a_bracket_against_the_key_line_is_told() -> None:
    reading = read("1. 火警电话是（ A ）\nA.110\nB.119\n答案：B\n")
    assert brief(reading) == [("single", "火警电话是（ ）", (1,))]
    assert codes(reading) == {(1, "W-CONTRADICT")}


def test_letters_that_are_no_key_stay_in_the_stem() -> None:
    assert only(read("1. 甲（A）类火灾指什么火灾？\nA.固体\nB.液体\n答案：B\n")).stem == "甲（A）类火灾指什么火灾？"


def test_stems_and_options_go_on_in_the_next_line() -> None:
    question = only(read("1. 发现火情时\n应当怎么做？\nA.报警\n并疏散\nB.围观\n答案：A\n"))
    assert (question.stem, question.options) == ("发现火情时\n应当怎么做？", ("报警\n并疏散", "围观"))


def test_unnumbered_questions() -> None:
    reading = read("火警电话是？\nA.110\nB.119\n答案：B\n\n急救电话是？\nA.110\nB.120\n答案：B\n")
    assert [question.stem for question in reading.questions] == ["火警电话是？", "急救电话是？"]


def numbered(document: object, style: str, text: str) -> None:
    document.add_paragraph(text, style=style)  # type: ignore[attr-defined]


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def test_word_documents() -> None:
    document = docx.Document()
    for line in PAPER.splitlines():
        document.add_paragraph(line)
    reading = read(saved(document), "题库.docx")
    assert (reading.format, len(reading.questions)) == ("docx", 8)
    assert codes(reading) == {(1, "W-IGNORED"), (28, "E-NOKEY")}


def lettered(document: object, paragraph: object) -> None:
    """Put the paragraph into a new list whose numbers are A. B. C."""
    numbering = document.part.numbering_part.element  # type: ignore[attr-defined]
    if not numbering.xpath("w:abstractNum[@w:abstractNumId='77']"):
        abstract = OxmlElement("w:abstractNum")
        abstract.set(qn("w:abstractNumId"), "77")
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), "0")
        for name, value in (("w:start", "1"), ("w:numFmt", "upperLetter"), ("w:lvlText", "%1、")):
            node = OxmlElement(name)
            node.set(qn("w:val"), value)
            level.append(node)
        abstract.append(level)
        numbering.insert(0, abstract)
        number = OxmlElement("w:num")
        number.set(qn("w:numId"), "77")
        of = OxmlElement("w:abstractNumId")
        of.set(qn("w:val"), "77")
        number.append(of)
        numbering.append(number)
    place = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # type: ignore[attr-defined]
    place.get_or_add_numId().val = 77
    place.get_or_add_ilvl().val = 0


def test_automatic_numbers_of_word_are_counted() -> None:
    document = docx.Document()
    document.add_paragraph("单选题")
    document.add_paragraph("火警电话是？", style="List Number")
    for option in ("110", "119"):
        lettered(document, document.add_paragraph(option))
    document.add_paragraph("答案：B")
    document.add_paragraph("判断题")
    document.add_paragraph("安全第一。（√）", style="List Number")
    reading = read(saved(document))
    assert brief(reading) == [("single", "火警电话是？", (1,)), ("true_false", "安全第一。（ ）", (0,))]
    assert reading.questions[0].options == ("110", "119")


def test_tables_of_word() -> None:
    document = docx.Document()
    rows = [
        ["题型", "题干", "A", "B", "答案"],
        ["单选", "火警电话是？", "110", "119", "B"],
        ["判断", "安全第一。", "", "", "对"],
    ]
    table = document.add_table(rows=3, cols=5)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    assert brief(read(saved(document))) == [("single", "火警电话是？", (1,)), ("true_false", "安全第一。", (0,))]


def test_an_answer_table_of_word() -> None:
    document = docx.Document()
    for line in TAIL.splitlines()[:7]:
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(table.rows, [["题号", "1", "2"], ["答案", "B", "A"]], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    assert [question.correct for question in read(saved(document)).questions] == [(1,), (0,)]
