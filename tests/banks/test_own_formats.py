from __future__ import annotations

import io
import json
from dataclasses import replace

import openpyxl
import pytest

from quizapp.banks import (
    ShippedBank,
    load_shipped_banks,
    read_bank_file,
    shipped_index,
    to_json,
    write_questions,
    write_template,
    write_toml,
)
from quizapp.questions import Question, Source, content_hash
from tests.banks.reading import brief, codes, read

BANKS = load_shipped_banks()
TOML = """[bank]
key = "x"
title = "示例"

[[question]]
key = "x-1"
type = "single"
stem = "火警电话是？"
options = ["110", "119"]
answer = "B"
source = { law = "fire-services-law", article = "44", version_date = 2021-04-29 }

[[question]]
key = "x-2"
type = "true_false"
stem = "安全第一。"
answer = true
"""


def test_toml_works() -> None:
    reading = read(TOML)
    assert brief(reading) == [("single", "火警电话是？", (1,)), ("true_false", "安全第一。", (0,))]
    assert (reading.meta["title"], reading.rows) == ("示例", (5, 13))


@pytest.mark.parametrize(
    ("old", "new", "row", "code"),
    [
        ('answer = "B"', 'answer = "C"', 5, "E-KEYRANGE"),
        ('answer = "B"', "", 5, "E-NOKEY"),
        ('"119"]', '"110"]', 5, "E-DUPOPTION"),
        ('stem = "安全第一。"', "", 13, "E-NOSTEM"),
        ('type = "single"', 'type = "essay"', 5, "E-TYPE"),
        ('type = "single"', 'type = "single"\nscore = 2', 5, "E-FIELD"),
        ('"x-2"', '"x-1"', 13, "E-DUPKEY"),
        ("2021-04-29", '"2021-04-29"', 5, "E-VERSION"),
        ('key = "x-1"', 'audience = ["child"]', 5, "E-AUDIENCE"),
    ],
)
def test_toml_errors_name_the_line_of_the_question(old: str, new: str, row: int, code: str) -> None:
    assert (row, code) in codes(read(TOML.replace(old, new)))


def test_broken_toml_names_the_line() -> None:
    assert codes(read(TOML + "\n[[question]]\nstem = 没有引号\n")) == {(20, "E-SYNTAX")}


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.key)
def test_every_own_format_gives_the_shipped_banks_back(bank: ShippedBank) -> None:
    stream = io.BytesIO()
    write_questions(stream, bank.questions, shipped_index())
    assert read_bank_file(stream.getvalue()).questions == bank.questions
    assert read(write_toml(bank.questions, {"key": bank.key})).questions == bank.questions
    told = json.dumps(to_json(read(write_toml(bank.questions, {})), shipped_index()), ensure_ascii=False)
    assert read_bank_file(told.encode()).questions == bank.questions


def test_a_second_reading_has_the_same_hashes() -> None:
    stream = io.BytesIO()
    write_questions(stream, BANKS[0].questions)
    again = read(stream.getvalue()).questions
    assert [content_hash(question) for question in again] == [content_hash(question) for question in BANKS[0].questions]


def test_json_has_the_promised_shape() -> None:
    told = to_json(read_bank_file(TOML.encode()), shipped_index())
    first = told["questions"][0]
    assert {name: first[name] for name in ("type", "stem", "options", "correct", "source")} == {
        "type": "single",
        "stem": "火警电话是？",
        "options": ["110", "119"],
        "correct": [1],
        "source": "《中华人民共和国消防法》第44条",
    }
    problems = to_json(read(TOML.replace('answer = "B"', "")), shipped_index())["problems"]
    assert {"row", "code", "severity", "message"} <= problems[0].keys()


def test_json_without_our_fields_is_read_too() -> None:
    reading = read('[{"type": "single", "question": "问？", "options": ["甲", "乙"], "answer": "B"}]')
    assert brief(reading) == [("single", "问？", (1,))]


@pytest.mark.parametrize(
    "text", ['{"questions": 3}', '{"a": 1', '[{"stem": 1, "correct": [-1, true]}]', "[{}]", '{"questions": [3]}']
)
def test_odd_json_is_told(text: str) -> None:
    assert any(problem.is_error for problem in read(text).problems)


def test_the_template_is_ready_to_fill() -> None:
    stream = io.BytesIO()
    write_template(stream)
    book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    sheet = book["题目"]
    titles = [cell.value for cell in sheet[1]]
    assert titles[:6] == ["题型", "题干", "选项A", "选项B", "选项C", "选项D"]
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    types = next(rule for rule in rules.values() if "单选题" in str(rule))
    assert types.startswith('"单选题,多选题,判断题,填空题,匹配题,排序题,案例题,')
    assert len(types) <= 257
    assert sheet.column_dimensions["C"].number_format == "@" or sheet.column_dimensions["A"].max >= 3
    assert "填写说明" in book.sheetnames
    assert codes(read(stream.getvalue())) == {(0, "E-EMPTY")}


def test_a_filled_template_is_read() -> None:
    stream = io.BytesIO()
    write_template(stream)
    book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    book["题目"].append(
        ["单选题", "火警电话是？", "110", "119", *[None] * 6, "B", "记牢", "易", "报警", "《消防法》第四十四条第二款"]
    )
    filled = io.BytesIO()
    book.save(filled)
    question = read_bank_file(filled.getvalue()).questions[0]
    assert question.source is not None
    assert (question.source.law, question.source.article) == ("fire-services-law", "44.2")
    assert (question.correct, question.topic, question.difficulty) == ((1,), "报警", "easy")


def test_no_cell_of_an_export_is_a_formula() -> None:
    hostile = Question(
        type="single",
        stem='=HYPERLINK("http://x")',
        options=("+1", "-1", "@x", "http://x"),
        correct=(0,),
        explanation="=1+1",
    )
    stream = io.BytesIO()
    write_questions(stream, [hostile])
    sheet = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))["题目"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert read(stream.getvalue()).questions == (hostile,)


def test_toml_holds_any_text() -> None:
    hostile = replace(
        BANKS[0].questions[0],
        stem='引号" 反斜杠\\ 𠮷 <b>',
        key='k"1',
        source=Source(note='《某规定》"第3条"'),
        tags=("a,b",),
    )
    assert read(write_toml((hostile,), {"key": "x", "title": 'a"b'})).questions == (hostile,)
