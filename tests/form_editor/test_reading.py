"""An office's own file as a draft: what is found, how sure each proposal is, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quizapp.form_editor.reading import FoundForm, read_form_file, settle, tree_of
from quizapp.form_editor.reading.blanks import cut_sentence
from quizapp.form_editor.writing import write_form
from quizapp.sheets import FileRefused
from quizapp.statistics import Form, parse_form
from tests.form_editor import files


def _told(found: FoundForm) -> list[tuple[str, str, str, str]]:
    return [(blank.label, blank.unit, blank.type, blank.confidence.value) for blank in found.blanks()]


def _form(found: FoundForm) -> Form:
    return parse_form(write_form(tree_of(found, settle(found), key="read_form", year=2026)))


def test_a_word_table_with_merged_cells_brackets_gaps_and_ticks() -> None:
    found = read_form_file(files.word_table(), "附件2.docx")
    assert (found.title, found.annex) == ("东明县安全生产月活动统计表", "附件2")
    assert [(section.label, len(section.items)) for section in found.sections] == [("学习宣讲", 2), ("应急演练", 1)]
    assert _told(found) == [
        ("中心组学习", "次", "count", "sure"),
        ("中心组学习参与", "人次", "persons", "sure"),
        ("宣讲", "场", "count", "sure"),
        ("宣讲参与", "人次", "persons", "sure"),
        ("是否制定活动方案", "是否", "bool", "sure"),
        ("刊发新闻报道", "篇", "count", "sure"),
        ("发放宣传资料", "份", "count", "sure"),
        ("应急演练", "场", "count", "sure"),
        ("应急演练参与", "人次", "persons", "sure"),
        ("研发智能装备", "台", "count", "none"),
    ]
    form = _form(found)
    item = form.sections[1].items[0]
    assert (
        item.progress
        == "开展应急演练{yingjiyanlian}场，参加{yingjiyanliancanyu}人次；研发智能装备{yanfazhinengzhuangbei}台"
    )
    assert [field.mode.value for field in item.fields] == ["auto", "auto", "manual"]
    derive = item.fields[0].derive
    assert derive is not None
    assert {"comprehensive_drill", "escape_drill"} <= set(derive.kinds)


def test_sentences_without_a_table() -> None:
    found = read_form_file(files.word_sentences(), "红星村.docx")
    assert [section.label for section in found.sections] == ["宣传教育", "应急演练"]
    assert [(blank.label, blank.unit) for blank in found.blanks()] == [
        ("6·16宣传咨询日活动", "场"), ("6·16宣传咨询日活动参与", "人次"), ("发放宣传资料", "份"), ("知识竞赛参与", "人次"),
        ("应急演练", "次"), ("应急演练参与", "人次"),
    ]  # fmt: skip
    assert "（一）开展6·16宣传咨询日活动{1}场，参加{2}人次" in found.sections[0].items[0].sentence
    assert all(blank.confidence == "sure" for blank in found.blanks())


def test_one_figure_a_row_becomes_a_table_section() -> None:
    found = read_form_file(files.excel_list(), "统计表.xlsx")
    assert found.title == "安全生产月活动情况统计表"
    assert [(section.label, section.style) for section in found.sections] == [
        ("宣传教育", "table"),
        ("应急演练", "table"),
    ]
    assert [(blank.label, blank.unit, blank.type) for blank in found.blanks()] == [
        ("发放宣传资料", "份", "count"), ("组织安全培训", "场次", "count"), ("参加培训人数", "人次", "persons"),
        ("是否成立领导小组", "是否", "bool"), ("排查隐患", "条", "count"),
    ]  # fmt: skip
    assert [row for row, _ in found.unread] == [12]
    assert _form(found).sections[0].style.value == "table"


def test_figures_of_a_filled_form_are_its_blanks() -> None:
    found = read_form_file(files.excel_filled(), "表.xlsx")
    assert [(section.label, [item.label for item in section.items]) for section in found.sections] == [
        ("学习宣讲", ["专题学习", "观看警示教育片"]), ("应急演练", ["综合演练"]),
    ]  # fmt: skip
    assert [(blank.label, blank.unit) for blank in found.blanks()][-2:] == [
        ("综合演练", "场"),
        ("综合演练参与", "人次"),
    ]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("开展（    ）场，参与____人次", ["场", "人次"]),
        ("是否开展：□是  □否", ["是否"]),
        ("是否开展：是□ 否□", ["是否"]),
        ("是（ ） 否（ ）", ["是否"]),
        ("张贴标语 条、横幅X条", ["条", "条"]),
        ("培训＿＿＿＿期", ["期"]),
        ("会议时间：2026年6月，地点在会议室", []),
    ],
)
def test_blanks_of_many_hands(text: str, units: list[str]) -> None:
    assert [blank.unit for blank in cut_sentence(text).blanks] == units


def test_a_cut_sentence_gives_the_whole_text_back() -> None:
    text = "1.开展（  ）场，参与____人次；\n2.是否：□是 □否。"
    cut = cut_sentence(text)
    assert len(cut.texts) == len(cut.blanks) + 1
    assert cut.texts[-1] == "。"


REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("macros.docx", lambda: files.with_part(files.word_table(), "word/vbaProject.bin", b"x"), "宏"),
    ("macros.xlsx", lambda: files.with_part(files.excel_list(), "xl/vbaProject.bin", b"x"), "宏"),
    ("long.xlsx", lambda: files.excel([["项目", "数量"], *([f"第{n}项", None] for n in range(10_000))]), "1000"),
    ("bomb.docx", files.bomb, "巨大"),
    ("empty.csv", lambda: b"", "空"),
    ("report.docx", lambda: files.excel([["一份没有空格的总结"]]), "空格"),
    ("old.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
    ("page.html", lambda: b"<html><body>x</body></html>", "网页"),
]


@pytest.mark.parametrize(("name", "make", "word"), REFUSED, ids=[row[0] for row in REFUSED])
def test_hostile_files_are_refused_with_a_way_out(name: str, make: Callable[[], bytes], word: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_form_file(make(), name)
    assert word in str(refused.value)
