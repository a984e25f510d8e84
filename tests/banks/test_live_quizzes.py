"""Kahoot!, ClassQuiz, Razzia and TCExam: what their exports look like, and what spreadsheets do to them."""

from __future__ import annotations

import gzip
import io
import json
from datetime import date

import pytest
from PIL import Image

from quizapp.questions import Blank
from tests.banks.reading import brief, codes, only, read
from tests.sheets.files import csv_bytes, xlsx

KAHOOT_HEAD = [
    "", "Question - max 120 characters", "Answer 1 - max 75 characters", "Answer 2 - max 75 characters",
    "Answer 3 - max 75 characters", "Answer 4 - max 75 characters", "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
]  # fmt: skip
NOTES = [["", "Quiz template"], ["", "Add questions, at least two answer alternatives, time limit"], [], [], [], [], []]


def png(color: str = "red") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(stream, "PNG")
    return stream.getvalue()


def kahoot(*rows: list[object], head: list[str] | None = None, notes: int = 7) -> bytes:
    numbered = [[number, *row] for number, row in enumerate(rows, start=1)]
    return xlsx([*NOTES[:notes], head or KAHOOT_HEAD, *numbered, *[[number] for number in range(len(rows) + 1, 50)]])


FIRE: list[object] = ["火警电话是？", "110", "119", "120", "122", 20, 2]


@pytest.mark.parametrize("notes", [0, 3, 7])
def test_kahoot_works_wherever_its_header_stands(notes: int) -> None:
    reading = read(kahoot(FIRE, ["对吗？", "True", "False", None, None, 10, 1], notes=notes))
    assert (reading.format, reading.problems) == ("kahoot", ())
    assert brief(reading) == [("single", "火警电话是？", (1,)), ("true_false", "对吗？", (0,))]


@pytest.mark.parametrize(
    ("key", "correct", "code"),
    [
        ("1,3", (0, 2), ""),
        ("3, 1", (0, 2), ""),
        ("1，3", (0, 2), ""),
        (1.3, (0, 2), "W-KEYCELL"),
        ("1.3", (0, 2), "W-KEYCELL"),
        (2.0, (1,), ""),
        (134, (0, 2, 3), "W-KEYCELL"),
        (date(2026, 1, 3), (0, 2), "W-KEYCELL"),
        (date(2026, 3, 1), (0, 2), "W-KEYCELL"),
        (date(2003, 1, 2), (0, 1, 2), "W-KEYCELL"),
        (date(2026, 1, 30), None, "E-NOKEY"),
        ("B", None, "E-NOKEY"),
        ("", None, "E-NOKEY"),
        (7, None, "E-NOKEY"),
        (4321, None, "E-NOKEY"),
    ],
)
def test_kahoot_keys_in_whatever_a_spreadsheet_made_of_them(
    key: object, correct: tuple[int, ...] | None, code: str
) -> None:
    reading = read(kahoot([*FIRE[:6], key]))
    assert [question.correct for question in reading.questions] == ([correct] if correct else [])
    assert {problem.code for problem in reading.problems} == ({code} if code else set())


def test_a_chinese_kahoot_header_and_an_empty_answer_between() -> None:
    head = [
        "",
        "问题 - 最多 120 个字符",
        "答案 1 - 最多 75 个字符",
        "答案 2",
        "答案 3",
        "答案 4",
        "时间限制（秒）",
        "正确答案 – 至少选择一个",
    ]
    reading = read(kahoot(["问？", "甲", "", "丙", "丁", 20, "3,4"], head=head))
    assert (reading.format, only(reading).options, only(reading).correct) == ("kahoot", ("甲", "丙", "丁"), (1, 2))
    assert codes(reading) == {(9, "W-EMPTYOPTION")}


def test_a_kahoot_key_without_its_answer_is_an_error() -> None:
    assert (9, "E-KEYRANGE") in codes(read(kahoot(["问？", "甲", "乙", "", "", 20, "1,4"])))


