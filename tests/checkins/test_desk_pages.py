"""The helper's desk and the session's pages on the console, without script and with its requests."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pypdf
import pytest
from sqlalchemy import select

from quizapp.activities import DoorSettings, SessionFacts, change_door
from quizapp.audit.models import AuditEntry
from quizapp.checkins import (
    Attendance,
    Door,
    NewHeadcount,
    NewScan,
    count_crowd,
    gate_figures,
    record_scan,
    set_gates,
)
from quizapp.db import Store
from quizapp.people import Person
from quizapp.people.models import Roster, RosterEntry
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.month import Month, add_person, figure, plan_session
from tests.support.visitor import Visitor

JSON = {"Accept": "application/json"}


@pytest.fixture
def facts(store: Store, cast: Cast, month: Month) -> SessionFacts:
    """A drill of 东明镇 that is open now; 单红星 of 红星村 stands on the roster."""
    with store.write() as session:
        roster = Roster(campaign_id=month.id, unit_id=cast.hongxing.id, title="花名册", created_at=OPENING)
        session.add(roster)
        session.flush()
        session.add(
            RosterEntry(
                roster_id=roster.id,
                unit_id=cast.hongxing.id,
                name="单红星",
                name_key="单红星",
                pinyin="shanhongxing",
                initials="shx",
                identity="1",
                position=1,
                department="一组",
            )
        )
        return plan_session(session, month, cast.town, kind="escape_drill", title="避险逃生演练", expected=40)


@pytest.fixture
def villager(store: Store, cast: Cast, month: Month) -> int:
    """张三 of 红星村."""
    with store.write() as session:
        return add_person(session, month, cast.hongxing).id


@pytest.fixture
def bob(client: Visitor, cast: Cast) -> Visitor:
    """A helper's browser."""
    client.sign_in(cast.bob)
    return client


def _desk(facts: SessionFacts, path: str = "") -> str:
    return f"/console/sessions/{facts.id}/desk{path}"


def _heads(store: Store, month: Month, cast: Cast) -> int:
    with store.read() as session:
        return figure(session, month, cast.county, "attendance")


def test_a_helper_ticks_a_name_and_takes_it_back(
    bob: Visitor, store: Store, cast: Cast, month: Month, facts: SessionFacts, villager: int
) -> None:
    assert f"/desk/p{villager}/tick" in bob.get(_desk(facts)).text
    done = bob.post(_desk(facts, f"/p{villager}/tick"), follow_redirects=True).text
    assert "张三：10:00 签到成功" in done
    assert _heads(store, month, cast) == 1
    bob.post(_desk(facts, f"/p{villager}/undo"), data={"reason": "点错了"})
    assert _heads(store, month, cast) == 0


def test_the_script_gets_a_state_and_a_line(bob: Visitor, facts: SessionFacts, villager: int) -> None:
    ticks = [bob.post(_desk(facts, f"/p{villager}/tick"), headers=JSON).json for _ in range(2)]
    undone = bob.post(_desk(facts, f"/p{villager}/undo"), headers=JSON, data={"reason": "点错了"}).json
    assert ticks == [{"state": "present", "text": "10:00 签到成功"}, {"state": "present", "text": "10:00 已签到过"}]
    assert undone == {"state": "absent", "text": "已撤销"}


@pytest.mark.parametrize("words", ["shx", "shanhong", "红星", "SHX"])
def test_people_are_found_by_characters_pinyin_and_initials(bob: Visitor, facts: SessionFacts, words: str) -> None:
    assert "单红星" in bob.get(_desk(facts), query_string={"q": words}).text


def test_a_roster_line_becomes_a_person_when_ticked_and_can_be_taken_back(
    bob: Visitor, store: Store, cast: Cast, month: Month, facts: SessionFacts
) -> None:
    key = re.search(r"/desk/(r\d+)/tick", bob.get(_desk(facts)).text)
    assert key
    assert bob.post(_desk(facts, f"/{key[1]}/tick"), headers=JSON).json["state"] == "present"
    assert _heads(store, month, cast) == 1
    assert bob.post(_desk(facts, f"/{key[1]}/undo"), headers=JSON, data={"reason": "点错了"}).json["state"] == "absent"
    assert _heads(store, month, cast) == 0


def test_a_walk_in_is_registered_and_checked_in_at_once(
    bob: Visitor, store: Store, cast: Cast, month: Month, facts: SessionFacts
) -> None:
    form = {"nonce": "walk-in-1", "name": "王五", "unit_id": cast.qingshan.id}
    for _ in range(2):
        assert "王五：10:00 签到成功" in bob.post(_desk(facts, "/walk-in"), data=form, follow_redirects=True).text
    with store.read() as session:
        assert figure(session, month, cast.qingshan, "attendance") == 1
        assert [person.name for person in session.scalars(select(Person))] == ["王五"]


