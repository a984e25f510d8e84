"""Files made to exhaust the reader: each is refused by name, in seconds, within a measured amount of memory."""

from __future__ import annotations

import random
import stat
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from quizapp.sheets import FileRefused, Limits, read_workbook
from tests.sheets.files import repack, sheet_xml, with_sheet, xls, xlsx
from tests.support.patience import ends_at_all

_STRINGS = b"<sst><si><t>" + b"a" * 30_000 + b"</t></si></sst>"
_MANY_USES = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 100_001))


def lying_zip() -> bytes:
    """A part whose directory entry claims 10 bytes although 300 MB come out of it."""
    data = bytearray(repack(xlsx([["x"]]), {"xl/worksheets/sheet1.xml": b" " * 300_000_000}))
    true_size = struct.pack("<L", 300_000_000)
    return bytes(data.replace(true_size, struct.pack("<L", 10)))


def many_sheets() -> bytes:
    return xlsx(*[[["x"]] for _ in range(70)])


def ods(cells: str) -> bytes:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="x">{cells}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
    return stream.getvalue()


_ODS_BOMB = (
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="200" '
    'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
)
_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
CASES = {
    "zip bomb": (lambda: repack(xlsx([["x"]]), {"xl/worksheets/sheet1.xml": b" " * 300_000_000}), "E-ZIPBOMB"),
    "zip that lies about sizes": (lying_zip, "E-BROKEN"),
    "cell in the last corner": (
        lambda: with_sheet(f'{_CELL}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "E-TOOBIG",
    ),
    "cell in a far corner": (
        lambda: with_sheet(f'{_CELL}<row r="199999"><c r="AZ199999"><v>1</v></c></row>'),
        "E-TOOBIG",
    ),
    "corner hidden in entities": (
        lambda: with_sheet('<row r="1"><c r="&#88;FD1048576"><v>1</v></c></row>'),
        "E-TOOBIG",
    ),
    "place that is none": (lambda: with_sheet('<row r="1"><c r="ZZZZZZ99999999999"><v>1</v></c></row>'), "E-BROKEN"),
    "one long string used 100,000 times": (
        lambda: repack(
            xlsx([["x"]]), {"xl/sharedStrings.xml": _STRINGS, "xl/worksheets/sheet1.xml": sheet_xml(_MANY_USES)}
        ),
        "E-TOOBIG",
    ),
    "string that does not exist": (lambda: with_sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'), "E-BROKEN"),
    "entities": (
        lambda: repack(
            xlsx([["x"]]), {"xl/sharedStrings.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><sst><si><t>&x;</t></si></sst>'}
        ),
        "E-BROKEN",
    ),
    "70 sheets": (many_sheets, "E-TOOBIG"),
    "ods rows repeated": (lambda: ods(_ODS_BOMB), "E-TOOBIG"),
    "text of 300,000 lines": (lambda: b"a,b\n" * 300_000, "E-TOOBIG"),
    "text of 1,000 columns": (lambda: b",".join([b"a"] * 1000), "E-TOOBIG"),
    "21 MB": (lambda: b"x" * (21 * 1024 * 1024), "E-TOOBIG"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_cheaply(case: str) -> None:
    make, reason = CASES[case]
    data = make()
    tracemalloc.start()
    try:
        with ends_at_all(), pytest.raises(FileRefused) as refused:
            read_workbook(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.value.reason == reason
    assert peak < 100 * 1024 * 1024


def test_formatted_but_empty_cells_do_not_count() -> None:
    data = with_sheet(f'{_CELL}<row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert read_workbook(data).tables[0].rows == (("1",),)


def test_empty_repeated_rows_of_an_ods_do_not_count() -> None:
    cells = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>张三</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>"
    )
    assert read_workbook(ods(cells)).tables[0].rows == (("张三",),)


def test_a_corner_cell_of_an_old_workbook_costs_little() -> None:
    rows: list[list[object]] = [["x"]] + [[] for _ in range(60_000)] + [[None] * 255 + ["y"]]
    data = xls(rows)
    tracemalloc.start()
    with pytest.raises(FileRefused) as refused:
        read_workbook(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.reason == "E-TOOBIG"
    assert peak < 60 * 1024 * 1024


def test_limits_can_be_narrowed() -> None:
    with pytest.raises(FileRefused, match="最多 2 行"):
        read_workbook(xlsx([["a"], ["b"], ["c"]]), limits=Limits(rows=2))


_MEASURE = """
import resource, sys
from pathlib import Path
from quizapp.sheets import read_workbook
data = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rows = len(read_workbook(data).tables[0].rows)
print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def test_a_hundred_thousand_people_are_read_in_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "roster.xlsx"
    file.write_bytes(
        xlsx([["姓名", "单位", "电话"], *[[f"张三{n}", f"红星村{n % 80}", 13800000000 + n] for n in range(100_000)]])
    )
    told = subprocess.run([sys.executable, "-c", _MEASURE, str(file)], capture_output=True, text=True, check=True)
    rows, megabytes = map(float, told.stdout.split())
    assert rows == 100_001
    assert megabytes < 150


def test_no_damage_ends_in_a_traceback() -> None:
    rng = random.Random(13)
    rows: list[list[object]] = [["姓名", "电话"], *[[f"张三{n}", 13800138000 + n] for n in range(30)]]
    stored = repack(xlsx(rows), {})
    good = [
        xlsx(rows),
        stored,
        xls(rows),
        ods('<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'),
    ]
    outcomes = set()
    for _ in range(400):
        data = bytearray(rng.choice(good))
        for _ in range(rng.randrange(1, 20)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            outcomes.add(read_workbook(bytes(data)).format)
        except FileRefused as refused:
            outcomes.add(refused.reason)
    assert {"E-BROKEN", "xls"} <= outcomes


def test_a_link_inside_of_a_container_is_refused() -> None:
    """A part that is no file but points at one, as the zip tools of Unix store it."""
    packed = BytesIO(xlsx([["x"]]))
    assert read_workbook(packed.getvalue())
    with zipfile.ZipFile(packed, "a") as container:
        link = zipfile.ZipInfo("xl/media/image1.png")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        container.writestr(link, "/etc/passwd")
    with pytest.raises(FileRefused) as refused:
        read_workbook(packed.getvalue())
    assert refused.value.reason == "E-BROKEN"
