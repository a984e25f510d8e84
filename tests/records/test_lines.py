"""Several lines at once: what people's own words mean, what is added once, and what is taken back."""

from __future__ import annotations

import io
import re
from datetime import date
from threading import Barrier, Thread

import openpyxl
import pytest
from PIL import Image
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.campaigns import get_campaign
from quizapp.db import Store
from quizapp.errors import Invalid
from quizapp.ledger import LedgerEntry
from quizapp.records import Given, NewBatch, RawLine, Record, Step, add_lines, plan_lines, read_lines, undo_batch
from quizapp.records.kinds import kind_words, record_kinds
from quizapp.records.typed_words import read_amount, read_day
from quizapp.units import get_unit
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.month import Month, figure
from tests.support.visitor import Visitor

pytestmark = pytest.mark.processes

PASTED = """类别\t名称或内容\t数量\t日期\t单位\t地点
横幅\t主题横幅\t41\t6月3日\t红星村\t村口
宣传资料\t致居民的一封信\t1.2万余份\t2026/6/5\t\t文化广场
\t应急手册\t160余\t\t青山村\t
精准服务\t上门查燃气\t2\t6.10\t青山村\t
责任书\t安全生产责任书\t三百\t6月4日\t\t
横幅\t主题横幅\t12\t6月3日\t红星村\t桥头
口号\t人人讲安全\t1\t6月3日\t\t
"""


@pytest.mark.parametrize(
    ("typed", "value", "about"),
    [("", 1, False), ("41条", 41, False), ("160余", 160, True), ("约1.6万余份", 16_000, True), ("１２", 12, False),
     ("1,200", 1_200, False), ("3百多人次", 300, True), ("15000+", 15_000, True)],
)  # fmt: skip
def test_numbers_as_people_write_them(typed: str, value: int, about: bool) -> None:
    read = read_amount(typed)
    assert (read.value, read.is_approximate) == (value, about)


@pytest.mark.parametrize("typed", ["0", "-3", "三百", "1.5", "1e5", "41-42", "1.23百"])
def test_what_is_no_number_is_not_guessed(typed: str) -> None:
    if typed == "1.23百":
        assert read_amount(typed).value == 123
        return
    with pytest.raises(Invalid, match="看不懂"):
        read_amount(typed)


@pytest.mark.parametrize(
    "typed", ["6月10日", "6.10", "2026/6/10", "20260610", "2026-06-10 00:00:00", "2026年6月10号", "6-10"]
)
def test_days_as_people_write_them(typed: str) -> None:
    assert read_day(typed, 2026) == date(2026, 6, 10)


@pytest.mark.parametrize("typed", ["2月30日", "昨天", "6.1", "6月"])
def test_a_day_that_may_be_another_is_not_guessed(typed: str) -> None:
    with pytest.raises(Invalid):
        read_day(typed, 2026)


def test_a_word_means_one_kind_and_its_tags_are_allowed() -> None:
    said = [word for kind in record_kinds().values() for word in {kind.key, kind.label, *kind.aliases}]
    assert len(kind_words()) == len(said)
    for kind, tags in kind_words().values():
        assert set(tags) <= set(kind.tags)


@pytest.fixture
def alice(client: Visitor, cast: Cast, month: Month) -> Visitor:
    """The organizer's browser."""
    client.sign_in(cast.alice)
    return client