def test_a_walk_in_of_another_town_is_named_by_its_unit(
    bob: Visitor, store: Store, cast: Cast, month: Month, facts: SessionFacts
) -> None:
    form = {"nonce": "w", "name": "王五", "unit_id": cast.town.id, "other_unit": "南河镇"}
    bob.post(_desk(facts, "/walk-in"), data=form)
    with store.read() as session:
        assert figure(session, month, cast.sister_town, "attendance") == 1


def test_an_unknown_unit_is_complained_about_and_nothing_is_lost(
    bob: Visitor, store: Store, cast: Cast, month: Month, facts: SessionFacts
) -> None:
    form = {"nonce": "w", "name": "王五", "unit_id": cast.town.id, "other_unit": "没有镇"}
    answer = bob.post(_desk(facts, "/walk-in"), data=form)
    assert answer.status_code == 422
    assert "没有找到唯一的单位“没有镇”" in answer.text
    assert 'value="王五"' in answer.text
    assert _heads(store, month, cast) == 0


def test_a_crowd_is_counted_and_taken_back(
    bob: Visitor, store: Store, cast: Cast, month: Month, facts: SessionFacts
) -> None:
    form = {
        "nonce": "crowd-1", "people": "160", "is_approximate": "y", "method": "estimate", "counted_by": "李主任",
        "unit_id": cast.town.id,
    }  # fmt: skip
    for _ in range(2):
        page = bob.post(_desk(facts, "/headcount"), data=form, follow_redirects=True).text
    assert _heads(store, month, cast) == 160
    assert "已登记 160余 人次" in page
    assert "<b data-desk-present>160</b>余" in page
    bob.sign_in(cast.alice)
    shown = " ".join(bob.get(f"/console/sessions/{facts.id}").text.split())
    assert re.search(r'集体清点.{0,80}<span class="stat-value">160余<', shown)
    bob.sign_in(cast.bob)
    undo = re.search(r"/desk/headcounts/(\d+)/undo", page)
    assert undo
    bob.post(_desk(facts, f"/headcounts/{undo[1]}/undo"), data={"reason": "重复"})
    assert _heads(store, month, cast) == 0


def test_a_crowd_may_be_said_as_on_paper(bob: Visitor, cast: Cast, store: Store, facts: SessionFacts) -> None:
    form = {"people": "160余", "method": "estimate", "counted_by": "李主任", "unit_id": cast.town.id}
    assert "已登记 160余 人次" in bob.post(_desk(facts, "/headcount"), data=form, follow_redirects=True).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"people": "很多"}, "请填大于 0 的整数，大约数写成“160余”"),
        ({"people": "0"}, "请填大于 0 的整数，大约数写成“160余”"),
        ({"people": ""}, "请填写人数"),
        ({"people": "9999999"}, "人数应在 1 到 1000000 之间"),
        ({"method": ""}, "请选择清点方法"),
        ({"method": "magic"}, "请选择清点方法"),
    ],
)
def test_a_crowd_that_cannot_be_is_said_plainly(
    bob: Visitor, cast: Cast, facts: SessionFacts, changes: dict[str, str], words: str
) -> None:
    form = {"people": "160", "method": "estimate", "counted_by": "李主任", "unit_id": cast.town.id} | changes
    page = bob.post(_desk(facts, "/headcount"), data={key: value for key, value in form.items() if value != ""})
    assert page.status_code == 422
    assert words in page.text


def test_outside_of_the_window_a_reason_is_asked_and_noted(
    bob: Visitor, store: Store, cast: Cast, month: Month, clock: FakeClock, facts: SessionFacts, villager: int
) -> None:
    clock.advance(hours=5)
    bob.sign_in(cast.bob)
    assert "补签原因" in bob.get(_desk(facts)).text
    refused = bob.post(_desk(facts, f"/p{villager}/tick"), headers=JSON).json
    assert refused == {"state": "refused", "text": "不在签到时间内：补签请先写明原因"}
    page = bob.get(_desk(facts), query_string={"late": "现场纸质签到"}).text
    action = re.search(rf'action="([^"]*/desk/p{villager}/tick[^"]*)"', page)
    assert action
    assert bob.post(action[1].replace("&amp;", "&"), headers=JSON).json["state"] == "present"
    with store.read() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "session.late_entry")).one()
        assert "现场纸质签到" in noted.detail
        assert session.scalars(select(Attendance)).one().arrived_at == facts.ends_at


