from __future__ import annotations

import io
from datetime import date, datetime

import pytest
import xlsxwriter
import xlwt

from quizapp.sheets import FileRefused, Mark, column_name, find_header, read_table, read_workbook
from tests.sheets.files import csv_bytes, repack, xls, xlsx

ROWS = [["姓名", "单位", "电话"], ["张三", "红星村", 13800138000], ["李四", "\xa0红星村 ", 13800138001.0]]


@pytest.mark.parametrize("data", [xlsx(ROWS), xls(ROWS)], ids=["xlsx", "xls"])
def test_it_works(data: bytes) -> None:
    table = read_table(data)
    assert table.rows == (
        ("姓名", "单位", "电话"),
        ("张三", "红星村", "13800138000"),
        ("李四", "红星村", "13800138001"),
    )
    assert table.row_numbers == (1, 2, 3)


def test_the_name_of_the_file_decides_nothing() -> None:
    assert read_workbook(xlsx(ROWS), "名单.csv").format == "xlsx"
    assert read_workbook(xls(ROWS), "名单.xlsx").format == "xls"
    assert read_workbook(csv_bytes([["姓名", "单位"]]), "名单.xls").format == "csv"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (0.1 + 0.2, "0.3"),
        (-3, "-3"),
        (1e-7, "0.0000001"),
        (123456789012345, "123456789012345"),
        (True, "TRUE"),
        (date(2026, 6, 1), "2026-06-01"),
        (datetime(2026, 6, 1, 8, 30), "2026-06-01 08:30"),
        ("00123", "00123"),
        ("=1+1", "=1+1"),
        ("一\n二", "一\n二"),
        ("𠮷䶮", "𠮷䶮"),
        ("1E5", "1E5"),
        ("E12", "E12"),
    ],
)
def test_cells_become_the_text_people_see(value: object, text: str) -> None:
    assert read_table(xlsx([["x", value]])).rows == (("x", text),)


def test_percent_and_leading_zeros_are_read_as_shown() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for column, (value, code) in enumerate(
            [(0.5, "0%"), (0.125, "0.0%"), (1, "0%"), (123, "00000"), (0.5, "0.00")]
        ):
            sheet.write(2, column + 1, value, book.add_format({"num_format": code}))
    old = xlwt.Workbook()
    sheet = old.add_sheet("x")
    for column, (value, code) in enumerate([(0.5, "0%"), (0.125, "0.0%"), (1, "0%"), (123, "00000"), (0.5, "0.00")]):
        sheet.write(2, column + 1, value, xlwt.easyxf(num_format_str=code))
    stream_old = io.BytesIO()
    old.save(stream_old)
    for data in (stream.getvalue(), stream_old.getvalue()):
        table = read_table(data)
        assert table.rows[table.row_numbers.index(3)] == ("", "50%", "12.5%", "100%", "00123", "0.5")


@pytest.mark.parametrize(
    "data",
    [
        xlsx([["号"], [1.10101199003071e17]]),
        xls([["号"], [1.10101199003071e17]]),
        csv_bytes([["号", "x"], ["1.10101E+17", ""]]),
        csv_bytes([["号", "x"], ["1.38E+10", ""]]),
    ],
    ids=["xlsx", "xls", "csv", "csv-phone"],
)
def test_lost_digits_are_named_with_row_and_column(data: bytes) -> None:
    workbook = read_workbook(data)
    assert [(problem.row, problem.code, problem.field) for problem in workbook.problems] == [(2, "W-DIGITS", "A")]
    assert "第 2 行A列" in workbook.problems[0].message
    assert workbook.tables[0].marks == {(1, 0): Mark.LOST_DIGITS}


def test_scientific_text_with_all_digits_is_written_out() -> None:
    workbook = read_workbook(csv_bytes([["电话", "x"], ["1.3800138000E+10", "a"]]))
    assert workbook.tables[0].rows[1] == ("13800138000", "a")
    assert workbook.problems == ()


def test_rows_keep_the_numbers_of_the_file() -> None:
    table = read_table(xlsx([[], [], [None, "姓名"], [], [None, "张三"], *[[""]] * 40]))
    assert [(number, row[1]) for number, row in zip(table.row_numbers, table.rows, strict=True) if any(row)] == [
        (3, "姓名"),
        (5, "张三"),
    ]
    assert table.row_numbers[-1] == 5


def test_lines_of_a_csv_keep_their_numbers_behind_cells_with_line_breaks() -> None:
    table = read_table('姓名,备注\n张三,"一\n二"\n李四,x\n'.encode())
    assert table.row_numbers == (1, 2, 4)
    assert table.rows[1] == ("张三", "一\n二")


