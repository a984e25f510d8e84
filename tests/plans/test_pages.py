"""The plan on the console: from a set of tasks to who has done them, papers and names."""

from __future__ import annotations

import io

import docx
import openpyxl
import pypdf
import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.db import Store
from quizapp.plans import LiaisonOfficer, PlanTask
from quizapp.records import NewRecord, add_record
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.factories import insert_unit
from tests.support.month import VAULT, Month
from tests.support.visitor import Visitor


@pytest.fixture
def alice(client: Visitor, cast: Cast, month: Month) -> Visitor:
    """The township's organizer."""
    client.sign_in(cast.alice)
    return client


def _take_over(alice: Visitor, cast: Cast, *tasks: str) -> None:
    answer = alice.post("/console/plan/sets", data={"unit_id": cast.town.id, "task": list(tasks)})
    assert answer.status_code == 303, answer.text


def _drill_in_the_factory(store: Store, cast: Cast, month: Month) -> None:
    """A route map of the factory, counted as one thing."""
    with store.write() as session:
        new = NewRecord(
            campaign_id=month.id, unit_id=cast.factory.id, kind="escape_route_map", title="车间逃生路线图",
            happened_on=OPENING.date(), nonce="map-1",
        )  # fmt: skip
        add_record(session, new, vault=VAULT, actor="staff:1", now=OPENING)


def test_nothing_is_said_before_there_are_tasks(alice: Visitor) -> None:
    assert "计划里还没有任务" in alice.get("/console/plan").text
    assert "/console/plan/mine" not in alice.get("/console/").text


