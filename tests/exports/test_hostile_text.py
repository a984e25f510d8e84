"""Whatever people type stays text in every format: no formula, no link, no markup, nothing lost."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser

import docx
import openpyxl
import pytest
from pypdf import PdfReader

from quizapp.exports import FORMATS, Column, Document, Table, write, write_rows
from quizapp.exports.display import clean

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")


def written(document: Document, fmt: str) -> bytes:
    stream = io.BytesIO()
    write(document, stream, fmt)
    return stream.getvalue()


def rows_written(names: tuple[str, ...], fmt: str) -> bytes:
    stream = io.BytesIO()
    write_rows((Column(title="=姓名"), Column(title="数")), ((name, -5) for name in names), stream, fmt)
    return stream.getvalue()


def assert_no_formula(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            assert [cell.coordinate for cell in row if cell.data_type == "f" or cell.hyperlink] == []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert not re.search(rb"<f[ >]|<hyperlink|externalLink", archive.read(name)), name


def test_xlsx_has_no_formula_cell_and_keeps_every_text(hostile_document: Document, hostile: tuple[str, ...]) -> None:
    content = written(hostile_document, "xlsx")
    assert_no_formula(content)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["数据"]
    read = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert read == [clean(text) for text in hostile]
    assert {row[0].number_format for row in sheet.iter_rows(min_row=2)} == {"@"}


def test_xlsx_rows_have_no_formula_cell_and_keep_every_text(hostile: tuple[str, ...]) -> None:
    content = rows_written(hostile, "xlsx")
    assert_no_formula(content)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    # openpyxl undoes Excel's own escape (_x005F_) in shared strings only, bulk rows are inline strings.
    read = [str(row[0].value).replace("_x005F_", "_") for row in sheet.iter_rows(min_row=2)]
    assert read == [clean(text) for text in hostile]
    assert {row[1].value for row in sheet.iter_rows(min_row=2)} == {-5}


@pytest.mark.parametrize("part", ["document", "rows"])
def test_csv_text_cannot_start_a_formula_and_numbers_are_untouched(
    hostile_document: Document, hostile: tuple[str, ...], part: str
) -> None:
    content = written(hostile_document, "csv") if part == "document" else rows_written(hostile, "csv")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    texts = [line[0] for line in lines]
    assert [text for text in texts if text.startswith(FORMULA_STARTS)] == []
    restored = [text[1:] if text[1:].startswith(FORMULA_STARTS) and text[0] == "'" else text for text in texts[1:]]
    assert restored == [clean(text) if clean(text)[:2] != "'=" else "=x" for text in hostile]
    assert lines[1][1] == ("0" if part == "document" else "-5")


def test_csv_without_flat_table_is_guarded_in_all_blocks(hostile_document: Document) -> None:
    bare = Document(title="=t", blocks=hostile_document.blocks)
    lines = list(csv.reader(io.StringIO(written(bare, "csv").decode("utf-8-sig"))))
    assert [field for line in lines for field in line if field.startswith(FORMULA_STARTS)] == []


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(name for name, _ in attrs)))


def test_html_has_only_its_own_tags(hostile_document: Document) -> None:
    page = written(hostile_document, "html").decode()
    tags = _Tags()
    tags.feed(page)
    assert {"script", "iframe", "object"} & {tag for tag, _ in tags.seen} == set()
    assert [names for _, names in tags.seen if any(name.startswith("on") for name in names)] == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_docx_keeps_every_text(hostile_document: Document, hostile: tuple[str, ...]) -> None:
    file = docx.Document(io.BytesIO(written(hostile_document, "docx")))
    texts = {cell.text for table in file.tables for row in table.rows for cell in row.cells}
    assert [text for text in hostile if clean(text) not in texts] == []


def test_pdf_shows_every_text(hostile_document: Document, hostile: tuple[str, ...]) -> None:
    reader = PdfReader(io.BytesIO(written(hostile_document, "pdf")))
    squeezed = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    expected = (re.sub(r"\s", "", clean(text)).replace("\ufffd", "[U+FFFD]") for text in hostile)
    assert [text for text in expected if text not in squeezed] == []


def test_json_keeps_text_exactly(hostile_document: Document, hostile: tuple[str, ...]) -> None:
    content = json.loads(written(hostile_document, "json"))
    read = [row[0]["value"] for row in content["data"]["rows"][1:]]
    assert read == [text.replace("\ud800", "\ufffd") for text in hostile]


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_huge_text_passes_every_format(fmt: str) -> None:
    table = Table.flat((Column(title="说明"),), [("长" * 40_000,)])
    stream = io.BytesIO()
    result = write(Document(title="长", blocks=(table,)), stream, fmt)
    assert stream.getvalue()
    assert result.truncated == (1 if fmt == "xlsx" else 0)
