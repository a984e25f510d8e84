from __future__ import annotations

from datetime import date

import pytest

from tests.banks.reading import brief, codes, only, read
from tests.sheets.files import csv_bytes, repack, xls, xlsx

HEADER = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析", "难度"]
FIRE = ["单选题", "火警电话是？", "110", "119", "120", "122", "B", "记牢", "易"]


def sheet(*rows: list[object], header: list[str] | None = None) -> bytes:
    return xlsx([header or HEADER, *rows])


def test_it_works() -> None:
    question = only(read(sheet(FIRE), "题库.xlsx"))
    assert (question.type, question.stem, question.options, question.correct) == (
        "single", "火警电话是？", ("110", "119", "120", "122"), (1,),
    )  # fmt: skip
    assert (question.explanation, question.difficulty) == ("记牢", "easy")


@pytest.mark.parametrize(
    "data",
    [xls([HEADER, FIRE]), *[csv_bytes([HEADER, FIRE], code) for code in ("utf-8", "utf-8-sig", "gb18030", "utf-16")]],
)
def test_every_container(data: bytes) -> None:
    assert brief(read(data)) == [("single", "火警电话是？", (1,))]


@pytest.mark.parametrize(
    "header",
    [
        ["类型", "题目内容", "A选项", "B选项", "C选项", "D选项", "正确答案(只能输入ABCD否则报错)", "Parsing", "难易度"],
        ["试题类型", "试题内容", "A", "B", "C", "D", "answer ", "试题解析", "难易程度"],
        ["题目类型", "问题", "选项a", "选项b", "选项c", "选项d", "标准答案", "备注", "题目难度"],
    ],
)
def test_titles_have_many_names(header: list[str]) -> None:
    assert brief(read(sheet(FIRE, header=header))) == [("single", "火警电话是？", (1,))]


def test_key_first_without_types() -> None:
    rows: list[list[object]] = [["答案", "题目", "解析"], ["对", "安全第一。", ""], ["×", "楼道可以堆物。", "不可以"]]
    assert brief(read(xlsx(rows))) == [("true_false", "安全第一。", (0,)), ("true_false", "楼道可以堆物。", (1,))]


def test_banner_notes_empty_tail_and_helper_sheet() -> None:
    rows = [["安全知识题库"], ["注：请勿改动表头"], [], HEADER, FIRE, *[[""] * 9 for _ in range(2343)]]
    reading = read(xlsx(rows, [["字典"], ["单选题"]], names=["题目", "字典"]))
    assert brief(reading) == [("single", "火警电话是？", (1,))]
    assert reading.rows == (5,)
    assert reading.problems == ()


@pytest.mark.parametrize(
    "cell", ["110|119|120", "A.110 B.119 C.120", "A、110\nB、119\nC、120", "110\n119\n120", "A110"]
)
def test_options_in_one_cell(cell: str) -> None:
    reading = read(xlsx([["题干", "选项", "答案"], ["火警电话是？", cell, "B"]]))
    if cell == "A110":
        assert codes(reading) == {(2, "E-KEYRANGE"), (2, "E-FEWOPTIONS")}
    else:
        assert only(reading).options == ("110", "119", "120")


def test_numbers_keep_their_text_in_options() -> None:
    question = only(read(sheet(["单选", "几年？", 1.0, 2.5, "1.50", 100, "A"])))
    assert question.options == ("1", "2.5", "1.50", "100")


