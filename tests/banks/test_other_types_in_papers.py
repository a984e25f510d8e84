"""Fill-in, matching, ordering and cases in text papers and tables, and what must be asked about them."""

from __future__ import annotations

import pytest

from quizapp.banks import read_bank_file
from quizapp.banks.blanks import mark_blanks, read_blanks, write_blanks
from quizapp.banks.pairs import read_matching, read_order, split_pair
from quizapp.banks.reading_options import ReadingOptions
from quizapp.questions import Blank, Question
from tests.banks.reading import NO_LAWS, brief, codes, only, read
from tests.sheets.files import xlsx


def texts(question: Question) -> list[tuple[str, ...]]:
    return [blank.accepted for blank in question.blanks]


@pytest.mark.parametrize("gap", ["____", "__", "________", "（  ）", "( )", "{_}", "{{}}", "＿＿＿", "{ }"])
def test_blanks_have_many_shapes(gap: str) -> None:
    assert mark_blanks(f"火警是{gap}，急救是{gap}。") == ("火警是____，急救是____。", 2)


def test_brackets_are_no_blanks_beside_underscores() -> None:
    assert mark_blanks("应急管理部（ ）____") == ("应急管理部（ ）____", 1)


@pytest.mark.parametrize(
    ("key", "count", "expected"),
    [
        ("119", 1, [("119",)]),
        ("119|一一九", 1, [("119", "一一九")]),
        ("119；一一九", 1, [("119", "一一九")]),
        ("119||120", 2, [("119",), ("120",)]),
        ("119|一一九||120;一二零", 2, [("119", "一一九"), ("120", "一二零")]),
        ("119|120", 2, [("119",), ("120",)]),
        ("119;120", 2, [("119",), ("120",)]),
        ("119；一一九|120", 2, None),
        ("a;b|c|d", 3, [("a", "b"), ("c",), ("d",)]),
        ("a|b;c;d", 3, [("a", "b"), ("c",), ("d",)]),
        ("119、120", 2, [("119",), ("120",)]),
        ("119，120", 2, [("119",), ("120",)]),
        ("119 120", 2, [("119",), ("120",)]),
        ("119\n120", 2, [("119",), ("120",)]),
        ("(1)119 (2)120", 2, [("119",), ("120",)]),
        ("①119；②120", 2, [("119",), ("120",)]),
        ("1. 一年 2. 三年", 2, [("一年",), ("三年",)]),
        ("空1：119 空2：120", 2, [("119",), ("120",)]),
        ("119", 2, []),
        ("1.5、2.5", 2, [("1.5",), ("2.5",)]),
        (r"a\|b", 1, [("a|b",)]),
    ],
)
def test_answers_of_blanks(key: str, count: int, expected: list[tuple[str, ...]] | None) -> None:
    reading = read_blanks(key, count)
    assert reading.is_ambiguous is (expected is None)
    if expected is not None:
        assert [blank.accepted for blank in reading.blanks] == expected


def test_a_choice_settles_what_two_separators_leave_open() -> None:
    assert [b.accepted for b in read_blanks("119；一一九|120", 2, "|").blanks] == [("119", "一一九"), ("120",)]
    assert [b.accepted for b in read_blanks("119；一一九|120", 2, ";").blanks] == [("119",), ("一一九", "120")]


def test_numbers_with_a_tolerance() -> None:
    assert read_blanks("3.5±0.1||0.6", 2).blanks == (Blank(number=3.5, tolerance=0.1), Blank(accepted=("0.6",)))


@pytest.mark.parametrize(
    "blanks",
    [
        (Blank(accepted=("119", "一|一;九")), Blank(number=3.5, tolerance=0.25)),
        (Blank(accepted=("\\", "a\\|b")),),
        (Blank(accepted=("PPE",), case_sensitive=True), Blank(accepted=("1±2",))),
        (Blank(accepted=("甲",), number=1e-7, tolerance=0.0),),
    ],
)
def test_what_the_template_writes_is_read_again(blanks: tuple[Blank, ...]) -> None:
    assert read_blanks(write_blanks(blanks), len(blanks)).blanks == blanks


HEAD = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案"]
ASKING = [HEAD, ["填空", "甲____乙____", "", "", "", "", "a;b|c"], ["填空", "丙____丁____", "", "", "", "", "d|e;f"]]


