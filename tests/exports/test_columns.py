"""Bulk rows are converted column by column; what comes out is what the row by row way writes, byte for byte."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from quizapp.exports import Column, Scalar, write_rows
from quizapp.exports.columns import BLOCK

CHINA = timezone(timedelta(hours=8))
MOMENT = datetime(2026, 6, 16, 2, 5, 7, 654_321, tzinfo=UTC)
DAY = date(2026, 6, 16)
TEXTS = (
    "红星村", "100 %", "%s", "a,b", '引"号', "两\n行", "回\r车", "", " 空 ", "=1+1", "+86", "-5", "@x", "＝1", "\t1", "<a>&",
    "_x000D_", "\x00\u202e反", "\ud800", "长" * 700, "十" * 40,
)  # fmt: skip
Row = tuple[Scalar, ...]
#: What may stand in one column: of one type, mixed, and values that are equal without reading the same.
COLUMNS: tuple[tuple[Scalar, ...], ...] = (
    TEXTS, ("红星村", "青山村"), ("讲座",), (1, 2, 10**17), (7,), (None,), ("",), (None, ""), (True, False), (True, 1, Decimal("1.0")),
    (Decimal("1.0"), Decimal("1.00"), None), (MOMENT, MOMENT.astimezone(CHINA)), (MOMENT, MOMENT + timedelta(hours=1)),
    (MOMENT, None), (MOMENT, DAY), (DAY, DAY + timedelta(days=1), None), (date(1850, 1, 1), DAY), (None, *TEXTS),
)  # fmt: skip


def _rows(count: int) -> list[Row]:
    dice = random.Random(6)
    return [(number, *(dice.choice(values) for values in COLUMNS)) for number in range(count)]


def _plain_field(value: Scalar) -> str:
    """One field as a reader of the format's description would write it."""
    table: list[tuple[type, Callable[..., str]]] = [
        (bool, lambda yes: "是" if yes else "否"),
        (int, str),
        (Decimal, "{:f}".format),
        (datetime, lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S")),
        (date, date.isoformat),
        (str, _harmless),
    ]
    return next((say(value) for kind, say in table if isinstance(value, kind)), "")


def _harmless(text: str) -> str:
    seen = text.replace("\r", "\n").replace("\x00\u202e", "").replace("\ud800", "\ufffd")
    return f"'{seen}" if seen[:1] in {*"=+-@\t\n＝＋－＠"} - {""} else seen


def _written(rows: list[Row], fmt: str) -> bytes:
    stream = io.BytesIO()
    write_rows(tuple(Column(title=str(number)) for number in range(len(COLUMNS) + 1)), iter(rows), stream, fmt)
    return stream.getvalue()


def _sheet(rows: list[Row]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(_written(rows, "xlsx"))) as book:
        return book.read("xl/worksheets/sheet1.xml")


def test_csv_is_what_the_row_by_row_way_writes() -> None:
    rows, plain = _rows(2 * BLOCK + 100), io.StringIO(newline="")
    writer = csv.writer(plain)
    writer.writerow([str(number) for number in range(len(COLUMNS) + 1)])
    writer.writerows([_plain_field(value) for value in row] for row in rows)
    assert _written(rows, "csv") == b"\xef\xbb\xbf" + plain.getvalue().encode()


def test_a_sheet_is_the_same_in_blocks_and_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = _rows(2 * BLOCK + 100)
    at_once = _sheet(rows)
    monkeypatch.setattr("quizapp.exports.columns.BLOCK", 1)
    assert _sheet(rows) == at_once


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_rows_of_unequal_width_stay_as_they_are(fmt: str) -> None:
    rows: list[Row] = [(1, "红星村"), (2,), (3, "青山村", "东明镇")]
    content = _written(rows, fmt)
    if fmt == "csv":
        assert content.decode("utf-8-sig").splitlines()[1:] == ["1,红星村", "2", "3,青山村,东明镇"]
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            assert book.read("xl/worksheets/sheet1.xml").count(b"<c r=") == len(COLUMNS) + 1 + 6


def test_an_only_field_that_is_empty_keeps_its_line() -> None:
    rows: list[Row] = [("",), (None,), ("红星村",)]
    assert _written(rows, "csv").decode("utf-8-sig").splitlines()[1:] == ['""', '""', "红星村"]
