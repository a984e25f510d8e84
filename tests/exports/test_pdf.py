"""Pages: fonts inside, heads and labels repeated, nothing lost at a cut, no empty boxes."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from quizapp.exports import Cell, Column, Document, Paragraph, Style, Table, Written, cells, head, label, write


def read(document: Document) -> tuple[Written, PdfReader]:
    stream = io.BytesIO()
    return write(document, stream, "pdf"), PdfReader(stream)


def squeezed(reader: PdfReader) -> list[str]:
    return [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]


def test_it_works(form: Document) -> None:
    result, reader = read(form)
    page = squeezed(reader)[0]
    assert result == Written(format="pdf", pages=1)
    for text in (
        "附件2",
        "全市“安全生产月”活动进展情况统计表",
        "填报单位（盖章）：东明镇",
        "参与（160余）人次；",
        "第1页共1页",
    ):
        assert text in page


def test_every_font_is_embedded(form: Document) -> None:
    _, reader = read(form)
    for page in reader.pages:
        fonts = page["/Resources"]["/Font"]
        used = re.findall(rb"/(F\d+\S*) \S+ Tf", page.get_contents().get_data())
        assert used
        for name in used:
            font = fonts[f"/{name.decode()}"].get_object()
            assert isinstance(font, DictionaryObject)
            if font["/BaseFont"] != "/Helvetica":  # reportlab names its default in every page without using it
                assert "/FontFile2" in font["/FontDescriptor"]


def test_no_text_is_set_in_a_font_that_is_not_embedded(form: Document) -> None:
    _, reader = read(form)
    shown: set[str] = set()

    def visit(text: str, _cm: object, _tm: object, font: DictionaryObject | None, _size: float) -> None:
        if text.strip() and font is not None:
            shown.add(str(font["/BaseFont"]))

    reader.pages[0].extract_text(visitor_text=visit)
    assert shown
    assert all("NotoSansSC" in name for name in shown)


def test_header_and_merged_label_are_repeated_on_each_page() -> None:
    rows = [(label("安全生产月", row_span=80), *cells(0, "x"))] + [cells(number, "x") for number in range(1, 80)]
    table = Table(columns=(Column(), Column(), Column()), rows=((head("项目"), head("数"), head("备注")), *rows))
    result, reader = read(Document(title="表", blocks=(table,)))
    assert result.pages == 3
    assert [(page.count("项目"), page.count("安全生产月")) for page in squeezed(reader)] == [(1, 1)] * 3
    assert ["第1页共3页" in page for page in squeezed(reader)] == [True, False, False]


def test_all_rows_come_once_and_in_order() -> None:
    rows = [(f"行{number:03d}行", "说明" * (number % 40)) for number in range(200)]
    _, reader = read(Document(title="表", blocks=(Table.flat((Column(title="甲"), Column(title="乙")), list(rows)),)))
    found = re.findall(r"行(\d{3})行", "".join(squeezed(reader)))
    assert found == [f"{number:03d}" for number in range(200)]


def test_a_row_taller_than_a_page_is_cut_and_keeps_all_lines() -> None:
    long = "\n".join(f"第{number:04d}句。" for number in range(150))
    rows = (
        (head("甲"), head("乙"), head("丙")),
        (label("分类", row_span=2), Cell(value=long), Cell(value="短")),
        cells("末行", "尾"),
    )
    columns = (Column(width=10), Column(width=40), Column(width=10))
    result, reader = read(Document(title="表", blocks=(Table(columns=columns, rows=rows),)))
    text = "".join(squeezed(reader))
    assert (result.pages or 0) >= 3
    assert re.findall(r"第(\d{4})句", text) == [f"{number:04d}" for number in range(150)]
    assert text.count("末行") == text.count("短") == 1
    assert text.count("分类") == result.pages


def test_a_merged_text_goes_on_behind_a_page_break() -> None:
    long = "\n".join(f"第{number:04d}句。" for number in range(90))
    first = (Cell(value=long, row_span=40), *cells(0, "x"))
    rows = (first, *(cells(number, "x" * 9) for number in range(1, 40)))
    table = Table(columns=(Column(), Column(), Column()), rows=rows, header_rows=0)
    result, reader = read(Document(title="表", blocks=(table,)))
    assert (result.pages or 0) >= 2
    assert re.findall(r"第(\d{4})句", "".join(squeezed(reader))) == [f"{number:04d}" for number in range(90)]


def test_a_long_paragraph_flows_over_pages() -> None:
    long = "\n".join(f"第{number:04d}句。" for number in range(150))
    result, reader = read(Document(title="文", blocks=(Paragraph(value=long),)))
    assert (result.pages or 0) > 1
    assert re.findall(r"第(\d{4})句", "".join(squeezed(reader))) == [f"{number:04d}" for number in range(150)]


def test_a_missing_character_is_spelled_out_and_reported() -> None:
    result, reader = read(Document(title="奖状", blocks=(Paragraph(value="赵👍同学"),)))
    assert result.missing == ("👍",)
    assert "赵[U+1F44D]同学" in squeezed(reader)[0]


def test_rare_names_can_be_copied_out() -> None:
    names = ("𠮷田䶮", "㛃𬀩", "龘犇", "堃喆")
    result, reader = read(Document(title="名单", blocks=tuple(Paragraph(value=name) for name in names)))
    assert result.missing == ()
    assert [name for name in names if name not in squeezed(reader)[0]] == []


def test_a_warning_cell_is_coloured() -> None:
    table = Table(columns=(Column(),), rows=((Cell(value="7", style=Style.WARN),),), header_rows=0)
    stream = io.BytesIO()
    write(Document(title="t", blocks=(table,)), stream, "pdf")
    assert b"1 .945098 .878431 rg" in PdfReader(stream).pages[0].get_contents().get_data()


def test_equal_documents_give_equal_bytes(form: Document) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write(form, first, "pdf")
    write(form, second, "pdf")
    assert first.getvalue() == second.getvalue()
