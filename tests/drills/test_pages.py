"""The pages: one screen for a village, the board and its live part, a warden's link, the calendar and its files."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from quizapp.audit import Query, list_entries
from quizapp.db import Store
from quizapp.drills import Drill, DrillEvent, State, issue_links, list_links, list_zones, revoke_link
from quizapp.settings import Settings
from tests.drills.conftest import School
from tests.drills.test_muster import alarm, board_of, person, scan, tap
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.counting import statement_counter
from tests.support.month import Month, plan_session
from tests.support.visitor import Visitor

FORM = {
    "title": "红星村防汛避险演练", "kind": "escape_drill", "day": "2026-06-16", "starts": "10:00", "place": "文化广场",
    "expected": "120", "nonce": "village-form",
}  # fmt: skip


@pytest.fixture
def alice(client: Visitor, cast: Cast) -> Visitor:
    client.sign_in(cast.alice)
    return client


@pytest.fixture
def link(store: Store, school: School, settings: Settings) -> str:
    """A warden's way to 一班."""
    with store.write() as session:
        drill = session.get_one(Drill, school.id)
        issue_links(session, drill, board_of(store, school.id).facts, now=OPENING)
        links = list_links(session, drill, settings.key_for("drill-wardens"), now=OPENING)
    return next(f"/muster/{each.token}" for each in links if each.zone.path == "教学楼/一班")


