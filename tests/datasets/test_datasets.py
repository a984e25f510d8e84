"""Data sets: the same numbers in every format at one position, however busy the door is; books; memory that stays."""

from __future__ import annotations

import csv
import io
import re
import tracemalloc
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import docx
import msgspec
import openpyxl
import pyarrow.parquet
import pypdf
import pytest
from flask import Flask

from quizapp import exports
from quizapp.campaigns import get_campaign
from quizapp.checkins import WalkIn, check_in_walk_in
from quizapp.datasets import LINE_COLUMNS, MOST_UNITS, line_rows
from quizapp.db import Store
from quizapp.downloads import make_next
from quizapp.exports import parquet
from quizapp.kit.periods import CUMULATIVE
from quizapp.ledger import Entry, Measure, Scope, Source, append_many, latest_position
from quizapp.records import NewRecord, add_record
from quizapp.statistics import build_report, get_form, to_data
from quizapp.units import get_unit
from quizapp.web.context import Services
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import VAULT, Month, plan_session
from tests.support.visitor import Visitor

FORM = "zhoushan_2021_safety_month"
Row = dict[str, Any]


@pytest.fixture
def alice(client: Visitor, cast: Cast, month: Month) -> Visitor:
    """The organizer's browser."""
    client.sign_in(cast.alice)
    return client


@pytest.fixture
def made(app: Flask, alice: Visitor, cast: Cast, month: Month) -> Any:
    """``made(content=..., format=...)``: the file that was ordered on the page and made."""

    def make(**form: str) -> bytes:
        services: Services = app.extensions["quizapp"]
        answer = alice.post(f"/console/datasets/{month.id}/{cast.town.id}", data={"form": FORM} | form)
        assert answer.status_code == 303, answer.text
        assert make_next(services.store, services.vault, services.clock)
        return bytes(alice.get(f"{answer.location}/file").data)

    return make


def _csv(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def _xlsx(content: bytes) -> list[Row]:
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    titles, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip([str(title) for title in titles], row, strict=True)) for row in rows]


def _parquet(content: bytes) -> list[Row]:
    rows: list[Row] = pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()
    return rows


def _figures(rows: list[Row]) -> dict[tuple[str, str], int | None]:
    def number(value: Any) -> int | None:
        return None if value in (None, "") else int(value)

    return {(row["unit_code"], row["field"]): number(row["value"]) for row in rows}


@pytest.fixture
def busy_door(store: Store, cast: Cast, month: Month) -> Iterator[Any]:
    """People come to a lecture all the while, after the first 150 when asked for; calling it waits until one more has come."""
    with store.write() as session:
        lecture = plan_session(session, month, cast.town)
    stop, came, asked, count = Event(), Event(), Event(), [0]

    def run() -> None:
        while not stop.is_set():
            number = count[0]
            if number >= 150:
                asked.wait()
            walk_in = WalkIn(name=f"村民{number}", unit_id=cast.hongxing.id, nonce=f"w-{number}")
            with store.write() as session:
                check_in_walk_in(session, lecture.id, walk_in, vault=VAULT, actor="staff:1", now=OPENING)
            count[0] += 1
            asked.clear()
            came.set()

    def wait() -> None:
        came.clear()
        asked.set()
        assert came.wait(120)

    thread = Thread(target=run)
    thread.start()
    yield wait
    stop.set()
    asked.set()
    thread.join()


