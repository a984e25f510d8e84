from __future__ import annotations

import io
import json
import random

import pytest
import xlsxwriter

from quizapp.people.roster_files import RosterReading, read_roster_file, roster_to_json
from tests.sheets.files import csv_bytes, xls, xlsx


def codes(reading: RosterReading) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for problem in reading.problems:
        found.setdefault(problem.code, []).append(problem.row)
    return found


def triples(reading: RosterReading) -> list[tuple[str, str, str]]:
    return [(person.name, person.unit, person.phone) for person in reading.people]


HEADER = ["序号", "姓名", "单位", "手机号码", "职务", "工号", "备注"]


def test_it_works() -> None:
    rows = [HEADER, [1, "张三", "红星村", 13800138000, "村民", "00123", "组长"], [2, "李四", "东明镇", "13900139000"]]
    reading = read_roster_file(xlsx(rows), "名单.xlsx")
    assert triples(reading) == [("张三", "红星村", "13800138000"), ("李四", "东明镇", "13900139000")]
    first = reading.people[0]
    assert (first.row, first.post, first.employee_no, first.note) == (2, "村民", "00123", "组长")
    assert reading.problems == ()


def test_json_is_what_the_command_line_promises() -> None:
    told = json.loads(json.dumps(roster_to_json(read_roster_file(xlsx([HEADER, [1, "张三", "红星村", "123"]])))))
    assert told["people"] == []
    assert {key: told["problems"][0][key] for key in ("row", "code", "severity")} == {
        "row": 2,
        "code": "E-PHONE",
        "severity": "error",
    }


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        (13800138000.0, "13800138000"),
        ("13800138000.0", None),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("8613800138000", "13800138000"),
        ("\xa013800138000\t", "13800138000"),
        ("0580-2345678", "05802345678"),
        ("1.3800138E+10", None),
        ("1.3800138000E+10", "13800138000"),
        ("1380013800", None),
        ("138001380001", None),
        ("", ""),
        ("无", ""),
        ("13800138000/13900139000", "13800138000"),
    ],
)
def test_phones_are_exact_or_named(cell: object, phone: str | None) -> None:
    reading = read_roster_file(xlsx([["姓名", "单位", "电话"], ["张三", "红星村", cell]]))
    if phone is None:
        assert reading.people == ()
        assert codes(reading)["E-PHONE"] == [2]
    else:
        assert triples(reading) == [("张三", "红星村", phone)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_files_of_any_encoding(encoding: str, delimiter: str) -> None:
    rows = [["姓名", "单位", "电话"], ["张 三", "红星村", "13800138000"], ["阿里木·买买提", "东明镇", ""]]
    reading = read_roster_file(csv_bytes(rows, encoding, delimiter), "名单.csv")
    assert triples(reading) == [("张三", "红星村", "13800138000"), ("阿里木·买买提", "东明镇", "")]


def test_traditional_characters_in_big5() -> None:
    reading = read_roster_file(csv_bytes([["姓名", "單位", "電話"], ["張三", "紅星村", "13800138000"]], "big5"))
    assert triples(reading) == [("張三", "紅星村", "13800138000")]


def test_old_excel() -> None:
    reading = read_roster_file(xls([["姓名", "部门", "电话"], ["张三", "安全部", 13800138000]]))
    assert triples(reading) == [("张三", "安全部", "13800138000")]


def test_banner_notes_and_footer_are_not_people() -> None:
    rows = [
        ["东明镇安全月参加人员名单"],
        ["注：请于六月底前报送"],
        HEADER,
        [1, "张三", "红星村", "13800138000"],
        [2, "李四", "红星村", "13900139000"],
        [3],
        ["合计", "", "2人"],
        ["填表人：王五", "", "", "审核人：赵六"],
    ]
    reading = read_roster_file(xlsx(rows))
    assert [person.name for person in reading.people] == ["张三", "李四"]
    assert codes(reading) == {"W-FOOTER": [7]}


def test_merged_units_are_filled_down_and_named() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["单位", "姓名", "电话"])
        sheet.merge_range("A2:A4", "红星村")
        for row, name in enumerate(["张三", "李四", "王五"], start=1):
            sheet.write(row, 1, name)
        sheet.write_row(4, 0, ["东明镇", "赵六"])
    reading = read_roster_file(stream.getvalue())
    assert [person.unit for person in reading.people] == ["红星村", "红星村", "红星村", "东明镇"]
    assert codes(reading) == {"W-FILLDOWN": [3]}
    assert "3–4" in reading.problems[0].message


