"""The book of records on the console."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.db import Store
from quizapp.kit.evidence import describe
from quizapp.records import Record
from tests.support.cast import Cast
from tests.support.month import Month, figure
from tests.support.visitor import Visitor


@pytest.fixture
def alice(client: Visitor, cast: Cast, month: Month) -> Visitor:
    """The organizer's browser."""
    client.sign_in(cast.alice)
    return client


def _form(cast: Cast, **changes: object) -> dict[str, object]:
    values: dict[str, object] = {
        "nonce": "r-1", "title": "主干道横幅", "unit_id": cast.hongxing.id, "happened_on": "2026-06-10",
        "quantity": "41", "evidence": "村口",
    }  # fmt: skip
    return values | changes


def _add(alice: Visitor, cast: Cast, kind: str = "posting_record", **changes: object) -> None:
    assert alice.post(f"/console/records/new?kind={kind}", data=_form(cast, **changes)).status_code == 303


def test_a_line_is_added_and_counts(alice: Visitor, store: Store, cast: Cast, month: Month) -> None:
    for _ in range(2):
        _add(alice, cast)
    with store.read() as session:
        assert figure(session, month, cast.county, "quantity", "posting_record") == 41
        assert session.scalars(select(AuditEntry.action)).first() == "record.add"
    assert "主干道横幅" in alice.get("/console/records").text


def test_every_kind_has_a_form(alice: Visitor) -> None:
    kinds = re.findall(r'href="(/console/records/new\?kind=[^"]+)"', alice.get("/console/records/new").text)
    assert len(kinds) > 30
    for where in kinds:
        assert alice.get(where).status_code == 200, where


def test_a_mistake_is_said_beside_its_field(alice: Visitor, store: Store, cast: Cast) -> None:
    for changes, words in (
        ({"title": ""}, "请填写名称或内容"),
        ({"happened_on": "2026-06-30"}, "日期不能晚于今天"),
        ({"quantity": "0"}, "请填大于 0 的整数"),
    ):
        answer = alice.post("/console/records/new?kind=posting_record", data=_form(cast, **changes))
        assert answer.status_code == 422
        assert words in answer.text
    with store.read() as session:
        assert session.scalars(select(Record)).all() == []


def test_an_unknown_kind_is_refused(alice: Visitor) -> None:
    assert alice.get("/console/records/new?kind=party").status_code == 422


def test_a_line_of_another_unit_cannot_be_added(alice: Visitor, cast: Cast) -> None:
    answer = alice.post("/console/records/new?kind=tip", data=_form(cast, unit_id=cast.sister_town.id, quantity="1"))
    assert answer.status_code == 422


def test_a_line_is_put_right_and_the_old_one_stays_in_the_book(
    alice: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    _add(alice, cast)
    answer = alice.post("/console/records/1/edit", data=_form(cast, nonce="r-2", quantity="14", reason="数字写反了"))
    assert answer.location.endswith("/console/records/2")
    with store.read() as session:
        assert figure(session, month, cast.county, "quantity") == 14
    assert "数字写反了" in alice.get("/console/records/1").text
    assert "/console/records/1" in alice.get("/console/records/2").text


def test_putting_right_without_a_reason_is_complained_about(
    alice: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    _add(alice, cast)
    answer = alice.post("/console/records/1/edit", data=_form(cast, nonce="r-2", quantity="14"))
    assert answer.status_code == 422
    with store.read() as session:
        assert figure(session, month, cast.county, "quantity") == 41


def test_withdrawing_takes_the_count_back(alice: Visitor, store: Store, cast: Cast, month: Month) -> None:
    _add(alice, cast)
    alice.post("/console/records/1/withdraw", data={"reason": "重复登记"})
    with store.read() as session:
        assert figure(session, month, cast.county, "quantity") == 0
    line = 'href="/console/records/1"'
    assert line not in alice.get("/console/records").text
    assert line in alice.get("/console/records?withdrawn=1").text


def test_a_rewarded_tipster_is_nowhere_named(alice: Visitor, store: Store, cast: Cast) -> None:
    alice.post("/console/records/new?kind=tip_reward", data=_form(cast, title="举报奖励", code="13800001234"))
    pages = [alice.get(path).text for path in ("/console/records", "/console/records/1", "/console/records/1/edit")]
    assert all("举报奖励" in page for page in pages)
    assert not any("13800001234" in page for page in pages)
    with store.read() as session:
        assert not any("13800001234" in entry.detail for entry in session.scalars(select(AuditEntry)))


def test_the_export_holds_what_the_filter_shows(alice: Visitor, cast: Cast) -> None:
    _add(alice, cast, title='=HYPERLINK("x")')
    _add(alice, cast, kind="tip", nonce="r-2", title="举报占用消防通道", quantity="1")
    book = openpyxl.load_workbook(io.BytesIO(alice.get("/console/records/export.xlsx?kind=posting_record").data))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][1:5] == ("红星村", "标语横幅挂图", '=HYPERLINK("x")', 41)
    assert book.active["D2"].data_type == "s"
    assert "举报占用消防通道" in alice.get("/console/records/export.csv").data.decode("utf-8-sig")


def test_a_viewer_reads_the_book_and_does_not_write(client: Visitor, cast: Cast, month: Month) -> None:
    client.sign_in(cast.vera)
    assert client.get("/console/records").status_code == 200
    assert client.get("/console/records/new").status_code == 403


def test_readers_of_the_ledger_are_told_what_stands_behind_a_record(alice: Visitor, store: Store, cast: Cast) -> None:
    _add(alice, cast)
    with store.read() as session:
        told = describe(session, [("record", 1)])[("record", 1)]
    assert (told.title, told.path, told.detail) == ("主干道横幅", "/console/records/1", "村口")
