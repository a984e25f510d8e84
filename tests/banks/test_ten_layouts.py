"""One bank of 76 questions in ten layouts as people hold them: each gives the same questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from quizapp.questions import TRUE_FALSE_OPTIONS, Blank, Question, fold_option, stem_key
from tests.banks.reading import read
from tests.banks.test_papers import saved
from tests.sheets.files import csv_bytes, xls, xlsx

PLACES = (
    "配电室",
    "食堂后厨",
    "学校宿舍",
    "加油站",
    "建筑工地",
    "化工车间",
    "地下车库",
    "养老院",
    "粮食仓库",
    "商场中庭",
)
ACTS = ("发现浓烟", "闻到燃气味", "看到电线冒火花", "遇到停电", "听到疏散警报", "有人触电", "设备异响", "地面积油")
LETTERS = "ABCDEF"


def _bank() -> Iterator[Question]:
    for number in range(30):
        place, act = PLACES[number % 10], ACTS[number % 8]
        options = tuple(f"{word}{place}{number}" for word in ("立即离开", "先报警再离开", "继续工作于", "通知他人留在"))
        yield Question(
            type="single", stem=f"在{place}{act}，第{number}步首先应当怎么做？", options=options, correct=(number % 4,)
        )
    for number in range(16):
        options = tuple(
            f"{word}{number}号" for word in ("报警", "疏散", "关闭电源", "使用电梯", "围观拍照")[: 4 + number % 2]
        )
        right = ((0, 1), (0, 2), (0, 1, 2), (1, 2, 3))[number % 4]
        yield Question(
            type="multiple",
            stem=f"{PLACES[number % 10]}发生{ACTS[number % 8]}后，第{number}组做法中哪些正确？",
            options=options,
            correct=right,
        )
    for number in range(20):
        stem = f"{PLACES[number % 10]}的安全出口在{number}时以前可以上锁。"
        yield Question(type="true_false", stem=stem, options=TRUE_FALSE_OPTIONS, correct=(number // 10,))
    for number in range(10):
        stem = f"{PLACES[number]}每隔____应当检查一次。"
        yield Question(type="fill_in", stem=stem, blanks=(Blank(accepted=(f"{number + 1}个月",)),))


BANK = tuple(_bank())
TITLES = {"single": "单选题", "multiple": "多选题", "true_false": "判断题", "fill_in": "填空题"}
SECTIONS = [(kind, list(group)) for kind, group in groupby(BANK, key=lambda question: question.type)]


def key(question: Question) -> str:
    if question.type == "fill_in":
        return question.blanks[0].accepted[0]
    if question.type == "true_false":
        return "对" if question.correct == (0,) else "错"
    return "".join(LETTERS[index] for index in question.correct)


def listed(question: Question) -> tuple[str, ...]:
    return () if question.type == "true_false" else question.options


def rows() -> list[list[str]]:
    table = [["题型", "题干", *(f"选项{letter}" for letter in LETTERS[:5]), "答案"]]
    for question in BANK:
        options = [*listed(question), *[""] * (5 - len(listed(question)))]
        table.append([TITLES[question.type], question.stem, *options, key(question)])
    return table


def paper(ask: Callable[[int, Question], str], *, tail: str = "", points: str = "（每题 1 分）") -> str:
    parts = ["东明镇安全知识题库"]
    for number, (kind, questions) in enumerate(SECTIONS):
        parts.append(f"{'一二三四'[number]}、{TITLES[kind]}{points}")
        parts += [ask(place, question) for place, question in enumerate(questions, start=1)]
    return "\n".join(parts) + "\n" + tail


def key_at_line_end(number: int, question: Question) -> str:
    options = "  ".join(f"{letter}.{text}" for letter, text in zip(LETTERS, listed(question), strict=False))
    return f"{number}、{question.stem}{chr(10) if options else ''}{options}  答案：{key(question)}"


def key_in_bracket(number: int, question: Question) -> str:
    if question.type == "fill_in":
        return f"{number}. " + question.stem.replace("____", f"（{key(question)}）")
    stem = question.stem[:-1] + f"（ {key(question)} ）" + question.stem[-1]
    return "\n".join(
        [f"{number}. {stem}", *(f"（{letter}）{text}" for letter, text in zip(LETTERS, listed(question), strict=False))]
    )


def key_below(number: int, question: Question) -> str:
    options = [f"{letter}．{text}" for letter, text in zip(LETTERS, listed(question), strict=False)]
    return "\n".join([f"{number}．{question.stem}", *options, f"【答案】{key(question)}"])


def bare(number: int, question: Question) -> str:
    return key_below(number, question).rpartition("\n")[0]


def key_in_heading() -> str:
    text = paper(
        lambda number, question: (
            bare(number, question) if question.type == "true_false" else key_below(number, question)
        )
    )
    right = "\n".join(bare(n, q) for n, q in enumerate(SECTIONS[2][1][:10], start=1))
    wrong = "\n".join(bare(n, q) for n, q in enumerate(SECTIONS[2][1][10:], start=1))
    before, _, after = text.partition("三、判断题（每题 1 分）\n")
    return f"{before}三、判断题(正确)\n{right}\n四、判断题(错误)\n{wrong}\n五、填空题{after.partition('四、填空题')[2]}"


def key_table() -> str:
    lines = ["参考答案"]
    for number, (kind, questions) in enumerate(SECTIONS):
        lines.append(f"{'一二三四'[number]}、{TITLES[kind]}")
        keys = [key(question) for question in questions]
        if kind in ("single", "true_false"):
            marks = {"对": "√", "错": "×"}
            groups = [keys[start : start + 5] for start in range(0, len(keys), 5)]
            lines.append(
                "  ".join(
                    f"{n * 5 + 1}-{n * 5 + len(g)} {''.join(marks.get(k, k) for k in g)}" for n, g in enumerate(groups)
                )
            )
        elif kind == "multiple":
            lines.append(" ".join(f"{n}.{k}" for n, k in enumerate(keys, start=1)))
        else:
            lines += [f"{n}. {k}" for n, k in enumerate(keys, start=1)]
    return paper(bare, tail="\n".join(lines))


def plain_word() -> bytes:
    document = docx.Document()
    for text in paper(key_below).splitlines():
        document.add_paragraph(text)
    return saved(document)


def numbered_word() -> bytes:
    """One list of two levels, 1. and A., restarted for each section: no number stands in any text."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(
        f"<w:abstractNum {nsdecls('w')} w:abstractNumId='88'>"
        "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl>"
        "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='upperLetter'/><w:lvlText w:val='%2.'/></w:lvl></w:abstractNum>"
    ))  # fmt: skip
    document.add_paragraph("东明镇安全知识题库")
    for section, (kind, questions) in enumerate(SECTIONS):
        numbering.append(parse_xml(
            f"<w:num {nsdecls('w')} w:numId='{880 + section}'><w:abstractNumId w:val='88'/>"
            "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>"
        ))  # fmt: skip
        document.add_paragraph(f"{'一二三四'[section]}、{TITLES[kind]}")
        for question in questions:
            for level, text in [(0, question.stem), *((1, option) for option in listed(question))]:
                place = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
                place.get_or_add_numId().val = 880 + section
                place.get_or_add_ilvl().val = level
            document.add_paragraph(f"答案：{key(question)}")
    return saved(document)


