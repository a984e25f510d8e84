"""Whatever text comes in: no parser raises, and none takes long over one made to be slow."""

from __future__ import annotations

import gc
import gzip
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.banks.blanks import mark_blanks, read_blanks, take_keyed_blanks, write_blanks
from quizapp.banks.formats import survey_text, tcexam, wesurvey, wjx
from quizapp.banks.formats.chinese_text import read_text_paper
from quizapp.banks.keys import number_key, read_key
from quizapp.banks.pairs import read_matching, read_matching_by_letter, read_order, split_pair
from quizapp.banks.papers.sides import ordered_items, sides_of
from quizapp.banks.reading import BankReading
from quizapp.banks.reading_options import Context, ReadingOptions
from quizapp.questions import Blank, find_type
from tests.banks.reading import read
from tests.sheets.files import csv_bytes, xlsx

FRAGMENTS = st.sampled_from(
    ["1. ", "2、", "（1）", "①", "②", "A.", "B、", "C ", "答案：", "【答案】", "A-1", "1-B", "——", "->", "|", "||", "；", ";", "____", "（ ）", "{_}",
     "（A）", "一、单选题", "二、填空题", "三、连线题", "四、排序题", "五、案例题", "材料一：", "根据以下材料，回答1-2题", "参考答案", "1-5 ABCDE",
     "1. 119", "解析：", "[单选题]", "[多选题]", "[排序题]", "[答案: B, C]", "[分值: 2]", "(正确答案)", "空1答案：", "得分", "姓名：____", "左：", "右：",
     "\n", "\n\n", "\t", "  ", "甲", "乙", "√", "×", "=", "或", " 或 ", "±", "3.5±0.1", "0", "1,3", "\\", "\\|", "Q\t1\t", "A\t1\t", "\u202e", "𠮷"]
)  # fmt: skip
TEXTS = st.lists(FRAGMENTS | st.text(max_size=3), max_size=40).map("".join)
CONTEXTS = st.builds(
    lambda mark, first: Context(options=ReadingOptions(blank_separator=mark, first_number=first)),
    st.sampled_from(["", "|", ";"]), st.sampled_from([None, 0, 1]),
)  # fmt: skip


def holds(reading: BankReading) -> None:
    """Only questions without errors, and messages that are filled in."""
    for question in reading.questions:
        assert not [flaw for flaw in find_type(question.type).check(question) if flaw.severity == "error"]
    assert all(problem.message and "%(" not in problem.message for problem in reading.problems)


@settings(max_examples=120, deadline=None)
@given(TEXTS, CONTEXTS)
def test_papers(text: str, context: Context) -> None:
    holds(read_text_paper(text, context))


@settings(max_examples=60, deadline=None)
@given(TEXTS, CONTEXTS)
def test_surveys(text: str, context: Context) -> None:
    assert isinstance(wjx.sniff(text), bool)
    assert isinstance(wesurvey.sniff(text), bool)
    holds(wjx.read(text, context))
    holds(wesurvey.read(text, context))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_tcexam(text: str) -> None:
    assert isinstance(tcexam.sniff(text), bool)
    holds(tcexam.read(text))
    holds(tcexam.read_xml(text))


CELLS = st.one_of(
    FRAGMENTS,
    st.text(max_size=6),
    st.sampled_from(["填空题", "匹配题", "排序题", "案例题", "小题：单选题", "多选", "找隐患题"]),
)
HEADS = (
    ["题型", "题干", "选项A", "选项B", "选项C", "答案", "左列", "图片", "选项图片", "有效期起"],
    ["Question", "Answer 1", "Answer 2", "Answer 3", "Time limit", "Correct answer(s)", "", "", "", ""],
    ["Question", "1st Answer", "2nd Answer", "3rd Answer", "Time Limit (max. 120)", "Correct Answers", "", "", "", ""],
)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(HEADS), st.lists(st.lists(CELLS, min_size=10, max_size=10), min_size=1, max_size=6))
def test_tables(head: list[str], rows: list[list[str]]) -> None:
    holds(read(xlsx([head, *rows])))
    holds(
        read(
            csv_bytes(
                [head, *[["".join(c if c not in ',"\r\n' else " " for c in cell) for cell in row] for row in rows]]
            )
        )
    )


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False, allow_infinity=False) | FRAGMENTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["type", "stem", "question", "options", "correct", "answer", "answers", "solutions", "blanks", "media", "regions",
                         "prompts", "parts", "image", "reviewed", "citation", "file", "coords", "shape", "label", "accepted", "number",
                         "right", "min_correct", "max_correct", "margin", "case_sensitive"]), inner, max_size=6),
    max_leaves=20,
)  # fmt: skip
KINDS = st.sampled_from(
    ["single", "fill_in", "matching", "ordering", "case", "hotspot", "ABCD", "RANGE", "TEXT", "ORDER", "estimation"]
)
ENTRIES = st.lists(
    st.dictionaries(
        st.sampled_from(
            [
                "stem",
                "question",
                "options",
                "answers",
                "correct",
                "solutions",
                "blanks",
                "media",
                "option_media",
                "regions",
                "prompts",
                "parts",
                "image",
                "reviewed",
            ]
        ),
        VALUES,
        max_size=8,
    ),
    max_size=4,
)