def test_a_list_without_header_is_guessed_and_flagged() -> None:
    rows = [["张三", "红星村委会", "13800138000"], ["李四", "红星村委会", "13900139000"], ["王小五", "东明镇政府", ""]]
    reading = read_roster_file(csv_bytes(rows, "gb18030"))
    assert triples(reading)[0] == ("张三", "红星村委会", "13800138000")
    assert len(reading.people) == 3
    assert codes(reading) == {"W-NOHEADER": [1]}


def test_pasted_text_with_tabs() -> None:
    reading = read_roster_file("姓名\t工作单位\t联系方式\n张三\t红星村\t138 0013 8000\n".encode())
    assert triples(reading) == [("张三", "红星村", "13800138000")]


def test_duplicates_are_named() -> None:
    rows = [
        ["姓名", "单位", "电话"],
        ["张三", "红星村", "13800138000"],
        ["张 三", "红星村", "138-0013-8000"],
        ["李四", "红星村", ""],
        ["李四", "红星村", ""],
        ["王五", "红星村", "13800138000"],
    ]
    reading = read_roster_file(xlsx(rows))
    assert [person.name for person in reading.people] == ["张三", "李四", "李四", "王五"]
    assert codes(reading) == {"W-DUPLICATE": [3, 5, 6]}


def test_several_sheets() -> None:
    data = xlsx(
        [["姓名", "电话"], ["张三", "13800138000"]],
        [["填写说明"]],
        [["姓名", "电话"], ["李四", "13900139000"]],
        names=["安全部", "说明", "生产部"],
    )
    reading = read_roster_file(data)
    assert [(person.name, person.unit) for person in reading.people] == [("张三", ""), ("李四", "生产部")]
    assert codes(reading) == {"W-SHEETSKIPPED": [0]}


def test_lists_side_by_side() -> None:
    rows = [["姓名", "电话", "姓名", "电话"], ["张三", "13800138000", "李四", "13900139000"], ["王五", "", "", ""]]
    assert [person.name for person in read_roster_file(xlsx(rows)).people] == ["张三", "李四", "王五"]


def test_a_line_without_name_is_an_error_with_its_row() -> None:
    reading = read_roster_file(xlsx([["姓名", "单位", "电话"], ["", "红星村", "13800138000"], ["张三", "红星村", ""]]))
    assert [person.name for person in reading.people] == ["张三"]
    assert codes(reading) == {"E-NONAME": [2]}


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("\u202e三张\u202c", "三张"),
        ("张\u200b三", "张三"),
        ("𠮷䶮", "𠮷䶮"),
        ("<b>张三</b>", "<b>张三</b>"),
        ('=HYPERLINK("http://x","张三")', '=HYPERLINK("http://x","张三")'),
        ("O'Brien  Ann", "O'Brien Ann"),
        ("欧阳　小明", "欧阳小明"),
    ],
)
def test_hostile_names_are_kept_clean(raw: str, kept: str) -> None:
    reading = read_roster_file(xlsx([["姓名", "单位"], [raw, "红星村"]]))
    assert [person.name for person in reading.people] == [kept]


def test_a_name_of_invisible_characters_is_no_name() -> None:
    assert codes(read_roster_file(xlsx([["姓名", "单位"], ["\u202e\u200b", "红星村"]]))) == {"E-NONAME": [2]}


def test_columns_that_are_not_read_are_named() -> None:
    reading = read_roster_file(xlsx([["姓名", "身份证号", "单位"], ["张三", "110101199003071234", "红星村"]]))
    assert "身份证号" in reading.problems[0].message
    assert "110101" not in json.dumps(roster_to_json(reading))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n" + bytes(100), b"\xff" * 50, b"hello"])
def test_what_is_no_list_is_told(data: bytes) -> None:
    reading = read_roster_file(data)
    assert reading.people == ()
    assert [problem.severity for problem in reading.problems if problem.row == 0][:1] == ["error"]


def test_no_damage_ends_in_a_traceback() -> None:
    rng = random.Random(7)
    rows = [HEADER, *[[n, f"张三{n}", "红星村", 13800138000 + n] for n in range(20)]]
    good = [xlsx(rows), xls(rows), csv_bytes([[str(cell) for cell in row] for row in rows], "gb18030")]
    for _ in range(150):
        data = bytearray(rng.choice(good))
        for _ in range(rng.randrange(1, 30)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        reading = read_roster_file(bytes(data[: rng.randrange(1, len(data) + 1)]))
        assert reading.people or reading.problems