def test_two_separators_are_asked_for_once_a_file() -> None:
    reading = read(xlsx(ASKING))
    assert [(p.row, p.code) for p in reading.problems] == [(0, "W-BLANKSEP")]
    assert "2 道" in reading.problems[0].message
    assert [texts(question) for question in reading.questions] == [[("a", "b"), ("c",)], [("d",), ("e", "f")]]
    chosen = read_bank_file(xlsx(ASKING), index=NO_LAWS, options=ReadingOptions(blank_separator=";"))
    assert chosen.problems == ()
    assert [texts(question) for question in chosen.questions] == [[("a",), ("b", "c")], [("d", "e"), ("f",)]]


def test_a_clear_row_settles_the_others_and_is_told() -> None:
    rows = [*ASKING, ["填空", "一____二____三____", "", "", "", "", "x|y;z;w"]]
    reading = read(xlsx(rows))
    assert [texts(question) for question in reading.questions] == [
        [("a",), ("b", "c")], [("d", "e"), ("f",)], [("x", "y"), ("z",), ("w",)],
    ]  # fmt: skip
    assert [(p.row, p.code) for p in reading.problems] == [(0, "W-BLANKSEP")]


def test_nothing_is_asked_where_one_separator_is_used() -> None:
    rows = [HEAD, ["填空", "甲____乙____", "", "", "", "", "a|c"], ["填空", "丙____", "", "", "", "", "d;e"]]
    assert read(xlsx(rows)).problems == ()


def test_blanks_that_do_not_fit_are_errors() -> None:
    reading = read(xlsx([HEAD, ["填空", "甲____乙____", "", "", "", "", "a|b|c"]]))
    assert codes(reading) == {(2, "E-BLANKCOUNT")}


def test_fill_in_without_type_and_with_option_columns() -> None:
    rows = [
        HEAD,
        ["", "火警电话是____。", "", "", "", "", "119"],
        ["", "急救电话是（ ）。", "", "", "", "", "120"],
        ["填空题", "甲____乙____", "a", "b", "", "", ""],
        ["填空题", "火警？", "110", "119", "", "", "B"],
        ["填空题", "匪警电话是多少？", "", "", "", "", "110"],
    ]
    reading = read(xlsx(rows))
    assert [(question.type, texts(question)) for question in reading.questions] == [
        ("fill_in", [("119",)]), ("fill_in", [("120",)]), ("fill_in", [("a",), ("b",)]), ("single", []), ("fill_in", [("110",)]),
    ]  # fmt: skip
    assert codes(reading) == {(3, "W-TYPE"), (5, "W-TYPE"), (6, "W-NOBLANK")}


def test_a_zero_makes_every_number_of_the_file_doubtful() -> None:
    rows = [
        HEAD,
        ["单选", "甲？", "a", "b", "c", "", "0"],
        ["单选", "乙？", "a", "b", "c", "", "1"],
        ["判断", "丙。", "", "", "", "", "0"],
    ]
    asked = read(xlsx(rows))
    assert codes(asked) == {(2, "E-NUMBERBASE"), (3, "E-NUMBERBASE")}
    assert brief(asked) == [("true_false", "丙。", (1,))]
    from_0 = read_bank_file(xlsx(rows), index=NO_LAWS, options=ReadingOptions(first_number=0))
    assert [question.correct for question in from_0.questions] == [(0,), (1,), (1,)]
    assert from_0.problems == ()
    from_1 = read_bank_file(xlsx(rows), index=NO_LAWS, options=ReadingOptions(first_number=1))
    assert codes(from_1) == {(2, "E-KEYRANGE")}
    assert [question.correct for question in from_1.questions] == [(0,), (1,)]


PAPER = """一、填空题（每空1分）
1. 火警电话是____，急救电话是____。
答案：119；120
2. 灭火器每（  ）检查一次。
【答案】一年|12个月
3. 我国消防日是（11月9日）。
4. 匪警电话是____。
答案：
110
解析：记牢。
二、连线题
1. 将安全色与含义连线。
（1）红色    A. 指令
（2）蓝色    B. 提示
（3）绿色    C. 禁止
答案：1-C，2-A，3-B
2. 将标志与含义配对。
①三角形 ②圆形 ③正方形
A. 警告
B. 禁止
C. 提示
D. 装饰
答案：ABC
3. 连一连
灭火器——扑救初起火灾
消火栓——供水
答案解析：各有用途。
4. 字母在左
A. 甲    1. 子
B. 乙    2. 丑
答案：A-2 B-1
三、排序题
1. 使用灭火器的步骤
①拔销 ②对准火焰根部 ③提起灭火器 ④压下手柄
答案：③①②④
2. 报警步骤
A. 拨打119
B. 说清地址
C. 到路口接车
答案：A→B→C
"""