def test_people_of_other_towns_cannot_be_ticked_by_their_number(
    bob: Visitor, store: Store, cast: Cast, month: Month, facts: SessionFacts
) -> None:
    with store.write() as session:
        stranger = add_person(session, month, cast.sister_town).id
    assert bob.post(_desk(facts, f"/p{stranger}/tick"), headers=JSON).status_code == 404
    assert bob.post(_desk(facts, "/x1/tick"), headers=JSON).status_code == 404
    assert _heads(store, month, cast) == 0


def test_whoever_came_can_be_taken_back_also_from_another_town(
    bob: Visitor, store: Store, cast: Cast, month: Month, facts: SessionFacts
) -> None:
    with store.write() as session:
        guest = add_person(session, month, cast.sister_town).id
        scan = NewScan(nonce="own", person_id=guest, door=Door.SCAN, scanned_at=OPENING)
        record_scan(session, facts.id, scan, actor=f"person:{guest}", now=OPENING)
    assert bob.post(_desk(facts, f"/p{guest}/undo"), headers=JSON, data={"reason": "点错了"}).status_code == 200
    assert _heads(store, month, cast) == 0


def test_a_helper_does_nothing_but_check_in(bob: Visitor, facts: SessionFacts) -> None:
    assert bob.get(_desk(facts)).status_code == 200
    assert bob.get(f"/console/sessions/{facts.id}").status_code == 200
    for method, path in (
        ("GET", "/console/activities/new"),
        ("GET", f"/console/sessions/{facts.id}/edit"),
        ("POST", f"/console/sessions/{facts.id}/cancel"),
        ("POST", f"/console/sessions/{facts.id}/held"),
        ("GET", f"/console/sessions/{facts.id}/attendance.xlsx"),
        ("GET", f"/console/sessions/{facts.id}/sheets"),
        ("GET", "/console/records/new"),
    ):
        assert bob.open(path, method=method).status_code == 403, path


def test_a_viewer_sees_and_does_not_check_in(client: Visitor, cast: Cast, facts: SessionFacts, villager: int) -> None:
    client.sign_in(cast.vera)
    assert client.get(f"/console/sessions/{facts.id}").status_code == 200
    assert client.post(_desk(facts, f"/p{villager}/tick")).status_code == 403