@settings(max_examples=80, deadline=None)
@given(ENTRIES, KINDS)
def test_json_of_every_kind(entries: list[dict[str, Any]], kind: str) -> None:
    listed = [{**entry, "type": kind} for entry in entries]
    holds(read(json.dumps({"questions": listed})))
    holds(read(json.dumps({"subject": "x", "questions": listed, "answers": 1})))
    holds(
        read(
            gzip.compress(json.dumps({"questions": listed}).encode())
            + b"\xc7\xc7\xc7\x00\xc6\xc6\xc6\x001\xc5\xc5\x00x"
        )
    )


@settings(max_examples=120, deadline=None)
@given(TEXTS, st.integers(0, 6), st.sampled_from(["", "|", ";"]))
def test_small_parsers(text: str, count: int, mark: str) -> None:
    marked, places = mark_blanks(text)
    assert marked.count("____") >= places
    take_keyed_blanks(text)
    assert len(read_blanks(text, count, mark).blanks) in (0, max(count, 1))
    for read_pairs in (read_matching, read_matching_by_letter):
        found = read_pairs(text, count)
        assert found is None or len(found) == count
    for parser in (split_pair, sides_of, ordered_items, survey_text.survey_title):
        parser(text)
    read_order(text, ("甲", "乙"))
    number_key(text, ("甲", "乙"))
    read_key(text, ("甲", "乙"))


WRITTEN = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Co"]), min_size=1, max_size=12
).filter(lambda text: "区分大小写" not in text and "或" not in text)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(WRITTEN, min_size=1, max_size=3, unique=True), min_size=1, max_size=4))
def test_blanks_there_and_back(lists: list[list[str]]) -> None:
    blanks = tuple(Blank(accepted=tuple(texts)) for texts in lists)
    assert read_blanks(write_blanks(blanks), len(blanks)).blanks == blanks


#: A square that costs 0.1 s here costs 2.5 s at a megabyte, and is seen.
_LENGTH = 200_000
BOMBS = {
    name: (unit * (_LENGTH // len(unit.encode()) + 1))
    for name, unit in {
        "gaps": "____ ", "brackets": "（ ", "closed": "（ ）", "keys": "答案：", "lines of keys": "答案：A\n", "bars": "a|b;c||", "pairs": "甲——",
        "circled": "①甲", "circled lines": "①甲②\n", "letters": "A.", "letter lines": "A.\n", "numbers": "1.", "number lines": "1. 甲\n",
        "ranges": "1-5 ABCDE ", "tags": "[单选题]", "tag lines": "1. 甲[单选题]\n", "open tags": "[答案: ", "right": "甲(正确答案)\n",
        "materials": "材料一：", "material lines": "材料一：甲\n", "introductions": "根据以下材料", "spaces": " ", "tabs": "\t甲", "dots": "甲......",
        "stars": "*（", "words": "正确答案正确", "braces": "{_", "names": "姓名：____", "dates": "（2分）", "rows": "Q\t1\t甲\n", "answers": "A\t1\t甲\t\t1\n",
        "leaks": "甲 答案：甲 ", "notes": "依据说明解析", "wide": "Ａ．甲　", "statements": "甲。（√）\n", "questions": "甲\nA.乙\nB.丙\n", "options": "B.乙\n",
        "headings": "一、单选题\n", "blank lines": "甲\n\n", "or": " 或 ", "equals": "甲=", "arrows": "->", "quotes": '"',
    }.items()
}  # fmt: skip
STARTS = {
    "": "",
    "fill-in": "一、填空题\n1. 甲____\n",
    "matching": "一、连线题\n1. 连线\n",
    "ordering": "一、排序题\n1. 排序\n",
    "case": "一、案例题\n甲厂起火。\n",
    "answers": "一、单选题\n1. 甲\nA.乙\nB.丙\n参考答案\n一、填空题\n",
}


def seconds(run: Callable[[], object]) -> float:
    """CPU seconds of this thread: neither a busy neighbour counts, nor what other tests left for the collector to walk over."""
    gc.collect()
    gc.disable()
    try:
        started = time.thread_time()
        run()
        return time.thread_time() - started
    finally:
        gc.enable()


def grows_in_step(run: Callable[[str], object], text: str, slack_s: float = 0.4) -> bool:
    """Whether four times the text costs at most about four times the work; a pattern that backtracks costs sixteen times.

    Measured until it was so once: a collection of garbage or a slow clock can only add, so one good measure is proof.
    """
    quarter = text[: len(text) // 4]
    return any(seconds(lambda: run(text)) < 8 * seconds(lambda: run(quarter)) + slack_s for _ in range(20))


def test_a_text_that_costs_far_more_than_its_length_is_seen() -> None:
    assert not grows_in_step(lambda text: [0 for _ in text for _ in text for _ in text], "甲" * 240, slack_s=0.01)


@pytest.mark.parametrize("name", BOMBS)
def test_a_text_made_to_be_slow_costs_no_more_than_its_length(name: str) -> None:
    assert grows_in_step(read, BOMBS[name], slack_s=0.05)
    reading = read(BOMBS[name][: _LENGTH // 10])
    assert reading.questions or reading.problems


@pytest.mark.parametrize("start", STARTS)
def test_so_is_every_bomb_inside_a_section(start: str) -> None:
    slow = [
        name
        for name, bomb in BOMBS.items()
        if not grows_in_step(lambda text: read_text_paper(STARTS[start] + text, Context()), bomb[:20_000])
    ]
    assert slow == []