def test_papers_with_other_types() -> None:
    reading = read(PAPER)
    assert [question.type for question in reading.questions] == ["fill_in"] * 4 + ["matching"] * 4 + ["ordering"] * 2
    gaps, pairs, orders = reading.questions[:4], reading.questions[4:8], reading.questions[8:]
    assert [texts(question) for question in gaps] == [
        [("119",), ("120",)],
        [("一年", "12个月")],
        [("11月9日",)],
        [("110",)],
    ]
    assert gaps[3].explanation == "记牢。"
    assert [(question.prompts, question.options, question.correct) for question in pairs] == [
        (("红色", "蓝色", "绿色"), ("指令", "提示", "禁止"), (2, 0, 1)),
        (("三角形", "圆形", "正方形"), ("警告", "禁止", "提示", "装饰"), (0, 1, 2)),
        (("灭火器", "消火栓"), ("扑救初起火灾", "供水"), (0, 1)),
        (("甲", "乙"), ("子", "丑"), (1, 0)),
    ]
    assert [(question.options, question.correct) for question in orders] == [
        (("拔销", "对准火焰根部", "提起灭火器", "压下手柄"), (2, 0, 1, 3)),
        (("拨打119", "说清地址", "到路口接车"), (0, 1, 2)),
    ]
    assert codes(reading) == {(6, "W-BRACKETKEY")}


def test_answers_of_other_types_at_the_end() -> None:
    paper = "一、填空题\n1. 火警是____。\n2. 急救是____，匪警是____。\n二、单选题\n1. 问？\nA.甲\nB.乙\n"
    key = "参考答案\n一、填空题\n1. 119\n2. 120；110\n二、单选题\n1.B\n"
    reading = read(paper + key)
    assert [texts(question) for question in reading.questions] == [[("119",)], [("120",), ("110",)], []]
    assert (reading.questions[2].correct, reading.problems) == ((1,), ())


@pytest.mark.parametrize(
    "paper",
    [
        "案例题\n某厂仓库起火，值班员未报警。\n仓库没有灭火器。\n1. 首先应当？\nA.报警\nB.等待\n答案：A\n2. 仓库应配灭火器。（√）\n",
        "五、案例分析题\n1. 某厂仓库起火，值班员未报警。\n仓库没有灭火器。\n（1）首先应当？\nA.报警\nB.等待\n答案：A\n（2）仓库应配灭火器。（√）\n",
        "材料一：某厂仓库起火，值班员未报警。\n仓库没有灭火器。\n1. 首先应当？\nA.报警\nB.等待\n答案：A\n2. 仓库应配灭火器。（√）\n",
        "阅读下列材料，回答1-2题。\n某厂仓库起火，值班员未报警。\n仓库没有灭火器。\n1. 首先应当？\nA.报警\nB.等待\n答案：A\n2. 仓库应配灭火器。（√）\n",
    ],
    ids=["flat", "numbered", "marked", "introduced"],
)
def test_materials_with_questions(paper: str) -> None:
    reading = read(paper)
    case = only(reading)
    assert (case.type, case.stem) == ("case", "某厂仓库起火，值班员未报警。\n仓库没有灭火器。")
    assert [(part.type, part.stem, part.correct) for part in case.parts] == [
        ("single", "首先应当？", (0,)), ("true_false", "仓库应配灭火器。（ ）", (0,)),
    ]  # fmt: skip
    assert reading.problems == ()


def test_two_numbered_cases_and_what_follows_them() -> None:
    part = "（1）应当？\nA.报警\nB.等待\n答案：A\n"
    reading = read(f"四、案例题\n1. 材料甲。\n{part}2. 材料乙。\n{part}五、判断题\n1. 丙。（√）\n")
    assert [(question.type, question.stem) for question in reading.questions] == [
        ("case", "材料甲。"), ("case", "材料乙。"), ("true_false", "丙。（ ）"),
    ]  # fmt: skip