def test_a_village_makes_a_drill_on_one_screen(alice: Visitor, store: Store, cast: Cast, month: Month) -> None:
    page = alice.get("/console/drills/new").get_data(as_text=True)
    form = page[page.index('name="title"') :]
    assert form.index('name="starts"') < form.index("<details") < form.index('name="content"'), (
        "the rest is folded away"
    )
    answers = [alice.post("/console/drills/new", data={**FORM, "unit_id": cast.hongxing.id}) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1, "a double tap makes one drill"
    with store.read() as session:
        drill = session.scalars(select(Drill)).one()
        assert (drill.content, drill.form, drill.is_announced) == ("special", "live", True)
        assert [(zone.name, zone.expected) for zone in list_zones(session, drill.id)] == [("全体", 120)]


def test_the_form_says_what_is_wrong(alice: Visitor, cast: Cast, month: Month) -> None:
    answer = alice.post("/console/drills/new", data={**FORM, "title": "", "unit_id": cast.hongxing.id})
    assert answer.status_code == 422
    assert "请填写演练名称" in answer.get_data(as_text=True)


def test_counting_twice_is_a_choice_and_is_told(alice: Visitor, store: Store, cast: Cast, month: Month) -> None:
    data = {**FORM, "unit_id": cast.hongxing.id, "also": ["also:comprehensive_drill", "also:escape_drill"]}
    page = alice.get(alice.post("/console/drills/new", data=data).location).get_data(as_text=True)
    assert "同时计入：应急综合演练" in page
    assert "同时计入：灾害避险逃生演练" not in page, "its own kind is no second one"


def test_a_drill_leads_on_to_its_evaluation_photos_and_file(alice: Visitor, school: School) -> None:
    page = alice.get(f"/console/drills/{school.id}").get_data(as_text=True)
    for place in ("evaluations", "photos", "archive"):
        assert re.search(rf'"/console/sessions/\d+/{place}"', page), place


@pytest.mark.parametrize("place", ["", "/edit", "/plan", "/wardens", "/board", "/screen", "/timeline"])
def test_every_page_of_a_drill_carries_the_watermark_until_it_is_real(
    alice: Visitor, store: Store, school: School, place: str
) -> None:
    assert 'data-word="演练' in alice.get(f"/console/drills/{school.id}{place}").get_data(as_text=True)
    alice.post(f"/console/drills/{school.id}/say/real")
    page = alice.get(f"/console/drills/{school.id}{place}").get_data(as_text=True)
    assert "watermark" not in page
    assert "真实警报" in page or place in {"/edit", "/plan", "/wardens"}


def test_a_screen_that_has_seen_everything_gets_304_for_few_statements(
    alice: Visitor, store: Store, school: School
) -> None:
    address = f"/console/drills/{school.id}/board?part=1"
    first = alice.get(address)
    tag = first.headers["ETag"]
    with statement_counter(store) as sent:
        again = alice.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert len(sent) <= 5, str(sent)
    tap(store, school, "赵一", State.MISSING)
    fresh = alice.get(address, headers={"If-None-Match": tag})
    assert fresh.status_code == 200
    assert "找不到" in fresh.get_data(as_text=True)
    assert "<html" not in fresh.get_data(as_text=True)


def test_the_wall_masks_names_unless_asked(alice: Visitor, store: Store, school: School) -> None:
    alarm(store, school)
    assert "赵一" not in alice.get(f"/console/drills/{school.id}/screen").get_data(as_text=True)
    assert "赵一" in alice.get(f"/console/drills/{school.id}/screen?names=full").get_data(as_text=True)


def test_the_commander_runs_a_drill(alice: Visitor, store: Store, school: School) -> None:
    address = f"/console/drills/{school.id}"
    alice.post(f"{address}/say/alarm")
    answer = alice.post(f"{address}/decide/all_clear", follow_redirects=True)
    assert "还有 16 人没有着落" in answer.get_data(as_text=True)
    clear = {"expected_id": school.people["赵一"], "state": "exempt", "ready": "not_in", "nonce": "one"}
    assert alice.post(f"{address}/clear", data=clear).status_code == 303
    assert person(board_of(store, school.id), "赵一")[0] is State.EXEMPT
    alice.post(f"{address}/decide/all_clear", data={"reason": "楼内已搜索"})
    with store.read() as session:
        assert session.get_one(Drill, school.id).all_clear_at is not None
        done = [entry.action for entry in list_entries(session, Query(paths=("/",))).entries]
    assert {"drill.alarm", "drill.clear", "drill.all_clear"} <= set(done)


def test_a_helper_sounds_the_alarm_but_does_not_give_all_clear(
    client: Visitor, cast: Cast, store: Store, school: School
) -> None:
    client.sign_in(cast.bob)
    assert client.post(f"/console/drills/{school.id}/say/alarm").status_code == 303
    assert client.post(f"/console/drills/{school.id}/decide/all_clear", data={"reason": "x"}).status_code == 403
    client.sign_in(cast.vera)
    assert client.get(f"/console/drills/{school.id}/board").status_code == 403
    assert client.get(f"/console/drills/{school.id}/timeline").status_code == 200


def test_an_alarm_typed_afterwards(alice: Visitor, store: Store, school: School, clock: FakeClock) -> None:
    clock.advance(minutes=30)
    alice.post(f"/console/drills/{school.id}/say/alarm", data={"at": "2026-06-16T10:05:30"})
    with store.read() as session:
        event = session.scalars(select(DrillEvent)).one()
    assert (event.at - OPENING).total_seconds() == 330
    assert alice.post(f"/console/drills/{school.id}/say/alarm", data={"at": "soon"}).status_code in {303, 422}


def test_a_warden_taps_through_his_zone_without_an_account(
    client: Visitor, store: Store, school: School, link: str
) -> None:
    page = client.get(link).get_data(as_text=True)
    assert "赵一" in page
    assert "周五" not in page, "another zone's people"
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)
    assert nonce is not None
    data = {"nonce": nonce[1], "tap": f"{school.people['赵一']}:arrived"}
    for _ in range(2):
        assert client.post(f"{link}/mark", data=data).status_code == 303
    with store.read() as session:
        event = session.scalars(select(DrillEvent)).one()
    assert (event.state, event.actor[:7]) == ("arrived", "warden:")
    other = {"nonce": "x", "tap": f"{school.people['周五']}:arrived"}
    assert client.post(f"{link}/mark", data=other).status_code == 404
    assert client.post(f"{link}/mark", data={"tap": "1:nonsense"}).status_code == 422