def test_a_chinese_table_with_answer_columns_is_no_kahoot() -> None:
    rows = [["题目", "答案1", "答案2", "正确答案"], ["问？", "甲", "乙", "B"]]
    assert read(xlsx(rows)).format == "sheet"


def test_kahoot_as_csv() -> None:
    data = csv_bytes(
        [["Question", "Answer 1", "Answer 2", "Time limit", "Correct answer(s)"], ["问？", "甲", "乙", "20", "2"]]
    )
    reading = read(data)
    assert (reading.format, only(reading).correct, reading.meta["encoding"]) == ("kahoot", (1,), "utf-8")


def test_classquiz_sheets() -> None:
    head = [
        "",
        "Question",
        "1st Answer",
        "2nd Answer",
        "3rd Answer",
        "4th Answer",
        "Time Limit (max. 120)",
        "Correct Answers",
    ]
    rows = [
        [],
        [],
        [],
        [],
        ["", "Title", "东明镇竞赛"],
        ["", "Description", "六月"],
        *[[]] * 6,
        head,
        [1, *FIRE[:5], 20, "1,2"],
    ]
    reading = read(xlsx(rows))
    assert (reading.format, reading.meta["title"], reading.meta["summary"]) == ("classquiz", "东明镇竞赛", "六月")
    assert brief(reading) == [("multiple", "火警电话是？", (0, 1))]


QUIZ = {
    "title": "竞赛",
    "description": "<p>六月</p>",
    "questions": [
        {"type": "ABCD", "question": "<p>火警<b>电话</b>是？</p>", "image": 0,
         "answers": [{"answer": "110", "right": False}, {"answer": "119", "right": True}]},
        {"type": "CHECK", "question": "哪些？", "image": None,
         "answers": [{"answer": "甲", "right": True}, {"answer": "乙", "right": True}, {"answer": "丙", "right": False}]},
        {"type": "TEXT", "question": "急救电话是", "image": None, "answers": [{"answer": "120", "case_sensitive": False}]},
        {"type": "ORDER", "question": "先后？", "image": None, "answers": [{"answer": "关阀"}, {"answer": "开窗"}, {"answer": "报修"}]},
        {"type": "RANGE", "question": "多少度", "image": None, "answers": {"min": 0, "max": 100, "min_correct": 60, "max_correct": 70}},
        {"type": "SLIDE", "question": "休息", "image": None, "answers": ""},
        {"type": "VOTING", "question": "喜欢谁？", "image": None, "answers": [{"answer": "甲"}]},
    ],
}  # fmt: skip


def cqa(tail: bytes = b"") -> bytes:
    return gzip.compress(json.dumps(QUIZ).encode()) + b"\xc7\xc7\xc7\x00" + tail


def test_classquiz_archives_with_pictures() -> None:
    reading = read(cqa(b"\xc6\xc6\xc6\x000\xc5\xc5\x00" + png() + b"\xc6\xc6\xc6\x00-1\xc5\xc5\x00" + png("blue")))
    assert (reading.format, reading.meta["title"], reading.meta["summary"]) == ("classquiz_archive", "竞赛", "六月")
    assert brief(reading) == [
        ("single", "火警电话是？", (1,)), ("multiple", "哪些？", (0, 1)), ("fill_in", "急救电话是____", ()),
        ("ordering", "先后？", (0, 1, 2)), ("fill_in", "多少度____", ()),
    ]  # fmt: skip
    (picture,) = reading.questions[0].media
    assert reading.files == {picture.file: png()}
    assert (picture.width, picture.height) == (40, 30)
    assert reading.questions[2].blanks == (Blank(accepted=("120",)),)
    assert reading.questions[4].blanks == (Blank(number=65, tolerance=5),)
    assert codes(reading) == {(1, "W-NOALT"), (7, "E-TYPE")}


def test_an_archive_without_its_picture_says_so() -> None:
    assert (1, "W-PICTURE") in codes(read(cqa()))


