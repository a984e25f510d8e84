"""Whatever is done to a file, reading it ends with questions or problems, soon."""

from __future__ import annotations

import io
import random

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.banks import load_shipped_banks, write_questions, write_toml
from quizapp.questions import find_type
from tests.banks.reading import read
from tests.banks.test_aiken import AIKEN
from tests.banks.test_moodle_xml import XML
from tests.banks.test_papers import PAPER, TAIL
from tests.banks.writing import write
from tests.sheets.files import xls
from tests.support.patience import ends_at_all

QUESTIONS = load_shipped_banks()[0].questions[:8]


def samples() -> dict[str, bytes]:
    sheet = io.BytesIO()
    write_questions(sheet, QUESTIONS)
    document = docx.Document()
    for line in PAPER.splitlines():
        document.add_paragraph(line)
    word = io.BytesIO()
    document.save(word)
    return {
        "xlsx": sheet.getvalue(),
        "xls": xls([["题干", "A", "B", "答案"], ["火警电话是？", "110", "119", "B"]]),
        "docx": word.getvalue(),
        "toml": write_toml(QUESTIONS, {"key": "x"}).encode(),
        "gift": write("gift", *QUESTIONS).content,
        "aiken": (AIKEN * 5).encode(),
        "xml": XML.encode(),
        "paper": PAPER.encode("gb18030"),
        "tail": f"{TAIL}参考答案\n1-2 AB\n".encode(),
    }


SAMPLES = samples()


@pytest.mark.parametrize("kind", SAMPLES)
def test_damaged_bytes(kind: str) -> None:
    rng = random.Random(kind)
    for _ in range(60):
        data = bytearray(SAMPLES[kind])
        for _ in range(rng.randrange(1, 25)):
            place = rng.randrange(max(len(data), 1))
            if rng.random() < 0.3 or not data:
                del data[place : place + rng.randrange(1, 20)]
            else:
                data[place] = (
                    rng.choice(b"{}=~#%\\\"'<>&\n\r\t\x00 AB1.:()[]\xff") if rng.random() < 0.7 else rng.randrange(256)
                )
        reading = read(bytes(data))
        assert reading.questions or reading.problems
        for question in reading.questions:
            flaws = find_type(question.type).check(question)
            assert not [flaw for flaw in flaws if flaw.severity == "error"]


FRAGMENTS = st.sampled_from(
    ["1. ", "A.", "B、", "答案：", "（A）", "一、单选题", "参考答案", "1-5 ABCDE", "解析：", "{", "}", "=", "~", "T", "ANSWER: A",
     "\n", "\n\n", "\t", ",", "题干,A,B,答案", "::", "//", "[[question]]", "<quiz>", "【", "√", "、", "甲", "_____", '"', "第1题", "\u202e"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(FRAGMENTS | st.text(max_size=3), max_size=40))
def test_any_text(parts: list[str]) -> None:
    reading = read("".join(parts).encode("utf-8", errors="replace"))
    assert reading.questions or reading.problems
    assert all(problem.message and "%(" not in problem.message for problem in reading.problems)


def test_more_questions_than_any_bank_has_are_cut_off_and_told() -> None:
    reading = read("题干,答案\n" + "".join(f"说法{number}。,对\n" for number in range(20_005)))
    assert len(reading.questions) == 20_000
    assert [(problem.row, problem.code) for problem in reading.problems] == [(20_002, "E-TOOBIG")]


@pytest.mark.parametrize(
    "text",
    [
        "1. " + "（A" * 100_000,
        "A" * 400_000,
        "A." * 200_000,
        "{" * 200_000,
        "{=" + "~a" * 100_000 + "}",
        "1-" * 100_000,
        " " * 400_000 + "x",
        "<p" * 100_000 + "{=a ~b}",
        "答案" * 100_000,
        "1. 甲\n" * 30_000,
        "一、" * 100_000,
        "[答案:" * 50_000,
        "\n".join("A、" + "甲 " * 200 for _ in range(300)),
        "\n" * 3_900_000,
    ],
    ids=range(14),
)
def test_text_made_to_be_slow(text: str) -> None:
    with ends_at_all():  # patterns that backtrack take hours
        reading = read(text)
    assert reading.questions or reading.problems
