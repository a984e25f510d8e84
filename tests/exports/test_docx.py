"""The Word file: official fonts, merged labels, repeated heads, numbered pages."""

from __future__ import annotations

import io
import time
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from quizapp.exports import Column, Document, Page, Table, write


def opened(document: Document) -> Any:
    stream = io.BytesIO()
    write(document, stream, "docx")
    return docx.Document(stream)


def table_of(file: Any) -> Any:
    return max(file.tables, key=lambda table: len(table.rows))


def test_it_works(form: Document) -> None:
    file = opened(form)
    assert [p.text for p in file.paragraphs][:2] == ["附件2", "全市“安全生产月”活动进展情况统计表"]
    assert [cell.text for cell in file.tables[0].rows[0].cells] == [
        "填报单位（盖章）：东明镇", "联系人：Alice", "电话：0580-0123456", "填报日期：2026年6月30日",
    ]  # fmt: skip
    assert table_of(file).cell(1, 3).text == "中心组学习（3）次，参与（160余）人次；"


def test_merged_cells_are_one_cell(form: Document) -> None:
    table = table_of(opened(form))
    assert table.cell(1, 0)._tc is table.cell(2, 0)._tc
    assert table.cell(0, 0)._tc is table.cell(0, 1)._tc
    assert table.cell(2, 0).text == "安全生产月活动"


def test_header_rows_repeat_and_rows_stay_whole(form: Document) -> None:
    rows = table_of(opened(form))._tbl.tr_lst
    heads = [row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for row in rows]
    assert heads == [True, False, False, False]
    assert all(row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in rows)


def test_every_run_names_a_chinese_font(form: Document) -> None:
    file = opened(form)
    fonts = {node.get(qn("w:eastAsia")) for node in file.element.body.iter(qn("w:rFonts"))}
    assert fonts == {"仿宋", "宋体", "黑体"}


def test_tables_do_not_touch(form: Document) -> None:
    tags = [child.tag for child in opened(form).element.body]
    assert (qn("w:tbl"), qn("w:tbl")) not in list(pairwise(tags))


def test_page_and_footer(form: Document) -> None:
    section = opened(form).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    footer = section.footer._element.xml
    assert " PAGE " in footer
    assert " NUMPAGES " in footer
    assert "账本位置 18204" in footer


def test_landscape() -> None:
    document = Document(title="t", blocks=(Table.flat((Column(title="a"),), [("x",)]),), page=Page.A4_LANDSCAPE)
    section = opened(document).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)


def test_the_note_is_numbered_in_the_cell_and_below(form: Document) -> None:
    file = opened(form)
    assert table_of(file).cell(3, 3).text == "是[注1]"
    assert "注1：见会议纪要" in [paragraph.text for paragraph in file.paragraphs]


def test_a_long_table_is_written_whole() -> None:
    rows = [(f"姓名{number}", number) for number in range(3000)]
    file = opened(Document(title="t", blocks=(Table.flat((Column(title="a"), Column(title="b")), list(rows)),)))
    assert len(table_of(file)._tbl.tr_lst) == 3001


def test_the_same_document_is_the_same_file_whenever_it_is_written(
    form: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written() -> bytes:
        stream = io.BytesIO()
        write(form, stream, "docx")
        return stream.getvalue()

    first, tomorrow = written(), time.localtime(time.time() + 86_400)
    monkeypatch.setattr(time, "localtime", lambda *_args: tomorrow)
    assert written() == first