def test_hidden_sheets_are_marked() -> None:
    workbook = read_workbook(xlsx([["a"]], [["b"]], hidden=[1]))
    assert [table.is_hidden for table in workbook.tables] == [False, True]
    assert [table.rows for table in workbook.visible] == [(("a",),)]


def test_vertical_merges_are_known() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:C1", "名单")
        sheet.merge_range("B2:B4", "红星村")
        sheet.write_column("C2", ["张三", "李四", "王五"])
    assert read_table(stream.getvalue()).merges == ((1, 3, 1),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings_are_found(encoding: str) -> None:
    workbook = read_workbook(csv_bytes([["姓名", "单位"], ["张三", "红星村"], ["𠮷䶮", "东明镇"]], encoding))
    assert workbook.tables[0].rows[1:] == (("张三", "红星村"), ("𠮷䶮", "东明镇"))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("張三,紅星村\n李四,東明鎮\n陳大文,安全部\n", "big5"),
        ("张三,红星村\n李四,东明镇\n", "gb18030"),
        ("发现火情应当拨打什么电话？,119\n", "gb18030"),
        ("發現火情應當撥打什麼電話？,119\n", "big5"),
    ],
)
def test_short_texts_without_telling_words(text: str, encoding: str) -> None:
    workbook = read_workbook(text.encode(encoding))
    assert "\n".join(",".join(row) for row in workbook.tables[0].rows) == text.strip()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("姓名,单位\n张三,红星村\n李四,东明镇东明镇东明镇东明镇".encode()[:-1], "E-ENCODING"),
        ("姓名,单位\n".encode() * 20 + b"\xff\xfe\n", "E-ENCODING"),
        (b"\xff\xfe\x00", "E-ENCODING"),
        (b"", "E-FORMAT"),
        (bytes(range(1, 32)) * 40, "E-FORMAT"),
        (b"%PDF-1.7 ...", "E-FORMAT"),
        (b"<html><table><tr><td>x</td></tr></table>", "E-FORMAT"),
        (b"PK\x03\x04 no zip", "E-BROKEN"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "E-BROKEN"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "E-PASSWORD"),
        (repack(xlsx([["x"]]), {"[Content_Types].xml": None}), "E-FORMAT"),
        (repack(xlsx([["x"]]), {"xl/workbook.xml": None}), "E-BROKEN"),
        (repack(xlsx([["x"]]), {"xl/worksheets/sheet1.xml": b"<worksheet>"}), "E-BROKEN"),
        (xlsx([["x"]])[:-30], "E-BROKEN"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_workbook(data)
    assert refused.value.reason == reason
    assert refused.value.as_problem().severity == "error"


def test_a_broken_line_is_named() -> None:
    with pytest.raises(FileRefused, match="第 3 行"):
        read_workbook("姓名,单位\n张三,红星村红星村红星村红星村红星村\n李".encode() + b"\xe6\x9d\n")


def test_an_unclosed_quote_does_not_swallow_the_file() -> None:
    text = '姓名,备注\n"张三,x\n' + "".join(f"李四{n},y\n" for n in range(100))
    workbook = read_workbook(text.encode())
    assert len(workbook.tables[0].rows) == 102
    assert [problem.code for problem in workbook.problems] == ["W-QUOTES"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_delimiters_are_found(delimiter: str) -> None:
    rows = [["姓名", "单位", "备注"], ["张三", "红星村", "a b"], ["李四", "东明镇", ""]]
    assert read_table(csv_bytes(rows, "utf-8", delimiter)).rows == tuple(map(tuple, rows))


def test_the_declared_delimiter_wins() -> None:
    table = read_table(b"sep=;\r\na;b,c\r\n1;2,3\r\n")
    assert [row for row in table.rows if any(row)] == [("a", "b,c"), ("1", "2,3")]


def test_header_is_found_below_banner_and_notes() -> None:
    rows = [
        ["名单", "", ""],
        ["注：必填", "", ""],
        ["序号", " 姓 名*", "正确答案(只能输入ABCD否则报错)"],
        ["1", "姓名", "A"],
    ]
    header = find_header(rows, {"name": ["姓名"], "key": ["正确答案"]})
    assert header is not None
    assert (header.index, dict(header.columns)) == (2, {"name": 1, "key": 2})
    assert header.cell(rows[3], "key") == "A"
    assert header.cell(rows[3], "phone") == ""


def test_header_needs_the_required_fields() -> None:
    assert find_header([["单位", "电话"]], {"name": ["姓名"], "unit": ["单位"]}, required=["name"]) is None
    assert find_header([["x"]] * 31 + [["姓名", "单位"]], {"name": ["姓名"], "unit": ["单位"]}) is None


def test_column_names() -> None:
    assert [column_name(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