@pytest.mark.parametrize(
    ("key", "code"), [(" B", ""), ("b", "W-CASE"), ("Ｂ", "W-FULLWIDTH"), ("BB", "W-DUPKEY"), (2.0, "W-DIGITKEY")]
)
def test_odd_keys_are_read_and_flagged(key: object, code: str) -> None:
    reading = read(sheet([*FIRE[:6], key, ""]))
    assert only(reading).correct == (1,)
    assert codes(reading) == ({(2, code)} if code else set())


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["单选", "", "1x", "2x", "", "", "A"], "E-NOSTEM"),
        (["单选", "问？", "1x", "2x", "", "", ""], "E-NOKEY"),
        (["单选", "问？", "1x", "2x", "", "", "C"], "E-KEYRANGE"),
        (["单选", "问？", "1x", "", "", "", "A"], "E-FEWOPTIONS"),
        (["单选", "问？", "", "", "", "", "A"], "E-FEWOPTIONS"),
        (["单选", "问？", "1x", "2x", "1x", "", "A"], "E-DUPOPTION"),
        (["填空", "____和____", "", "", "", "", "119"], "E-BLANKCOUNT"),
        (["简答题", "为什么？", "", "", "", "", "因为"], "E-TYPE"),
        (["判断", "对吗。", "", "", "", "", "也许"], "E-NOKEY"),
        (["单选", "问？", "1x", "2x", "", "", "1.1MPa。"], "E-NOKEY"),
    ],
)
def test_errors_name_the_row_and_keep_it_out(row: list[object], code: str) -> None:
    reading = read(sheet(FIRE, row))
    assert brief(reading) == [("single", "火警电话是？", (1,))]
    assert (3, code) in codes(reading)
    assert all("3" in problem.message for problem in reading.problems)


def test_a_type_that_cannot_be_held_names_the_question() -> None:
    problem = read(sheet(["简答题", "为什么要戴安全帽？"])).problems[0]
    assert problem.code == "E-TYPE"
    assert "为什么要戴安全帽" in problem.message


def test_single_with_many_and_multiple_with_one() -> None:
    reading = read(sheet([*FIRE[:6], "AB"], ["多选", "哪些？", "1x", "2x", "", "", "A"]))
    assert [question.type for question in reading.questions] == ["multiple", "multiple"]
    assert codes(reading) == {(2, "W-SINGLEWITHMANY"), (3, "W-MULTIWITHONE")}


def test_an_empty_option_between_moves_the_key_along() -> None:
    reading = read(sheet(["单选", "问？", "1x", "", "3x", "4x", "D"]))
    assert (only(reading).options, only(reading).correct) == (("1x", "3x", "4x"), (2,))
    assert codes(reading) == {(2, "W-EMPTYOPTION")}


def test_a_key_that_means_an_empty_option_is_an_error() -> None:
    assert (2, "E-KEYRANGE") in codes(read(sheet(["单选", "问？", "1x", "", "3x", "4x", "B"])))


def test_leaked_keys_leave_the_stem() -> None:
    reading = read(
        sheet(
            ["单选", "火警电话是？正确答案:B", "110", "119", "", "", "B"],
            ["单选", "急救电话是？（答案：A）", "110", "120", "", "", "B"],
            ["单选", "匪警电话是？答案：A", "110", "120", "", "", ""],
        )
    )
    assert brief(reading) == [
        ("single", "火警电话是？", (1,)),
        ("single", "急救电话是？", (1,)),
        ("single", "匪警电话是？", (0,)),
    ]
    assert codes(reading) == {(2, "W-LEAKEDKEY"), (3, "W-LEAKEDKEY"), (3, "W-CONTRADICT"), (4, "W-LEAKEDKEY")}


def test_borders_before_stems_are_taken_off_once_told() -> None:
    reading = read(sheet(["判断", "║安全第一。", "", "", "", "", "对"], ["判断", "┆预防为主。", "", "", "", "", "对"]))
    assert [question.stem for question in reading.questions] == ["安全第一。", "预防为主。"]
    assert codes(reading) == {(0, "W-TRIMMED")}


def test_repeated_stems_are_named() -> None:
    reading = read(sheet(FIRE, FIRE, ["单选", "火警电话是 ？", "119", "120", "", "", "A"]))
    assert codes(reading) == {(3, "W-DUPSTEM"), (4, "W-DUPSTEM")}
    assert "完全相同" in reading.problems[0].message
    assert "不同" in reading.problems[1].message