def _send(alice: Visitor, cast: Cast, **changes: object) -> str:
    """Address of the preview."""
    form = {"unit_id": cast.town.id, "kind": "", "pasted": PASTED} | changes
    answer = alice.post("/console/records/import", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_a_pasted_table_is_looked_at_kept_once_and_taken_back(
    alice: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    where = _send(alice, cast)
    page = alice.get(where).text
    for words in ("第 6 行：", "数量“三百”看不懂", "第 8 行：", "不认识的记录类别“口号”", "和第 2 行重复"):
        assert words in page
    with statement_counter(store) as sent:
        answer = alice.post(where, data={"do": "import"})
    assert answer.status_code == 303
    assert len(sent) <= 40, str(sent)
    batch = answer.location
    assert "应急手册" in alice.get(batch).text
    with store.read() as session:
        assert figure(session, month, cast.hongxing, "quantity", "posting_record", tag="banner") == 41
        assert figure(session, month, cast.town, "quantity", "leaflet") == 12_160
        assert figure(session, month, cast.qingshan, "session_held", "targeted_service") == 2
        about = session.scalars(select(LedgerEntry.is_approximate).where(LedgerEntry.kind == "leaflet")).all()
        assert about == [True, True]
        assert {each.source for each in session.scalars(select(LedgerEntry))} == {"import"}
    again = _send(alice, cast)
    assert "台账里已经有的 4 条" in alice.get(again).text
    assert alice.post(again, data={"do": "import"}).location.endswith("/console/records")
    alice.post(f"{batch}/undo", data={"reason": "贴错了单位"})
    alice.post(f"{batch}/undo", data={"reason": "再点一次"})
    with store.read() as session:
        assert figure(session, month, cast.county, "quantity") == 0
        assert figure(session, month, cast.county, "session_held") == 0
        assert len(session.scalars(select(Record).where(Record.withdrawn_at.is_not(None))).all()) == 4
        actions = [each.action for each in session.scalars(select(AuditEntry)) if "batch" in each.action]
        assert sorted(actions) == ["record.add_batch", "record.undo_batch"]
    # what was taken back may come again; what looks like another comes when it is wanted
    alice.post(_send(alice, cast), data={"do": "import", "alike": "1"})
    with store.read() as session:
        assert figure(session, month, cast.hongxing, "quantity", "posting_record") == 53


def test_a_file_is_read_like_pasted_cells(alice: Visitor, store: Store, cast: Cast, month: Month) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["东明镇宣传台账"])
    sheet.append(["序号", "名称", "份数", "日期", "经手人"])
    sheet.append([1, "防溺水传单", 200, date(2026, 6, 12), "张三"])
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    where = _send(alice, cast, kind="leaflet", pasted="", file=(stream, "传单.xlsx"))
    assert "经手人" in alice.get(where).text
    alice.post(where, data={"do": "import"})
    with store.read() as session:
        assert figure(session, month, cast.town, "quantity", "leaflet") == 200


def test_cells_without_a_header_are_read_in_the_usual_order(month: Month) -> None:
    reading = read_lines("横幅\t村口横幅\t3\t6月3日\n标语\t墙面标语\t2\t6月4日\n".encode(), "", has_kind=False)
    assert [(line.row, line.kind, line.title, line.quantity) for line in reading.lines] == [
        (1, "横幅", "村口横幅", "3"), (2, "标语", "墙面标语", "2"),
    ]  # fmt: skip
    assert [problem.code for problem in reading.problems] == ["W-HEADER"]


@pytest.mark.parametrize("pasted", ["", "名称\t数量\n", "\n\n"])
def test_nothing_to_read_is_said(alice: Visitor, cast: Cast, pasted: str) -> None:
    answer = alice.post("/console/records/import", data={"unit_id": cast.town.id, "kind": "leaflet", "pasted": pasted})
    assert answer.status_code == 422


def test_a_foreign_unit_is_no_place_for_a_list(alice: Visitor, cast: Cast) -> None:
    form = {"unit_id": cast.sister_town.id, "kind": "", "pasted": PASTED}
    assert alice.post("/console/records/import", data=form).status_code == 422
    where = _send(alice, cast, pasted="类别\t名称\t单位\t日期\n横幅\t口号横幅\t南河镇\t6月3日\n")
    assert "下面没有叫“南河镇”的单位" in alice.get(where).text


def test_lines_side_by_side_are_kept_with_their_photos(alice: Visitor, store: Store, cast: Cast, month: Month) -> None:
    page = alice.get("/console/records/quick").text
    nonce = re.findall(r'name="nonce"[^>]*value="([^"]+)"', page)[0]
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    form: dict[str, object] = {
        "nonce": nonce, "unit_id": cast.town.id, "happened_on": "2026-06-10", "rows": 6,
        "kind-1": "posting_record", "title-1": "村口横幅", "quantity-1": "约30", "photo-1": (io.BytesIO(picture.getvalue()), "a.jpg"),
        "title-2": "桥头横幅", "quantity-2": "", "photo-2": (io.BytesIO(b"no picture"), "b.jpg"),
        "kind-3": "meeting", "title-3": "部署会", "attendances-3": "35余", "happened_on-3": "6月2日",
    }  # fmt: skip
    answer = alice.post("/console/records/quick", data=form)
    assert answer.status_code == 303
    page = alice.get(answer.location).text
    assert "第 2 行已登记，但照片没有保存" in page
    form = {name: value for name, value in form.items() if not name.startswith("photo")}
    assert alice.post("/console/records/quick", data=form).location == answer.location, "a second tap"
    assert "一模一样" in alice.post("/console/records/quick", data=form | {"nonce": "another"}).text
    with store.read() as session:
        assert figure(session, month, cast.town, "quantity", "posting_record") == 31
        assert figure(session, month, cast.town, "session_held", "meeting") == 1
        assert figure(session, month, cast.town, "attendance", "meeting") == 35
        floors = select(LedgerEntry.measure, LedgerEntry.is_approximate).where(LedgerEntry.kind == "meeting")
        assert {row[0]: row[1] for row in session.execute(floors)} == {"session_held": False, "attendance": True}, (
            "one meeting is one"
        )
        first = session.scalars(select(Record).order_by(Record.id)).first()
        assert first is not None
        assert first.is_approximate
    address = re.findall(
        rf"/console/records/{first.id}/photos/\d+\.webp", alice.get(f"/console/records/{first.id}").text
    )[0]
    assert alice.get(address).data[:4] == b"RIFF"
    alice.post(f"{address.removesuffix('.webp')}/withdraw")
    assert alice.get(address).status_code == 404


def test_a_wrong_row_is_named_and_nothing_is_kept(alice: Visitor, store: Store, cast: Cast) -> None:
    form = {"nonce": "q-1", "unit_id": cast.town.id, "happened_on": "2026-06-10", "rows": 2, "kind-1": "leaflet",
            "title-1": "传单", "quantity-1": "一些", "title-2": "手册", "quantity-2": "5"}  # fmt: skip
    answer = alice.post("/console/records/quick", data=form)
    assert answer.status_code == 422
    assert "第 1 行：" in answer.text
    assert 'value="手册"' in answer.text
    more = alice.post("/console/records/quick", data=form | {"do": "more"})
    assert 'name="title-8"' in more.text
    assert 'value="手册"' in more.text
    with store.read() as session:
        assert session.scalars(select(Record)).all() == []


def test_a_line_known_by_a_code_is_not_typed_side_by_side(store: Store, cast: Cast, month: Month) -> None:
    with store.read() as session:
        given = Given(
            campaign=get_campaign(session, month.id), top=get_unit(session, cast.town.id), day=date(2026, 6, 3)
        )
        plan = plan_lines(session, [RawLine(row=1, kind="奖励举报人", title="奖励")], given, now=OPENING)
    assert "单条登记" in plan.errors[0].message


def _import(store: Store, cast: Cast, month: Month, nonce: str) -> int:
    lines = [RawLine(row=row, kind="leaflet", title=f"传单 {row}", quantity="10") for row in range(1, 31)]
    with store.write() as session:
        given = Given(
            campaign=get_campaign(session, month.id), top=get_unit(session, cast.town.id), day=date(2026, 6, 3)
        )
        new = NewBatch(origin="pasted", nonce=nonce)
        return len(add_lines(session, lines, given, new, actor="staff:1", now=OPENING).records)


def test_two_who_import_the_same_list_at_once_add_it_once(store: Store, cast: Cast, month: Month) -> None:
    together, added = Barrier(2), []

    def run(nonce: str) -> None:
        together.wait()
        added.append(_import(store, cast, month, nonce))

    threads = [Thread(target=run, args=(nonce,)) for nonce in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(added) == [0, 30]
    with store.read() as session:
        assert figure(session, month, cast.town, "quantity", "leaflet") == 300


def test_statements_do_not_grow_with_the_lines(store: Store, cast: Cast, month: Month) -> None:
    with statement_counter(store) as sent:
        assert _import(store, cast, month, "a") == 30
    assert len(sent) <= 12, str(sent)
    with store.write() as session, statement_counter(store) as undone:
        batch_id = session.scalars(select(Record.batch_id)).first()
        assert undo_batch(session, batch_id or 0, reason="试一下", actor="staff:1", now=OPENING) == 30
    assert len(undone) <= 8, str(undone)


def test_what_is_the_same_twice_in_a_list_is_pointed_out(store: Store, cast: Cast, month: Month) -> None:
    lines = [RawLine(row=row, kind="leaflet", title="传单", quantity="10") for row in (1, 2)]
    with store.read() as session:
        given = Given(
            campaign=get_campaign(session, month.id), top=get_unit(session, cast.town.id), day=date(2026, 6, 3)
        )
        plan = plan_lines(session, lines, given, now=OPENING)
    assert [line.step for line in plan.lines] == [Step.ADD, Step.ALIKE]
