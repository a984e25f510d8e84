"""Bulk rows: typed, in order, in memory that does not grow with their number."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from quizapp.errors import Invalid
from quizapp.exports import Column, write_rows
from quizapp.exports.rows import write_xlsx_rows

COLUMNS = (Column(title="序号", width=8), Column(title="姓名", width=12), Column(title="电话", width=14))


def people(count: int) -> Iterator[tuple[int, str, str]]:
    return ((number, f"张{number}", f"0138{number:07d}") for number in range(count))


def test_it_works() -> None:
    stream = io.BytesIO()
    write_rows(COLUMNS, people(3), stream, "xlsx")
    sheet = openpyxl.load_workbook(stream).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["序号", "姓名", "电话"],
        [0, "张0", "01380000000"],
        [1, "张1", "01380000001"],
        [2, "张2", "01380000002"],
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"


def test_no_rows_leave_the_header() -> None:
    for fmt in ("csv", "xlsx"):
        stream = io.BytesIO()
        write_rows(COLUMNS, (), stream, fmt)
        assert stream.getvalue()
    assert openpyxl.load_workbook(stream).worksheets[0].max_row == 1


def test_more_rows_than_a_sheet_holds_go_on_in_the_next() -> None:
    stream = io.BytesIO()
    write_xlsx_rows(COLUMNS, people(7), stream, sheet_rows=3)
    sheets = openpyxl.load_workbook(stream).worksheets
    assert [sheet.title for sheet in sheets] == ["数据1", "数据2", "数据3"]
    assert [[row[0].value for row in sheet.iter_rows()] for sheet in sheets] == [
        ["序号", 0, 1, 2],
        ["序号", 3, 4, 5],
        ["序号", 6],
    ]


def test_exactly_full_sheets_leave_no_empty_one() -> None:
    stream = io.BytesIO()
    write_xlsx_rows(COLUMNS, people(6), stream, sheet_rows=3)
    assert len(openpyxl.load_workbook(stream).worksheets) == 2


def peak_memory(count: int, fmt: str, target: Path) -> int:
    with target.open("wb") as stream:
        tracemalloc.start()
        write_rows(COLUMNS, people(count), stream, fmt)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_rows(fmt: str, tmp_path: Path) -> None:
    peak_memory(10, fmt, tmp_path / "warm")
    few, many = (peak_memory(count, fmt, tmp_path / "out") for count in (1_000, 20_000))
    assert many < few + 300_000


def test_a_hundred_thousand_rows_come_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    with target.open("wb") as stream:
        write_rows(COLUMNS, people(100_000), stream, "csv")
    with target.open(encoding="utf-8-sig", newline="") as text:
        read = list(csv.reader(text))
    assert len(read) == 100_001
    assert read[-1] == ["99999", "张99999", "01380099999"]


def test_other_formats_are_refused() -> None:
    with pytest.raises(Invalid):
        write_rows(COLUMNS, (), io.BytesIO(), "pdf")


def test_every_type_comes_back_as_it_went_and_text_stays_text() -> None:
    moment, day = datetime(2026, 6, 16, 10, 5, 7), date(2026, 6, 16)
    row = (
        moment, day, Decimal("12.50"), Decimal("0.12345678"), 7, 10**17, "=1+1", " <a>&\n", None, True,
        date(1850, 1, 1),
    )  # fmt: skip
    stream = io.BytesIO()
    write_rows(tuple(Column(title=str(number)) for number in range(len(row))), iter([row]), stream, "xlsx")
    cells = openpyxl.load_workbook(stream).worksheets[0][2]
    assert [cell.value for cell in cells] == [
        moment, datetime(2026, 6, 16), 12.5, 0.12345678, 7, str(10**17), "=1+1", " <a>&\n", None, "是",
        "1850年1月1日",
    ]  # fmt: skip
    assert [cell.data_type for cell in cells][4:8] == ["n", "s", "s", "s"]
    assert [cells[place].number_format for place in (0, 1, 2, 3, 4, 6)] == [
        "yyyy-mm-dd hh:mm", "yyyy-mm-dd", "0.00", "0.000000", "0", "@",
    ]  # fmt: skip


def test_a_reader_that_trusts_dimensions_reads_all_rows() -> None:
    stream = io.BytesIO()
    write_rows(COLUMNS, people(5), stream, "xlsx")
    book = openpyxl.load_workbook(stream, read_only=True)
    assert len(list(book.worksheets[0].iter_rows())) == 6
    book.close()


def test_texts_longer_than_a_cell_are_cut_and_told() -> None:
    written = write_xlsx_rows(COLUMNS, iter([(1, "长" * 40_000, "短")]), io.BytesIO())
    assert written.truncated == 1


def test_what_looks_like_an_escape_is_kept_as_typed() -> None:
    stream = io.BytesIO()
    write_rows(COLUMNS, iter([(1, "_x0041_", "")]), stream, "xlsx")
    assert "<t>_x005F_x0041_</t>" in zipfile.ZipFile(stream).read("xl/worksheets/sheet1.xml").decode()