def test_a_row_cut_by_a_line_break_is_suspected() -> None:
    reading = read(sheet(["单选", "压力应低于", "", "", "", "", ""], ["", "", "", "", "", "", "1.1MPa。"]))
    assert {(3, "W-CONTINUATION"), (3, "E-NOSTEM")} <= codes(reading)


def test_a_date_in_an_option_is_suspected() -> None:
    reading = read(sheet(["单选", "几天？", date(2026, 3, 5), "7天", "", "", "B"]))
    assert codes(reading) == {(2, "W-DATECELL")}


def test_statements_with_options_and_letters() -> None:
    reading = read(
        sheet(
            ["判断", "甲。", "正确", "错误", "", "", "A"],
            ["判断", "乙。", "错误", "正确", "", "", "A"],
            ["判断", "丙。", "", "", "", "", "B"],
            ["", "丁。", "对", "错", "", "", "B"],
            ["判断题", "戊。", "", "", "", "", True],
        )
    )
    assert [question.correct for question in reading.questions] == [(0,), (1,), (1,), (1,), (0,)]
    assert {question.options for question in reading.questions} == {("正确", "错误")}


def test_sheets_named_after_types() -> None:
    header = ["题目", "A", "B", "答案"]
    reading = read(
        xlsx([header, ["甲？", "1x", "2x", "AB"]], [header, ["乙。", "", "", "对"]], names=["多选题", "判断题"])
    )
    assert brief(reading) == [("multiple", "甲？", (0, 1)), ("true_false", "乙。", (0,))]


def test_problems_of_several_sheets_name_the_sheet() -> None:
    header = ["题目", "A", "B", "答案"]
    reading = read(
        xlsx([header, ["甲？", "1x", "2x", ""]], [header, ["乙？", "1x", "2x", "A"]], names=["一季度", "二季度"])
    )
    assert reading.problems[0].message.startswith("工作表“一季度”第 2 行")


def test_formulas_in_csv_are_text() -> None:
    assert only(read(csv_bytes([HEADER, ["单选", "=1+1 等于？", "+2", "-3", "@x", "", "A"]]))).options == (
        "+2",
        "-3",
        "@x",
    )


def test_unused_columns_are_named() -> None:
    reading = read(sheet([*FIRE, "x"], header=[*HEADER, "出题人"]))
    assert codes(reading) == {(1, "W-COLUMN")}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (xlsx([["随便", "写写"], ["a", "b"]]), "E-NOHEADER"),
        (repack(xlsx([HEADER, FIRE]), {"xl/workbook.xml": None}), "E-BROKEN"),
        (repack(xlsx([HEADER, FIRE]), {"xl/worksheets/sheet1.xml": b" " * 100_000_000}), "E-ZIPBOMB"),
        (b"", "E-FORMAT"),
        (b"\x00\x01\x02" * 50, "E-FORMAT"),
        (csv_bytes([HEADER, FIRE]) + b"\xff\xff", "E-ENCODING"),
    ],
)
def test_files_that_are_no_bank_are_told_not_raised(data: bytes, code: str) -> None:
    reading = read(data)
    assert reading.questions == ()
    assert [(problem.row, problem.code) for problem in reading.problems if problem.is_error] == [(0, code)]


@pytest.mark.parametrize(
    ("title", "explanation"),
    [("备注/解析", "记牢"), ("解析／备注", "记牢"), ("备考、解析", "记牢"), ("答案/解析", "记牢"), ("备考/其他", "")],
)
def test_a_title_of_two_names_means_the_first_known_one(title: str, explanation: str) -> None:
    question = only(read(sheet(FIRE, header=[*HEADER[:7], title, "难度"])))
    assert (question.correct, question.explanation) == ((1,), explanation)


def test_the_key_may_share_its_title() -> None:
    question = only(read(sheet(FIRE[:7], header=[*HEADER[:6], "答案/解析"])))
    assert (question.correct, question.explanation) == ((1,), "")