def test_a_joint_host_receives_people_but_does_not_change_the_plan(
    client: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    with store.write() as session:
        joint = plan_session(session, month, cast.sister_town, joint=(cast.hongxing,))
    client.sign_in(cast.hong)
    assert client.get(_desk(joint)).status_code == 200
    assert client.get(f"/console/sessions/{joint.id}/edit").status_code == 404
    client.sign_in(cast.qing)
    assert client.get(_desk(joint)).status_code == 404


@pytest.fixture
def full(store: Store, facts: SessionFacts, villager: int) -> SessionFacts:
    """The session with 张三 in it."""
    with store.write() as session:
        scan = NewScan(nonce="own", person_id=villager, door=Door.SCAN, scanned_at=OPENING)
        record_scan(session, facts.id, scan, actor="person:1", now=OPENING)
    return facts


def test_the_session_page_shows_what_the_ledger_says(client: Visitor, cast: Cast, full: SessionFacts) -> None:
    client.sign_in(cast.alice)
    page = " ".join(client.get(f"/console/sessions/{full.id}").text.split())
    assert re.search(r'已到.{0,80}<span class="stat-value">1<', page)
    assert re.search(r'应到.{0,80}<span class="stat-value">40<', page)
    assert full.code in page
    assert "手机打不开这个网址" in page


def test_names_are_masked_until_asked_for_and_asking_is_noted(
    client: Visitor, store: Store, cast: Cast, full: SessionFacts
) -> None:
    client.sign_in(cast.alice)
    where = f"/console/sessions/{full.id}/attendance"
    masked = client.get(where).text
    assert "张*" in masked
    assert "张三" not in masked
    assert "张三" in client.get(f"{where}?names=full").text
    with store.read() as session:
        assert session.scalar(select(AuditEntry.object_id).where(AuditEntry.action == "session.see_names")) == str(
            full.id
        )


def test_who_does_not_look_after_people_never_sees_names(client: Visitor, cast: Cast, full: SessionFacts) -> None:
    client.sign_in(cast.vera)
    assert "张三" not in client.get(f"/console/sessions/{full.id}/attendance?names=full").text
    assert client.get(f"/console/sessions/{full.id}/attendance.csv?names=full").status_code == 403


def test_the_list_is_exported_masked_or_in_full(client: Visitor, cast: Cast, full: SessionFacts) -> None:
    client.sign_in(cast.alice)
    where = f"/console/sessions/{full.id}/attendance"
    assert "张*,红星村" in client.get(f"{where}.csv").data.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{where}.xlsx?names=full").data))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1][:3] == ("张三", "红星村", None)
    assert rows[1][5] == 1


def test_the_poster_is_a_pdf_with_embedded_chinese(client: Visitor, cast: Cast, facts: SessionFacts) -> None:
    client.sign_in(cast.alice)
    answer = client.get(f"/console/sessions/{facts.id}/poster.pdf")
    assert answer.mimetype == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    assert all(word in text.replace("\n", "") for word in ("避险逃生演练", facts.code)), text


def test_the_code_is_an_image_of_the_public_address(client: Visitor, cast: Cast, facts: SessionFacts) -> None:
    client.sign_in(cast.alice)
    answer = client.get(f"/console/sessions/{facts.id}/qr.png")
    assert answer.data.startswith(b"\x89PNG")


def test_a_helper_switches_to_leaving_and_to_a_gate(
    bob: Visitor, store: Store, cast: Cast, month: Month, facts: SessionFacts, villager: int, clock: FakeClock
) -> None:
    assert "way=exit" not in bob.get(_desk(facts)).text, "nothing to switch where exits are not taken"
    with store.write() as session:
        change_door(session, facts.id, DoorSettings(takes_exits=True))
        east, _ = set_gates(session, facts.id, ["东门", "西门"], now=OPENING)
    out, gate = _desk(facts, f"?way=exit&g={east.id}"), f"?g={east.id}"
    assert f"/desk/p{villager}/tick" not in bob.get(out).text, "nobody can leave who has not come"
    assert bob.post(_desk(facts, f"/p{villager}/tick{gate}"), headers=JSON).json["state"] == "present"
    assert _count(bob.get(_desk(facts))) == 1
    clock.advance(minutes=30)
    page = bob.get(out).text
    assert f"/desk/p{villager}/tick?way=exit&amp;g={east.id}" in page
    assert 'value="exit"' in page, "the search stays on this side"
    left = bob.post(_desk(facts, f"/p{villager}/tick?way=exit&g={east.id}"), headers=JSON).json
    assert left == {"state": "present", "text": "10:30 已签退"}
    assert (_count(bob.get(out)), _count(bob.get(_desk(facts)))) == (1, 0)
    assert bob.post(_desk(facts, f"/p{villager}/tick?way=exit"), headers=JSON).json["state"] == "refused"
    with store.read() as session:
        figures = {each.name: (each.entries, each.exits) for each in gate_figures(session, facts.id)}
    assert figures == {"东门": (1, 1), "西门": (0, 0)}
    clock.advance(minutes=1)
    back = bob.post(_desk(facts, f"/p{villager}/undo?way=exit"), data={"reason": "点错了"}, headers=JSON).json
    assert back["state"] == "absent"
    assert (_heads(store, month, cast), _count(bob.get(_desk(facts)))) == (1, 1), "the head stays, only the exit goes"
    bob.post(_desk(facts, f"/p{villager}/undo"), data={"reason": "点错了"})
    assert (_heads(store, month, cast), _count(bob.get(_desk(facts)))) == (0, 0)


def _count(page: Any) -> int:
    return int(re.search(r"data-desk-present>(\d+)<", page.text)[1])  # type: ignore[index]


def test_the_heads_stand_by_unit_too(
    client: Visitor, store: Store, cast: Cast, month: Month, facts: SessionFacts, villager: int
) -> None:
    with store.write() as session:
        neighbour = add_person(session, month, cast.sister_town, name="南河人").id
        for who in (villager, neighbour):
            scan = NewScan(nonce=f"u{who}", person_id=who, door=Door.SCAN, scanned_at=OPENING)
            record_scan(session, facts.id, scan, actor="person:1", now=OPENING)
        crowd = NewHeadcount(
            unit_id=cast.town.id, people=12, is_approximate=False, counted_by="李主任", method="counter", nonce="c"
        )
        count_crowd(session, facts.id, crowd, actor="staff:1", now=OPENING)
    client.sign_in(cast.alice)
    assert "各单位人次（3 个单位）" in client.get(f"/console/sessions/{facts.id}").text
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"/console/sessions/{facts.id}/units.xlsx").data)).worksheets[
        0
    ]
    assert list(sheet.iter_rows(values_only=True)) == [
        ("单位", "人次"), ("东明镇", 12), ("红星村", 1), ("南河镇", 1),
    ]  # fmt: skip
