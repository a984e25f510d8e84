"""The workbook as a clerk gets it: typed cells, official layout, ready to print."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from quizapp.exports import Cell, Column, Document, Page, Table, cells, head, write
from quizapp.exports.xlsx import sheet_name


def opened(document: Document) -> Any:
    stream = io.BytesIO()
    write(document, stream, "xlsx")
    return openpyxl.load_workbook(stream)


def one_cell(cell: Cell) -> Any:
    table = Table(columns=(Column(),), rows=((head("值"),), (cell,)))
    return opened(Document(title="t", blocks=(), data=table))["数据"]["A2"]


def test_it_works(form: Document) -> None:
    sheet = opened(form).worksheets[0]
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert texts[:2] == ["附件2", "全市“安全生产月”活动进展情况统计表"]
    assert "填报单位（盖章）：东明镇" in texts[2]
    assert "填报日期：2026年6月30日" in texts[2]
    assert "中心组学习（3）次，参与（160余）人次；" in texts


def test_labels_are_merged_over_their_rows(form: Document) -> None:
    sheet = opened(form).worksheets[0]
    assert {"A4:B4", "A5:A6"} <= {str(area) for area in sheet.merged_cells.ranges}


def test_it_prints_on_a4_with_repeated_header_and_page_numbers(form: Document) -> None:
    sheet = opened(form).worksheets[0]
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$4:$4"
    assert "&P" in sheet.oddFooter.right.text, "in the middle it would lie over the note"
    assert sheet.oddFooter.left.text.endswith("账本位置 18204")


def test_landscape_is_kept() -> None:
    document = Document(title="t", blocks=(Table.flat((Column(title="a"),), [("x",)]),), page=Page.A4_LANDSCAPE)
    assert opened(document).worksheets[0].page_setup.orientation == "landscape"


@pytest.mark.parametrize(
    ("value", "read", "number_format"),
    [
        (3, 3, "0"),
        (-5, -5, "0"),
        (Decimal("1.50"), 1.5, "0.00"),
        (Decimal("1E+3"), 1000, "0"),
        ("007", "007", "@"),
        (330902200001011234, "330902200001011234", "@"),
        (Decimal("NaN"), "NaN", "@"),
        (True, "是", "@"),
        (False, "否", "@"),
        (date(2026, 6, 1), datetime(2026, 6, 1), "yyyy-mm-dd"),
        (datetime(2026, 6, 1, 9, 30), datetime(2026, 6, 1, 9, 30), "yyyy-mm-dd hh:mm"),
        (date(1899, 1, 1), "1899年1月1日", "@"),
        (None, None, "@"),
    ],
)
def test_values_keep_their_type(value: Any, read: Any, number_format: str) -> None:
    cell = one_cell(Cell(value=value))
    assert (cell.value, cell.number_format) == (read, number_format)


def test_an_approximate_number_stays_a_number() -> None:
    cell = one_cell(Cell(value=160, approximate=True))
    assert (cell.value, cell.number_format) == (160, '0"余"')


def test_a_note_becomes_a_comment_and_a_line(form: Document) -> None:
    sheet = opened(form).worksheets[0]
    comments = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    lines = [cell.value for row in sheet.iter_rows() for cell in row]
    assert comments == ["见会议纪要"]
    assert "注1：见会议纪要" in lines


@pytest.mark.parametrize("letter", ["长", "𠮷"])
def test_a_text_beyond_the_limit_says_that_it_was_cut(letter: str) -> None:
    table = Table(columns=(Column(),), rows=((Cell(value=letter * 40_000),),), header_rows=0)
    stream = io.BytesIO()
    result = write(Document(title="t", blocks=(), data=table), stream, "xlsx")
    text = openpyxl.load_workbook(stream)["数据"]["A1"].value
    assert result.truncated == 1
    assert len(text.encode("utf-16-le")) // 2 <= 32_767
    assert text.startswith(letter * 16_000)
    assert text.endswith("（原文共 40000 字，此处放不下）")


def test_rows_are_tall_enough_for_their_text() -> None:
    table = Table(columns=(Column(width=10), Column(width=10)), rows=(cells("长" * 220, "短"), cells("a", "b")))
    sheet = opened(Document(title="t", blocks=(table,))).worksheets[0]
    assert sheet.row_dimensions[2].height > 10 * 13
    assert sheet.row_dimensions[3].height < 30


@pytest.mark.parametrize(
    ("title", "name"),
    [("a[b]:*?/\\c", "a b      c"), ("'引号'", "引号"), ("", "Sheet1"), ("长" * 40, "长" * 31), ("a\nb", "a b")],
)
def test_sheet_names_are_legal(title: str, name: str) -> None:
    assert sheet_name(title) == name


def test_equal_documents_give_equal_bytes(form: Document) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write(form, first, "xlsx")
    write(form, second, "xlsx")
    assert first.getvalue() == second.getvalue()