LAYOUTS: dict[str, Callable[[], bytes]] = {
    "xlsx": lambda: xlsx(rows()),
    "xls": lambda: xls(rows()),
    "csv gb18030": lambda: csv_bytes(rows(), "gb18030"),
    "csv utf-16": lambda: csv_bytes(rows(), "utf-16"),
    "key at line end": lambda: paper(key_at_line_end).encode(),
    "key in stem bracket": lambda: paper(key_in_bracket).encode("gb18030"),
    "key in heading": lambda: key_in_heading().encode(),
    "key table at end": lambda: key_table().encode("utf-8-sig"),
    "docx automatic numbers": numbered_word,
    "docx plain": plain_word,
}


def told(question: Question) -> object:
    """What must be the same: a bracket in the stem is how the paper shows where the answer goes."""
    blanks = tuple(blank.accepted for blank in question.blanks)
    return question.type, stem_key(question.stem), tuple(map(fold_option, question.options)), question.correct, blanks


def test_the_bank_is_large_enough() -> None:
    assert len(BANK) >= 70
    assert len({told(question) for question in BANK}) == len(BANK)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_questions(layout: str) -> None:
    reading = read(LAYOUTS[layout]())
    assert [problem.message for problem in reading.problems if problem.is_error] == []
    assert [told(question) for question in reading.questions] == [told(question) for question in BANK]