def test_a_link_that_was_taken_back_guessed_or_old_opens_nothing(
    client: Visitor, store: Store, school: School, link: str, clock: FakeClock
) -> None:
    guessed = link[:-1] + ("a" if link[-1] != "a" else "b")
    assert client.get(guessed).status_code == 404
    clock.advance(hours=14)
    assert client.get(link).status_code == 404
    clock.now = OPENING
    assert client.get(link).status_code == 200
    with store.write() as session:
        revoke_link(session, session.get_one(Drill, school.id), school.zones["教学楼/一班"], now=OPENING)
    assert client.get(link).status_code == 404


def test_a_warden_counts_and_reports(
    client: Visitor, store: Store, cast: Cast, school: School, settings: Settings
) -> None:
    client.sign_in(cast.bob)
    zone = f"/console/drills/{school.id}/zones/{school.zones['食堂']}"
    assert client.post(f"{zone}/count", data={"people": "ten"}).status_code == 422
    alarm(store, school)
    client.post(f"{zone}/count", data={"people": "10", "nonce": "a"})
    client.post(f"{zone}/count", data={"done": "1"})
    canteen = next(each for each in board_of(store, school.id).zones if each.name == "食堂")
    assert (canteen.crowd.people, canteen.counted_at is not None) == (10, True)


def test_the_timeline_draws_curves_and_says_the_same_in_a_table(alice: Visitor, store: Store, school: School) -> None:
    alarm(store, school)
    for seconds, name in enumerate(school.people, 1):
        scan(store, school, name, seconds * 10)
    page = alice.get(f"/console/drills/{school.id}/timeline").get_data(as_text=True)
    assert page.count("<polyline") == 3, "the whole, the building, the canteen"
    row = re.search(r"<tr><th[^>]*>一班</th>(.*?)</tr>", page, flags=re.DOTALL)
    assert row is not None
    assert re.findall(r">([\d:—]+)</td>", row[1]) == ["4", "4", "0:10", "0:20", "0:40", "0:40"]


def test_a_session_planned_as_an_activity_becomes_a_drill(
    alice: Visitor, store: Store, cast: Cast, month: Month
) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.town, kind="escape_drill", expected=40)
        talk = plan_session(session, month, cast.town, kind="lecture")
    assert "排方案" in alice.get("/console/drills").get_data(as_text=True)
    assert alice.post(f"/console/drills/sessions/{facts.id}").status_code == 303
    assert "清点板" in alice.get("/console/drills").get_data(as_text=True)
    assert alice.post(f"/console/drills/sessions/{talk.id}").status_code == 422


def test_the_calendar_and_its_files(alice: Visitor, store: Store, cast: Cast, month: Month) -> None:
    page = alice.get("/console/drills/due").get_data(as_text=True)
    assert "《生产安全事故应急条例》第八条第一款" in page
    sheet = load_workbook(io.BytesIO(alice.get("/console/drills/due/export.xlsx").data)).worksheets[0]
    names = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    assert {"红星村", "东明化工厂"} <= names
    assert "红星村" in alice.get("/console/drills/due/export.csv").data.decode("utf-8-sig")
    assert alice.get("/console/drills/due/export.pdf").data.startswith(b"%PDF")


def test_the_organizer_sets_a_rule_for_a_unit(alice: Visitor, store: Store, cast: Cast, month: Month) -> None:
    address = f"/console/drills/due/{cast.factory.id}"
    assert alice.post(address, data={"rule": "", "months": "3"}).status_code == 422, "an interval needs its basis"
    assert alice.post(address, data={"rule": "", "months": "3", "basis": "县政府文件"}).status_code == 303
    assert "每 3 个月一次（县政府文件）" in alice.get("/console/drills/due").get_data(as_text=True)
    assert alice.get(address).status_code == 200
    assert alice.post(address, data={"drop": "1"}).status_code == 303
    assert "县政府文件" not in alice.get("/console/drills/due").get_data(as_text=True)


def test_the_first_page_of_the_console_shows_a_running_drill(alice: Visitor, store: Store, school: School) -> None:
    address = f"/console/drills/{school.id}/board"
    assert address not in alice.get("/console/").get_data(as_text=True)
    alarm(store, school)
    assert address in alice.get("/console/").get_data(as_text=True)
