"""csv: one table, as Excel and programs read it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from quizapp.exports import Cell, Column, Document, Scalar, Table, write


def lines(document: Document) -> list[list[str]]:
    stream = io.BytesIO()
    write(document, stream, "csv")
    assert stream.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))


def test_the_flat_table_alone_is_written(form: Document) -> None:
    data = Table.flat((Column(title="项目"), Column(title="数值")), [("中心组学习次数", 3), ("参与", 160)])
    assert lines(replace(form, data=data)) == [["项目", "数值"], ["中心组学习次数", "3"], ["参与", "160"]]


def test_without_one_all_blocks_come_in_order(form: Document) -> None:
    rows = lines(form)
    assert rows[:3] == [
        ["附件2"],
        ["全市“安全生产月”活动进展情况统计表"],
        ["填报单位（盖章）：东明镇", "联系人：Alice", "电话：0580-0123456", "填报日期：2026年6月30日"],
    ]
    assert rows[4] == ["安全生产月活动", "学习贯彻", "召开专题学习会。", "中心组学习（3）次，参与（160余）人次；"]
    assert rows[5][:2] == ["", "咨询日"]


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (-5, "-5"),
        ("-5", "'-5"),
        ("0138", "0138"),
        (Decimal("1.50"), "1.50"),
        (True, "是"),
        (None, ""),
        (date(2026, 6, 1), "2026-06-01"),
        (datetime(2026, 6, 1, 9, 30), "2026-06-01 09:30:00"),
        ('引"号,逗号', '引"号,逗号'),
        ("两\n行", "两\n行"),
    ],
)
def test_values(value: Scalar, field: str) -> None:
    table = Table(columns=(Column(),), rows=((Cell(value=value),),), header_rows=0)
    assert lines(Document(title="t", blocks=(), data=table)) == [[field]] or field == ""


def test_an_approximate_number_says_so() -> None:
    table = Table(columns=(Column(),), rows=((Cell(value=160, approximate=True),),), header_rows=0)
    assert lines(Document(title="t", blocks=(), data=table)) == [["160余"]]


def test_the_stream_stays_open(form: Document) -> None:
    stream = io.BytesIO()
    write(form, stream, "csv")
    assert not stream.closed