def test_tasks_from_a_set_are_done_by_the_ledger_and_by_word(
    alice: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    _take_over(alice, cast, "five_ones_village:4", "five_leads:0", "basics:0", "basics:1")
    _drill_in_the_factory(store, cast, month)
    assert "企业：画一张逃生路线图" in alice.get("/console/plan").text
    with store.read() as session:
        ids = {task.title: task.id for task in session.scalars(select(PlanTask))}
    mapped, led = ids["企业：画一张逃生路线图"], ids["带头落实全员安全责任"]
    assert "自动汇总" in alice.get(f"/console/plan/tasks/{mapped}").text
    assert "东明化工厂" not in alice.get(f"/console/plan/tasks/{mapped}?stage=missing").text
    assert "东明化工厂" in alice.get(f"/console/plan/tasks/{led}?stage=missing").text
    address = f"/console/plan/tasks/{led}/units/{cast.factory.id}"
    assert alice.post(address, data={"done": "yes", "note": "厂务会上讲过"}).status_code == 303
    assert "厂务会上讲过" in alice.get(f"/console/plan/tasks/{led}").text
    assert "东明化工厂" not in alice.get(f"/console/plan/tasks/{led}?stage=missing").text
    assert alice.post(address, data={"done": "no", "note": ""}).status_code == 303
    assert "东明化工厂" in alice.get(f"/console/plan/tasks/{led}?stage=missing").text


def test_a_task_that_the_ledger_knows_wants_a_reason(alice: Visitor, store: Store, cast: Cast) -> None:
    _take_over(alice, cast, "five_ones_village:4")
    with store.read() as session:
        task_id = session.scalars(select(PlanTask.id)).one()
    address = f"/console/plan/tasks/{task_id}/units/{cast.factory.id}"
    answer = alice.post(address, data={"done": "yes", "note": ""})
    assert answer.status_code == 422
    assert "请写明在哪里做的" in answer.text


def test_the_village_sees_its_own_tasks_on_its_first_page(
    alice: Visitor, client: Visitor, cast: Cast, month: Month
) -> None:
    _take_over(alice, cast, "basics:0")
    client.sign_in(cast.hong)
    first = client.get("/console/").text
    assert "确定一名联络员" in first
    answer = client.post(
        f"/console/plan/liaisons/{cast.hongxing.id}",
        data={"name": "洪联络", "post": "文书", "phone": "138 0000 1234", "since": "2026-06-01"},
    )
    assert answer.status_code == 303
    assert "确定一名联络员" not in client.get("/console/").text
    assert client.get(f"/console/plan/liaisons/{cast.qingshan.id}").status_code == 404


def test_the_export_holds_what_the_filter_shows(alice: Visitor, store: Store, cast: Cast, month: Month) -> None:
    _take_over(alice, cast, "five_ones_village:4", "basics:0")
    _drill_in_the_factory(store, cast, month)
    book = openpyxl.load_workbook(io.BytesIO(alice.get("/console/plan/units/export.xlsx?stage=missing").data))
    rows = [(row[0], row[3]) for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert sorted(rows) == sorted((unit, "确定一名联络员") for unit in ("红星村", "青山村", "东明化工厂"))


def test_a_page_costs_the_same_for_three_units_and_for_three_hundred(
    alice: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    _take_over(alice, cast, "five_ones_village:4", "five_leads:0", "basics:0", "basics:1")
    with statement_counter(store) as few:
        alice.get("/console/plan")
    with store.write() as session:
        for number in range(300):
            insert_unit(session, OPENING, name=f"{number}号厂", code=f"f{number}", parent=cast.town, kind="enterprise")
    with statement_counter(store) as many:
        page = alice.get("/console/plan").text
    assert "0 / 301" in page
    assert len(many) == len(few), str(many)


def test_a_change_of_officer_ends_the_old_one_and_the_number_is_shown_for_a_reason(
    alice: Visitor, store: Store, cast: Cast
) -> None:
    address = f"/console/plan/liaisons/{cast.hongxing.id}"
    alice.post(address, data={"name": "洪联络", "post": "文书", "phone": "13800001234", "since": "2026-06-01"})
    page = alice.get(address).text
    assert "138****1234" in page
    assert "13800001234" not in page
    answer = alice.post("/console/plan/liaisons/officers/1/reveal", data={"reason": ""})
    assert answer.status_code == 422
    assert "13800001234" not in answer.text
    assert "13800001234" in alice.post("/console/plan/liaisons/officers/1/reveal", data={"reason": "通知开会"}).text
    # the same person without a number keeps it; somebody else does not get it
    alice.post(address, data={"name": "洪联络", "post": "副主任", "since": "2026-06-02"})
    alice.post(address, data={"name": "林接任", "since": "2026-06-03"})
    assert alice.post(address, data={"name": "早来者", "since": "2026-06-01"}).status_code == 422
    with store.read() as session:
        rows = list(session.scalars(select(LiaisonOfficer).order_by(LiaisonOfficer.id)))
        actions = set(session.scalars(select(AuditEntry.action)))
        said = "".join(entry.detail for entry in session.scalars(select(AuditEntry)))
    assert [(row.name, row.until is None, row.phone_sealed is None) for row in rows] == [
        ("洪联络", False, False), ("洪联络", False, False), ("林接任", True, True),
    ]  # fmt: skip
    assert {"liaison.name", "liaison.reveal_phone"} <= actions
    assert "13800001234" not in said
    alice.post("/console/plan/liaisons/officers/1/erase")
    assert "（已删除）" in alice.get(address).text


def test_the_form_for_the_whole_tree_is_masked_unless_asked_for(alice: Visitor, store: Store, cast: Cast) -> None:
    alice.post(
        f"/console/plan/liaisons/{cast.hongxing.id}",
        data={"name": "洪联络", "phone": "13800001234", "since": "2026-06-01"},
    )
    assert "青山村" in alice.get("/console/plan/liaisons?only=missing").text.split("<tbody>")[1]
    masked = docx.Document(io.BytesIO(alice.get("/console/plan/liaisons/export.docx").data))
    words = "\n".join(cell.text for table in masked.tables for row in table.rows for cell in row.cells)
    assert "138****1234" in words
    assert "青山村" in words
    clear = alice.post("/console/plan/liaisons/export.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(clear.data))
    assert any("13800001234" in str(cell) for sheet in book for row in sheet.values for cell in row)
    with store.read() as session:
        details = [
            entry.detail for entry in session.scalars(select(AuditEntry).where(AuditEntry.action == "liaison.export"))
        ]
    assert any('"masked":false' in detail.replace(" ", "") for detail in details)


def test_a_plan_is_printed_with_tasks_and_group(alice: Visitor, cast: Cast) -> None:
    _take_over(alice, cast, "five_leads:0", "five_leads:1", "basics:0")
    for role, name in (("member", "孙成员"), ("head", "钱组长")):
        assert alice.post("/console/plan/group", data={"role": role, "name": name, "post": "镇长"}).status_code == 303
    where = alice.post("/console/plan/papers/start", data={"unit_id": cast.town.id, "key": "plan"}).location
    words = [p.text for p in docx.Document(io.BytesIO(alice.get(f"{where}/export.docx").data)).paragraphs]
    assert "东明镇2026年“安全生产月”活动方案" in words
    pdf = pypdf.PdfReader(io.BytesIO(alice.get(f"{where}/export.pdf").data))
    text = "".join(page.extract_text() for page in pdf.pages)
    for piece in ("带头管风险", "五带头", "钱组长", "孙成员", "第25个"):
        assert piece in text, piece
    assert text.index("钱组长") < text.index("孙成员")
    data = {"title": "改过的方案", "body": "一、总则\n照办。", "revision": "1"}
    assert alice.post(where, data=data).status_code == 303
    late = alice.post(where, data=data)
    assert late.status_code == 422
    assert "别人刚刚改过" in late.text


def test_a_signed_file_is_kept_once_and_goes_down_to_the_villages(
    alice: Visitor, client: Visitor, cast: Cast, month: Month
) -> None:
    def send(content: bytes, name: str) -> int:
        data = {"unit_id": cast.town.id, "title": "", "file": (io.BytesIO(content), name)}
        return alice.post("/console/plan/papers/files", data=data, content_type="multipart/form-data").status_code

    assert send(b"%PDF-1.4 signed", "盖章方案.pdf") == 303
    assert send(b"%PDF-1.4 signed", "盖章方案.pdf") == 303
    assert send(b"MZ\x90", "方案.pdf") == 422
    assert send(b"PK\x03\x04 no archive", "方案.docx") == 422
    assert alice.get("/console/plan/papers").text.count('/console/plan/papers/files/1"') == 1
    client.sign_in(cast.hong)
    answer = client.get("/console/plan/papers/files/1")
    assert answer.data == b"%PDF-1.4 signed"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.post("/console/plan/papers/files/1/withdraw", data={"reason": "x"}).status_code == 404
    client.sign_in(cast.alice)
    client.post("/console/plan/papers/files/1/withdraw", data={"reason": "传错了"})
    assert client.get("/console/plan/papers/files/1").status_code == 404
    assert send(b"%PDF-1.4 signed", "盖章方案.pdf") == 303
    assert client.get("/console/plan/papers/files/1").data == b"%PDF-1.4 signed"