def test_every_format_says_the_same_at_one_position_while_people_arrive(
    store: Store, cast: Cast, month: Month, made: Any, busy_door: Any
) -> None:
    busy_door()
    first = _csv(made(content="facts", format="csv"))
    position = first[0]["position"]
    found = {"first": first}
    for fmt, read in (("csv", _csv), ("xlsx", _xlsx), ("parquet", _parquet)):
        busy_door()
        found[fmt] = read(made(content="facts", format=fmt, position=position))
    busy_door()
    later = _figures(_csv(made(content="facts", format="csv")))
    expected = _recount(store, cast, month, int(position))
    assert later != expected, "people came in between"
    for fmt, rows in found.items():
        assert {str(row["position"]) for row in rows} == {position}
        assert _figures(rows) == expected, fmt
    book = openpyxl.load_workbook(io.BytesIO(made(content="book", format="xlsx", reach="all", position=position)))
    rows = list(book["总览"].iter_rows(values_only=True))
    titles = next(row for row in rows if row[0] == "单位")
    village = dict(zip(titles, next(row for row in rows if row[0] == "红星村"), strict=True))
    numbers = [field for field in get_form(FORM).fields() if field.is_number and field.retired_after is None]
    assert {field.key: village[f"{field.label}（{field.unit}）"] for field in numbers} == {
        field.key: expected["hongxing", field.key] for field in numbers
    }
    assert {row["unit_name"] for row in found["csv"]} == {"东明镇", "红星村", "青山村", "东明化工厂"}
    assert found["parquet"][0]["unit_path"] == "东明县/东明镇"
    typed = [pyarrow.int64(), pyarrow.bool_(), pyarrow.string()]
    schema = pyarrow.parquet.read_schema(io.BytesIO(made(content="facts", format="parquet")))
    assert [schema.field(name).type for name in ("value", "approximate", "text")] == typed


def _recount(store: Store, cast: Cast, month: Month, position: int) -> dict[tuple[str, str], int | None]:
    """What the forms' own json says at the position, long after."""
    found = {}
    with store.read() as session:
        campaign = get_campaign(session, month.id)
        for place in (cast.town, cast.hongxing, cast.qingshan, cast.factory):
            unit = get_unit(session, place.id)
            form = get_form(FORM)
            report = build_report(session, form, campaign, unit, CUMULATIVE, now=OPENING, position=position)
            data = msgspec.json.decode(msgspec.json.encode(to_data(report)))
            for field, value in data["values"].items():
                found[unit.code, field] = int(value) if isinstance(value, int) else None
    return found


def _leaflets(store: Store, cast: Cast, month: Month) -> None:
    with store.write() as session:
        for number, place in enumerate((cast.town, cast.hongxing, cast.qingshan), 1):
            new = NewRecord(
                campaign_id=month.id, unit_id=place.id, kind="posting_record", title="横幅", happened_on=OPENING.date(),
                nonce=f"r-{number}", quantity=10**number, is_approximate=number == 3,
            )  # fmt: skip
            add_record(session, new, vault=VAULT, actor="staff:1", now=OPENING)


def test_a_book_has_an_overview_and_a_sheet_for_each_unit(store: Store, cast: Cast, month: Month, made: Any) -> None:
    _leaflets(store, cast, month)
    book = openpyxl.load_workbook(io.BytesIO(made(content="book", format="xlsx", reach="all")))
    assert book.sheetnames == ["总览", "东明镇", "红星村", "青山村", "东明化工厂"]
    rows = [[cell for cell in row if cell is not None] for row in book["总览"].iter_rows(values_only=True)]
    titles = next(row for row in rows if row and row[0] == "单位")
    column = next(number for number, title in enumerate(titles) if "标语" in str(title))
    wide = {row[0].value: row[column].value for row in book["总览"].iter_rows() if row[0].value in book.sheetnames}
    assert wide == {"总览": None, "东明镇": 1110, "红星村": 100, "青山村": 1000, "东明化工厂": 0}
    assert "余" in book["总览"]["A1"].parent.cell(row=_row_of(book["总览"], "青山村"), column=column + 1).number_format
    assert "横幅" in str([cell for row in book["红星村"].iter_rows(values_only=True) for cell in row])


def _row_of(sheet: Any, name: str) -> int:
    return next(row[0].row for row in sheet.iter_rows() if row[0].value == name)


def test_a_book_on_paper_is_numbered_through_and_has_a_seal_for_each(
    store: Store, cast: Cast, month: Month, made: Any
) -> None:
    _leaflets(store, cast, month)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made(content="book", format="pdf"))).pages]
    bare = [re.sub(r"\s", "", page) for page in pages]
    assert all(f"第{number}页共{len(pages)}页" in page for number, page in enumerate(bare, 1))
    assert sum("填报人" in page for page in bare) == 4
    assert all("台账位置" in page for page in bare)
    size = pypdf.PdfReader(io.BytesIO(made(content="book", format="pdf"))).pages[0].mediabox
    assert (round(size.width), round(size.height)) == (595, 842)
    words = docx.Document(io.BytesIO(made(content="book", format="docx")))
    assert sum("总览" in line.text for line in words.paragraphs) == 1
    assert len(words.tables) >= 5