def test_a_range_ends_the_material() -> None:
    text = "根据以下材料，回答1-1题。\n某厂起火。\n1. 应当？\nA.报警\nB.等待\n答案：A\n2. 问？\nA.甲\nB.乙\n答案：B\n"
    assert [question.type for question in read(text).questions] == ["case", "single"]


def test_titles_are_no_section_of_cases() -> None:
    assert [q.type for q in read("安全案例题库\n1. 问？\nA.甲\nB.乙\n答案：B\n").questions] == ["single"]


def test_matching_and_ordering_in_tables() -> None:
    head = ["题型", "题干", "选项A", "选项B", "选项C", "左列", "答案"]
    rows = [
        head,
        ["连线题", "连一连", "甲", "乙", "丙", "1. 子\n2. 丑", "CA"],
        ["匹配", "配一配", "子=甲", "丑=乙", "", "", ""],
        ["配对题", "配对", "子——甲", "丑 -> 乙", " -> 丙", "", ""],
        ["排序", "排一排", "甲", "乙", "丙", "", "B>A>C"],
        ["排序题", "排", "甲", "乙", "丙", "", "3,1,2"],
        ["排序题", "排坏", "甲", "乙", "丙", "", "先甲后乙"],
        ["匹配题", "缺", "甲", "乙", "丙", "子|丑", "A"],
    ]
    reading = read(xlsx(rows))
    assert [(question.prompts, question.options, question.correct) for question in reading.questions] == [
        (("子", "丑"), ("甲", "乙", "丙"), (2, 0)),
        (("子", "丑"), ("甲", "乙"), (0, 1)),
        (("子", "丑"), ("甲", "乙", "丙"), (0, 1)),
        ((), ("甲", "乙", "丙"), (1, 0, 2)),
        ((), ("甲", "乙", "丙"), (2, 0, 1)),
    ]
    assert codes(reading) == {(7, "E-NOKEY"), (8, "E-NOKEY")}


def test_cases_in_tables() -> None:
    rows = [
        HEAD,
        ["案例题", "某厂起火。", "", "", "", "", ""],
        ["小题：单选题", "应当？", "报警", "等待", "", "", "A"],
        ["材料题-判断题", "要疏散。", "", "", "", "", "对"],
        ["单选题", "另一题？", "甲", "乙", "", "", "B"],
        ["小题：单选题", "无主？", "甲", "乙", "", "", "B"],
    ]
    reading = read(xlsx(rows))
    assert [question.type for question in reading.questions] == ["case", "single"]
    assert [(part.type, part.correct) for part in reading.questions[0].parts] == [
        ("single", (0,)),
        ("true_false", (0,)),
    ]
    assert codes(reading) == {(6, "E-NOMATERIAL")}


@pytest.mark.parametrize(
    ("key", "expected"),
    [("1-C 2-A 3-B", (2, 0, 1)), ("C-1，A-2，B-3", (2, 0, 1)), ("①C②A③B", (2, 0, 1)), ("CAB", (2, 0, 1)), ("1C2A3B", (2, 0, 1)),
     ("（1）C（2）A（3）B", (2, 0, 1)), ("1→C；2→A；3→B", (2, 0, 1)), ("1-C 2-A", None), ("1-C 1-A 3-B", None), ("甲", None)],
)  # fmt: skip
def test_matching_keys(key: str, expected: tuple[int, ...] | None) -> None:
    assert read_matching(key, 3) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("BAC", (1, 0, 2)),
        ("②①③", (1, 0, 2)),
        ("2-1-3", (1, 0, 2)),
        ("213", (1, 0, 2)),
        ("b、a、c", (1, 0, 2)),
        ("先", None),
    ],
)
def test_ordering_keys(key: str, expected: tuple[int, ...] | None) -> None:
    assert read_order(key, ("甲", "乙", "丙")) == expected


@pytest.mark.parametrize("text", ["红色——禁止", "红色 -> 禁止", "红色→禁止", "红色=禁止", "红色 - 禁止", "红色--禁止"])
def test_pairs(text: str) -> None:
    assert split_pair(text) == ("红色", "禁止")


@pytest.mark.parametrize("text", ["GB 17761-2024", "a=b", "不超过3-5天", "甲"])
def test_what_is_no_pair(text: str) -> None:
    assert split_pair(text) is None