@pytest.mark.parametrize(
    "data",
    [cqa()[:60], b"\x1f\x8b\x08" + bytes(50), gzip.compress(b"[]"), gzip.compress(b'{"questions": 3}')],
    ids=["cut", "zeros", "a list", "a number"],
)
def test_broken_archives_are_told(data: bytes) -> None:
    assert codes(read(data)) == {(0, "E-BROKEN")}


def test_an_archive_that_would_fill_the_memory_is_refused() -> None:
    assert codes(read(gzip.compress(b" " * 40_000_000))) == {(0, "E-ZIPBOMB")}


def test_razzia() -> None:
    quiz = {
        "gameMode": "quiz", "subject": "安全月",
        "questions": [
            {"type": "single", "question": "火警？", "answers": ["110", "119"], "solutions": [1], "cooldown": 5, "time": 20},
            {"question": "旧版？", "answers": ["甲", "乙"], "solution": 0, "cooldown": 5, "time": 20},
            {"type": "multiple", "question": "哪些？", "answers": ["甲", "乙", "丙"], "solutions": [0, 2], "time": 20},
            {"type": "estimation", "question": "几米", "solutions": [50], "options": {"margin": 5, "min": 0, "max": 100}},
            {"question": "坏？", "answers": ["甲", "乙"], "solutions": ["B"]},
        ],
    }  # fmt: skip
    reading = read(json.dumps(quiz))
    assert (reading.format, reading.meta["title"]) == ("razzia", "安全月")
    assert brief(reading) == [
        ("single", "火警？", (1,)), ("single", "旧版？", (0,)), ("multiple", "哪些？", (0, 2)), ("fill_in", "几米____", ()),
    ]  # fmt: skip
    assert reading.questions[3].blanks == (Blank(number=50, tolerance=5),)
    assert (5, "E-NOKEY") in codes(reading)


TCEXAM = (
    "M\t1\tdefault\nS\t1\t消防\t\nQ\t1\t[b]火警[/b]\\n电话？\t记牢\tS\t1\t\t0\t0\t0\t0\n"
    "A\t1\t110\t\t0\t\t\nA\t1\t119\t\t1\t\t\nA\t0\t关掉的\t\t1\t\t\n"
    "Q\t1\t哪些？\t\tM\t6\nA\t1\t甲\t\t1\nA\t1\t乙\t\t1\nA\t1\t丙\t\t0\n"
    "Q\t1\t先后？\t\tO\t3\nA\t1\t后\t\t1\t2\nA\t1\t先\t\t1\t1\nQ\t1\t急救电话是\t\tT\t1\nA\t1\t120\t\t1\n"
)


def test_tcexam_rows() -> None:
    reading = read(TCEXAM)
    assert (reading.format, reading.problems) == ("tcexam", ())
    assert brief(reading) == [
        ("single", "火警\n电话？", (1,)), ("multiple", "哪些？", (0, 1)), ("ordering", "先后？", (1, 0)),
        ("fill_in", "急救电话是____", ()),
    ]  # fmt: skip
    assert [question.difficulty for question in reading.questions] == ["easy", "hard", "medium", "easy"]
    assert (reading.questions[0].topic, reading.questions[0].explanation, reading.rows[0]) == ("消防", "记牢", 3)


def test_tcexam_xml() -> None:
    answer = "<answer><enabled>true</enabled><isright>{}</isright><description>{}</description></answer>"
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><tcexamquestions version="1"><body><module><name>m</name><subject><name>消防</name>'
        "<question><enabled>true</enabled><type>single</type><difficulty>1</difficulty><description>火警电话？</description>"
        f"{answer.format('false', '110')}{answer.format('true', '119')}</question></subject></module></body></tcexamquestions>"
    )
    reading = read(xml)
    assert (reading.format, brief(reading)) == ("tcexam_xml", [("single", "火警电话？", (1,))])
    assert only(reading).topic == "消防"
