"""The tree in the console: seen within reach, changed with a line of history, imported after a preview."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.db import Store
from quizapp.units import Unit, get_unit, get_unit_by_code, list_changes, read_units
from tests.sheets.files import xlsx
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.factories import insert_unit
from tests.support.hostile import HOSTILE_NAMES
from tests.support.visitor import Visitor

HEAD = ["单位代码", "单位名称", "上级单位"]


def actions(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.position)))


def test_it_works(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.chen)
    page = client.get("/console/units").text
    for name in ("东明县", "东明镇", "红星村", "南河镇"):
        assert name in page
    assert "西岭县" not in page
    assert "导入名录" in page
    client.sign_in(cast.vera)
    assert "导入名录" not in client.get("/console/units").text


def test_the_menu_names_many_units_in_english(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.chen)
    assert "<span>Units</span>" in client.get("/console/units", headers={"Accept-Language": "en"}).text


def test_search_knows_pinyin_and_reach(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.alice)
    for words in ("红星", "hxc", "hongxing"):
        assert f"/console/units/{cast.hongxing.id}" in client.get(f"/console/units?q={words}").text
    assert "没有找到" in client.get("/console/units?q=西岭").text


def test_a_large_tree_is_unfolded_page_by_page(client: Visitor, store: Store, cast: Cast, clock: FakeClock) -> None:
    client.sign_in(cast.chen)
    with store.write() as session:
        for number in range(420):
            insert_unit(session, clock(), name=f"{number}号村", code=f"v{number}", parent=cast.town)
    with statement_counter(store) as sent:
        page = client.get("/console/units").text
    assert "下级 423" in page
    assert "100号村" not in page
    assert len(sent) <= 8, str(sent)
    assert "100号村" in client.get(f"/console/units/{cast.town.id}").text


def test_adding(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.adam)
    new = {"name": "柳河村", "code": "liuhe", "level": "village", "kind": "village", "headcount": "800"}
    assert client.post(f"/console/units/{cast.town.id}/add", data=new).status_code == 303
    with store.read() as session:
        unit = get_unit_by_code(session, "liuhe")
        assert (unit.parent_id, unit.headcount, unit.initials) == (cast.town.id, 800, "lhc")
    again = client.post(f"/console/units/{cast.town.id}/add", data=new)
    assert again.status_code == 422
    assert "已被使用" in again.text
    assert actions(store) == ["unit.add"]


def test_renaming_and_headcount_leave_history(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.adam)
    client.post(f"/console/units/{cast.hongxing.id}/rename", data={"name": "红星社区"})
    client.post(f"/console/units/{cast.hongxing.id}/headcount", data={"headcount": "900", "as_of": "2026-06-01"})
    page = client.get(f"/console/units/{cast.hongxing.id}").text
    assert "红星村 → 红星社区" in page
    assert "900 人" in page
    assert actions(store) == ["unit.rename", "unit.headcount"]


def test_moving_stays_within_reach(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.adam)
    address = f"/console/units/{cast.hongxing.id}/move"
    assert client.post(address, data={"unit_id": cast.sister_town.id}).status_code == 422  # not offered to the township
    assert client.post(address, data={"unit_id": cast.factory.id}).status_code == 303
    client.sign_in(cast.chen)
    assert client.post(address, data={"unit_id": cast.sister_town.id}).status_code == 303
    with store.read() as session:
        assert get_unit(session, cast.hongxing.id).path.startswith(cast.sister_town.path)
    assert client.post(f"/console/units/{cast.town.id}/move", data={"unit_id": cast.qingshan.id}).status_code == 422


def test_merging(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.adam)
    client.post(f"/console/units/{cast.qingshan.id}/merge", data={"unit_id": cast.hongxing.id})
    with store.read() as session:
        gone = get_unit(session, cast.qingshan.id)
        assert (gone.is_active, gone.merged_into_id) == (False, cast.hongxing.id)
    page = client.get(f"/console/units/{cast.qingshan.id}").text
    assert "已并入“红星村”" in page


def test_closing_and_opening_again(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.adam)
    for verb, active in (("close", False), ("reopen", True)):
        assert client.post(f"/console/units/{cast.qingshan.id}/{verb}").status_code == 303
        with store.read() as session:
            assert get_unit(session, cast.qingshan.id).is_active is active
            assert list_changes(session, cast.qingshan.id)[0].action == ("reopened" if active else "closed")


def test_an_organizer_looks_and_does_not_touch(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.alice)
    assert client.get(f"/console/units/{cast.hongxing.id}").status_code == 200
    assert client.post(f"/console/units/{cast.hongxing.id}/rename", data={"name": "x"}).status_code == 403


def upload(client: Visitor, unit_id: int, rows: list[list[str]]) -> str:
    data = {"unit_id": unit_id, "file": (BytesIO(xlsx([HEAD, *rows])), "名录.xlsx")}
    answer = client.post("/console/units/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_an_import_is_previewed_and_confirmed_once(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.adam)
    rows = [
        ["lh", "柳河村", ""],
        ["lhz", "柳河一组", "柳河村"],
        ["hongxing", "红星社区", ""],
        ["bad", "某村", "不存在"],
    ]
    preview = upload(client, cast.town.id, rows)
    page = client.get(preview).text
    for words in ("柳河村", "红星社区", "不存在", "确认导入 3 个单位"):
        assert words in page
    with store.read() as session:
        assert session.scalar(select(Unit.id).where(Unit.code == "lh")) is None
    assert client.post(preview, data={"do": "import"}).status_code == 303
    assert client.post(preview, data={"do": "import"}).status_code == 404
    with store.read() as session:
        assert get_unit_by_code(session, "lhz").path.startswith(cast.town.path)
        [entry] = session.scalars(select(AuditEntry)).all()
        assert json.loads(entry.detail) == {"added": 2, "changed": 1, "same": 0}


def test_a_file_without_names_is_refused_with_the_way_out(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.adam)
    data = {"unit_id": cast.town.id, "file": (BytesIO(xlsx([["甲"], ["乙"]])), "x.xlsx")}
    answer = client.post("/console/units/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "下载模板" in answer.text


def test_the_template_is_read_back(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.adam)
    rows = read_units(client.get("/console/units/import/template.xlsx").data, "模板.xlsx").rows
    assert [row.name for row in rows] == ["东明镇", "红星村"]


@pytest.mark.parametrize(("typed", "stored"), HOSTILE_NAMES[:6])
def test_hostile_names_are_shown_as_text(client: Visitor, store: Store, cast: Cast, typed: str, stored: str) -> None:
    client.sign_in(cast.adam)
    client.post(f"/console/units/{cast.hongxing.id}/rename", data={"name": typed})
    with store.read() as session:
        assert get_unit(session, cast.hongxing.id).name == stored
    for address in (
        "/console/units",
        f"/console/units/{cast.hongxing.id}",
        "/console/units/import",
        f"/console/units/{cast.hongxing.id}/move",
    ):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