def test_a_book_that_nobody_leafs_through_is_refused(
    store: Store, alice: Visitor, cast: Cast, month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizapp.datasets.books.MOST_UNITS", 2)
    form = {"content": "book", "format": "xlsx", "form": FORM}
    answer = alice.post(f"/console/datasets/{month.id}/{cast.town.id}", data=form)
    assert answer.status_code == 422
    assert "最多 2 个单位" in answer.text
    assert MOST_UNITS == 300


def test_without_the_library_the_way_out_is_said(
    alice: Visitor, cast: Cast, month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(parquet, "import_module", gone)
    form = {"content": "facts", "format": "parquet", "form": FORM}
    answer = alice.post(f"/console/datasets/{month.id}/{cast.town.id}", data=form)
    assert answer.status_code == 503
    assert "quizapp[parquet]" in answer.text


@pytest.mark.parametrize(("content", "fmt"), [("all", "csv"), ("book", "csv"), ("facts", "pdf"), ("lines", "exe")])
def test_what_is_not_offered_is_refused(alice: Visitor, cast: Cast, month: Month, content: str, fmt: str) -> None:
    answer = alice.post(
        f"/console/datasets/{month.id}/{cast.town.id}", data={"content": content, "format": fmt, "form": FORM}
    )
    assert answer.status_code == 422


def test_a_position_that_is_none_is_refused(alice: Visitor, cast: Cast, month: Month) -> None:
    for position in ("99999", "-1", "x"):
        form = {"content": "lines", "format": "csv", "position": position}
        assert alice.post(f"/console/datasets/{month.id}/{cast.town.id}", data=form).status_code == 422


def test_lines_and_tallies_come_without_names(
    store: Store, cast: Cast, month: Month, made: Any, busy_door: Any
) -> None:
    busy_door()
    lines = _parquet(made(content="lines", format="parquet"))
    assert {line["kind_label"] for line in lines} == {"安全生产大讲堂"}
    assert sum(line["quantity"] for line in lines if line["measure"] == "attendance") >= 1
    people = made(content="person", format="csv").decode("utf-8-sig")
    assert "村民" not in people
    assert "村*" in people


def _fill(store: Store, cast: Cast, month: Month, count: int) -> None:
    entries = [
        Entry(
            campaign_id=month.id, unit_id=cast.hongxing.id, kind="lecture", measure=Measure.ATTENDANCE, occurred_at=OPENING,
            day=OPENING.date(), recorded_at=OPENING, source=Source.IMPORT, source_table="test", source_id=number, actor="staff:1",
        )
        for number in range(count)
    ]  # fmt: skip
    with store.write() as session:
        append_many(session, entries)


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "parquet"])
def test_memory_does_not_grow_with_the_rows(
    store: Store, cast: Cast, month: Month, fmt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three times the rows cost as much memory as one: what is held is a chunk, not the file."""
    monkeypatch.setattr("quizapp.datasets.lines.CHUNK", 500)
    monkeypatch.setattr(parquet, "GROUP", 500)
    _fill(store, cast, month, 12_000)
    peaks = []
    with store.read() as session:
        top = latest_position(session)
        for position in (top - 8_000, top):
            scope = Scope(campaign_id=month.id, unit_path=cast.county.path, position=position)
            rows = line_rows(session, scope)
            tracemalloc.start()
            exports.write_rows(LINE_COLUMNS, rows, _Nowhere(), fmt)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5, peaks


class _Nowhere(io.BytesIO):
    """A file that forgets."""

    def write(self, content: Any) -> int:
        self._size = getattr(self, "_size", 0) + len(content)
        return len(content)

    def tell(self) -> int:
        return int(getattr(self, "_size", 0))

    def seekable(self) -> bool:
        return False
