"""What is done to a text before it goes into a cell, character by character."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from quizapp.exports import Column, Document, Heading, PageBreak, Paragraph, Qr, SignatureBlock, Table, Wording
from quizapp.exports.csv import _defused, _field, _text, write_csv, write_csv_rows
from quizapp.exports.document import Cell, Scalar
from quizapp.exports.rows_xml import PLACES, CellWriter, Styles, _escaped
from quizapp.exports.xlsx_cells import FIRST_DAY, Formats

WRITER = Styles(text="1", moment="2", day="3", numbers=tuple(str(10 + places) for places in range(PLACES + 1)))
COLUMNS = (Column(title="甲"), Column(title="乙"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("length", [3, 31, 32, 33, 80])
def test_a_text_that_would_run_gets_an_apostrophe_at_any_length(start: str, length: int) -> None:
    text = start + "1" * (length - 1)
    assert _defused(text) == _text(text) == f"'{text}"
    assert _text("1" + text) == "1" + text


@pytest.mark.parametrize(
    ("value", "field"),
    [(Decimal("1E+3"), "1000"), (Decimal("NaN"), "NaN"), (Decimal("0.10"), "0.10"), (7, "7"), (-7, "-7"), (True, "是"),
     (None, ""), (date(2026, 6, 16), "2026-06-16"), (datetime(2026, 6, 16, 8, 5), "2026-06-16 08:05:00"), ("=1", "'=1")],
)  # fmt: skip
def test_numbers_and_days_stay_bare(value: Scalar, field: str) -> None:
    assert _field(value, Wording()) == field


def test_every_block_of_a_document_is_guarded_and_none_ends_it() -> None:
    blocks = (
        Heading(text="=heading"), PageBreak(), Paragraph(value="=paragraph"), Paragraph(value=True),
        SignatureBlock(lines=("=one", "=two")), Qr(text="=text"), Qr(text="text", caption="=caption"),
        Table(columns=COLUMNS, rows=((Cell(value="=cell"), Cell(value=3)),), caption="=table"),
    )  # fmt: skip
    stream = io.BytesIO()
    wording = Wording(yes="jawohl")
    assert write_csv(Document(title="", blocks=blocks, wording=wording), stream).format == "csv"
    assert stream.getvalue().decode("utf-8-sig").split() == [
        "'=heading", "'=paragraph", "jawohl", "'=one", "'=two", "'=text", "'=caption", "'=table", "'=cell,3",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [1, 2, 3])
def test_rows_of_any_width_are_guarded(width: int) -> None:
    stream = io.BytesIO()
    rows = iter([("=a\r\n",) * width, ("b",) * width])
    assert write_csv_rows((Column(title="甲"),) * width, rows, stream).format == "csv"
    assert stream.getvalue().decode("utf-8-sig").count("'=a") == width


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", "<t>plain</t>"),
        ("a<b>&c", "<t>a&lt;b&gt;&amp;c</t>"),
        ("_x0041_", "<t>_x005F_x0041_</t>"),
        ("_x00_", "<t>_x00_</t>"),
        (" edge", '<t xml:space="preserve"> edge</t>'),
        ("edge ", '<t xml:space="preserve">edge </t>'),
        ("two\nlines", '<t xml:space="preserve">two\nlines</t>'),
    ],
)
def test_markup_and_edges_of_a_cell(text: str, written: str) -> None:
    assert _escaped(text) == written


def _row(*values: Scalar) -> str:
    return CellWriter(WRITER, len(values)).rows(1, [values])


def test_a_row_is_what_a_spreadsheet_reads() -> None:
    assert _row("=1+1", 5) == (
        '<row r="1"><c r="A1" s="1" t="inlineStr"><is><t>=1+1</t></is></c><c r="B1" s="10"><v>5</v></c></row>'
    )


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (Decimal("1.5"), 's="11"><v>1.5</v>'), (Decimal("15"), 's="10"><v>15</v>'), (Decimal("NaN"), ">NaN<"),
        (Decimal("1E+2"), 's="10"><v>1'), (FIRST_DAY, 's="3"><v>'), (date(1800, 1, 1), "1800"),
        (datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 6), 's="2"><v>'), (datetime(1800, 1, 1), "1800"),
        (None, '<row r="1"></row>'),
    ],
)  # fmt: skip
def test_numbers_and_days_of_a_row(value: Scalar, cell: str) -> None:
    assert cell in _row(value)


def test_texts_that_are_cut_are_counted() -> None:
    writer = CellWriter(WRITER, 1)
    writer.rows(0, [("字" * 40_000,), ("字" * 40_000,), ("short",)])
    assert writer.truncated == 2


def test_whatever_people_type_is_a_text_for_the_spreadsheet() -> None:
    formats = Formats(xlsxwriter.Workbook(io.BytesIO()), Wording())
    line, header = formats.line("title"), formats.header()
    typed = formats.cell(Cell(value="=1"), Column(title=""))
    assert {each.num_format for each in (line, header, typed, formats.plain(Cell(value="007")))} == {"@"}
    assert {each.text_wrap for each in (line, header, typed)} == {1}
    assert {each.text_v_align for each in (line, header, typed)} == {2}
    assert (header.bold, header.bottom, typed.bottom, typed.font_size) == (1, 1, 1, 11)
    assert formats.cell(Cell(value=FIRST_DAY), Column(title="")).num_format == "yyyy-mm-dd"
