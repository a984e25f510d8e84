"""The formats' register, file names, and the formats without a file of their own here."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest

from quizapp.errors import Invalid
from quizapp.exports import (
    FORMATS,
    Cell,
    Column,
    Document,
    Table,
    Wording,
    cells,
    content_disposition,
    file_name,
    head,
    label,
    write,
)
from quizapp.exports.grid import place


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_writes_the_form(form: Document, fmt: str) -> None:
    stream = io.BytesIO()
    assert write(form, stream, fmt).format == fmt
    assert len(stream.getvalue()) > 300
    assert not stream.closed


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_writes_an_empty_document(fmt: str) -> None:
    stream = io.BytesIO()
    write(Document(title="空", blocks=()), stream, fmt)
    assert stream.getvalue()


def test_an_unknown_format_names_the_known_ones(form: Document) -> None:
    with pytest.raises(Invalid, match=r"doc.*xlsx"):
        write(form, io.BytesIO(), "doc")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("东明镇统计表", "东明镇统计表-2026-06-30.xlsx"),
        ("a/b\\c:d*e?f", "a b c d e f-2026-06-30.xlsx"),
        ("../../etc/passwd", "etc passwd-2026-06-30.xlsx"),
        ("王\u202e小明\n", "王小明-2026-06-30.xlsx"),
        ("CON", "CON_-2026-06-30.xlsx"),
        ("", "quizapp-2026-06-30.xlsx"),
        ("长" * 200, "长" * 80 + "-2026-06-30.xlsx"),
    ],
)
def test_file_names_are_safe(title: str, name: str) -> None:
    assert file_name(title, date(2026, 6, 30), "xlsx") == name


def test_a_download_header_is_ascii() -> None:
    header = content_disposition('东明镇"统计表"\r\n.xlsx')
    assert header.isascii()
    assert "\n" not in header
    assert header.startswith("attachment; filename=\"download.xlsx\"; filename*=UTF-8''%E4%B8%9C")


def test_json_lists_the_figures_by_key(form: Document) -> None:
    stream = io.BytesIO()
    write(form, stream, "json")
    content = json.loads(stream.getvalue())
    assert content["figures"] == {"study_times": {"value": 3, "approximate": False}}
    assert content["blocks"][1]["rows"][1][0] == {"value": "安全生产月活动", "style": "label", "row_span": 2}


def test_html_keeps_the_spans(form: Document) -> None:
    stream = io.BytesIO()
    write(form, stream, "html")
    page = stream.getvalue().decode()
    assert 'colspan="2"' in page
    assert 'rowspan="2"' in page
    assert page.count("<tr>") == 4


def test_other_wording_reaches_every_text() -> None:
    wording = Wording(yes="Yes", approximate="about %(number)s", page="Page %(page)s of %(pages)s")
    table = Table(columns=(Column(), Column()), rows=(cells(True, Cell(value=160, approximate=True)),), header_rows=0)
    stream = io.BytesIO()
    write(Document(title="t", blocks=(table,), wording=wording), stream, "html")
    page = stream.getvalue().decode()
    assert ">Yes<" in page
    assert ">about 160<" in page


def test_a_cell_starts_where_the_cells_above_leave_room() -> None:
    rows = ((label("a", row_span=2), head("b", col_span=2)), cells("c", "d"))
    table = Table(columns=(Column(), Column(), Column()), rows=rows)
    assert [(item.row, item.col, item.rows, item.cols) for item in place(table)] == [
        (0, 0, 2, 1),
        (0, 1, 1, 2),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
    ]


@pytest.mark.parametrize("row", [cells("a"), cells("a", "b", "c"), (Cell(value="a", col_span=3),)])
def test_a_row_that_does_not_fit_the_columns_is_refused(row: tuple[Cell, ...]) -> None:
    with pytest.raises(Invalid, match="第 2 行"):
        place(Table(columns=(Column(), Column()), rows=(cells("x", "y"), row)))
