"""今天 and the settings: what is due, what is silent, and how to begin."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.campaigns import Campaign, NewCampaign, Section, TodayView, collect_today, get_campaign, open_campaign
from quizapp.checkins import Door, NewScan, record_scan, undo_check_in
from quizapp.db import Store
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.factories import insert_unit
from tests.support.month import Month, add_person, plan_session
from tests.support.visitor import Visitor

SETTINGS: dict[str, Any] = {
    "title": "东明县“安全生产月”", "theme": "人人讲安全", "starts_on": "2026-06-01", "ends_on": "2026-06-30", "form_key": "",
    "contact_name": "Alice", "contact_phone": "0580-1234567", "privacy_notice": "", "retention_days": "180", "is_published": "y",
}  # fmt: skip


def today(store: Store, month: Month, cast: Cast, clock: FakeClock) -> dict[Section, list[str]]:
    with store.read() as session:
        view = TodayView(
            campaign=get_campaign(session, month.id), actor=cast.chen.actor, paths=(cast.county.path,), now=clock()
        )
        return {section: [str(card.title) for card in cards] for section, cards in collect_today(session, view).items()}


def test_it_works(client: Visitor, month: Month, cast: Cast) -> None:
    client.sign_in(cast.chen)
    page = client.get("/console/").text
    for words in ("东明县安全生产月", "本周统计表", "还有 1 天", "还没有活动记录的单位", "登记的参与者"):
        assert words in page


def test_the_first_steps_are_shown_without_a_campaign(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.chen)
    assert "新建安全生产月" in client.get("/console/").text
    client.sign_in(cast.vera)
    assert "请联系上级单位" in client.get("/console/").text


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (datetime(2026, 5, 20, tzinfo=UTC), ["活动还没有开始"]),
        (datetime(2026, 6, 17, 2, tzinfo=UTC), ["本周统计表", "活动总结统计表"]),
        (datetime(2026, 7, 3, tzinfo=UTC), ["活动总结统计表"]),
        (datetime(2026, 9, 1, tzinfo=UTC), []),
    ],
)
def test_what_is_due_follows_the_days(
    store: Store, month: Month, cast: Cast, clock: FakeClock, moment: datetime, due: list[str]
) -> None:
    clock.now = moment
    assert today(store, month, cast, clock)[Section.DUE] == due


def test_a_unit_with_a_busy_village_is_not_silent(
    client: Visitor, store: Store, month: Month, cast: Cast, clock: FakeClock
) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.hongxing)
        person = add_person(session, month, cast.hongxing)
        scan = NewScan(person_id=person.id, nonce="n", door=Door.HELPER, scanned_at=clock())
        record_scan(session, facts.id, scan, actor="staff:1", now=clock())
    client.sign_in(cast.chen)
    page = client.get("/console/").text
    silent = page[page.index("还没有活动记录的单位") :]
    assert "3 个" in silent  # 南河镇, 青山村, 东明化工厂
    assert "红星村" not in silent[:400]


def test_what_came_in_last_is_shown_with_masked_names(
    client: Visitor, store: Store, month: Month, cast: Cast, clock: FakeClock
) -> None:
    client.sign_in(cast.alice)
    assert "有人签到或交卷以后" in client.get("/console/").text
    with store.write() as session:
        facts = plan_session(session, month, cast.hongxing, title="逃生演练")
        for number, village in enumerate((cast.hongxing, cast.hongxing, cast.sister_town)):
            person = add_person(session, month, village, name=("王桂兰", "李小明", "周外人")[number])
            scan = NewScan(person_id=person.id, nonce=f"n{number}", door=Door.HELPER, scanned_at=clock())
            done = record_scan(session, facts.id, scan, actor="staff:1", now=clock())
        assert done.attendance_id is not None
    page = client.get("/console/").text
    assert "李*明，红星村" in page
    assert page.index("李*明") < page.index("王*兰")
    assert "王桂兰" not in page
    assert "周*人" not in page  # counted for his own unit, which is not hers
    assert "/attendance" in page
    with store.write() as session:
        undo_check_in(session, facts.id, 2, reason="点错了", actor="staff:1", now=clock())
    assert "李*明" not in client.get("/console/").text


def test_who_cannot_fill_in_the_form_is_not_asked_to(client: Visitor, month: Month, cast: Cast) -> None:
    for officer, is_asked in ((cast.alice, True), (cast.vera, False), (cast.bob, False)):
        client.sign_in(officer)
        page = client.get("/console/").text
        assert ("本周统计表" in page, "统计表里等您回答的格" in page) == (is_asked, is_asked)


def test_it_costs_the_same_for_many_units(
    client: Visitor, store: Store, month: Month, cast: Cast, clock: FakeClock
) -> None:
    client.sign_in(cast.chen)
    with statement_counter(store) as few:
        client.get("/console/")
    with store.write() as session:
        for number in range(40):
            insert_unit(session, clock(), code=f"v{number}", parent=cast.town)
    with statement_counter(store) as many:
        client.get("/console/")
    assert len(many) == len(few), f"{few}\n---\n{many}"


def test_another_campaign_can_be_chosen(
    client: Visitor, store: Store, month: Month, cast: Cast, clock: FakeClock
) -> None:
    with store.write() as session:
        new = NewCampaign(
            root_unit_id=cast.town.id, code="town2025", title="东明镇去年的活动", year=2025,
            starts_on=date(2025, 6, 1), ends_on=date(2025, 6, 30),
        )  # fmt: skip
        older = open_campaign(session, new, now=clock()).id
        stranger = open_campaign(
            session, NewCampaign(root_unit_id=cast.stranger_county.id, code="x", title="别县的", year=2026,
                                 starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30)), now=clock()
        ).id  # fmt: skip
    client.sign_in(cast.alice)
    assert "东明县安全生产月 ·" in client.get("/console/").text
    client.post("/console/choose", data={"campaign": older})
    assert "东明镇去年的活动 ·" in client.get("/console/").text
    client.post("/console/choose", data={"campaign": stranger})
    assert "别县的" not in client.get("/console/").text


def test_settings_are_saved_and_written_down(client: Visitor, store: Store, month: Month, cast: Cast) -> None:
    client.sign_in(cast.chen)
    assert client.post("/console/campaign", data=SETTINGS).status_code == 303
    with store.read() as session:
        campaign = session.get_one(Campaign, month.id)
        assert (campaign.theme, campaign.contact_phone, campaign.notice_version) == ("人人讲安全", "0580-1234567", 1)
        assert session.scalars(select(AuditEntry.action)).all() == ["campaign.change"]


def test_the_forms_that_can_be_reported_on_are_offered(client: Visitor, store: Store, month: Month, cast: Cast) -> None:
    client.sign_in(cast.chen)
    assert 'value="zhoushan_2021_safety_month"' in client.get("/console/campaign").text
    assert (
        client.post("/console/campaign", data=SETTINGS | {"form_key": "zhoushan_2021_safety_month"}).status_code == 303
    )
    assert client.post("/console/campaign", data=SETTINGS | {"form_key": "no-such-form"}).status_code == 422
    with store.read() as session:
        assert session.get_one(Campaign, month.id).form_key == "zhoushan_2021_safety_month"


def test_another_notice_is_another_version(client: Visitor, store: Store, month: Month, cast: Cast) -> None:
    client.sign_in(cast.chen)
    client.post("/console/campaign", data=SETTINGS | {"privacy_notice": "本县数据存放在政务云"})
    client.post("/console/campaign", data=SETTINGS | {"privacy_notice": "本县数据存放在政务云"})
    client.post("/console/campaign", data=SETTINGS | {"privacy_notice": "本县数据存放在政务云", "retention_days": "90"})
    with store.read() as session:
        assert session.get_one(Campaign, month.id).notice_version == 3
    page = client.get("/c/dm2026/privacy").text
    assert "政务云" in page
    assert "90 天" in page


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"ends_on": "2026-05-01"},
        {"ends_on": "someday"},
        {"retention_days": "-1"},
        {"retention_days": "9999"},
    ],
)
def test_wrong_settings_are_explained(
    client: Visitor, store: Store, month: Month, cast: Cast, change: dict[str, str]
) -> None:
    client.sign_in(cast.chen)
    answer = client.post("/console/campaign", data=SETTINGS | change)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    with store.read() as session:
        assert session.get_one(Campaign, month.id).title == "东明县安全生产月"


def test_a_township_sees_the_settings_and_may_not_change_them(client: Visitor, month: Month, cast: Cast) -> None:
    for officer in (cast.alice, cast.adam):
        client.sign_in(officer)
        page = client.get("/console/campaign")
        assert page.status_code == 200
        assert "保存设置" not in page.text
        assert client.post("/console/campaign", data=SETTINGS).status_code in {403, 404}


def test_a_new_campaign(client: Visitor, store: Store, cast: Cast) -> None:
    client.sign_in(cast.chen)
    page = client.get("/console/campaign/new").text
    assert 'value="aqscy2026"' in page
    assert 'value="2026-06-01"' in page
    new = SETTINGS | {"unit_id": cast.county.id, "code": "AQSCY2026"}
    assert client.post("/console/campaign/new", data=new).status_code == 303
    again = client.post("/console/campaign/new", data=new)
    assert again.status_code == 422
    assert "已被使用" in again.text
    outside = client.post("/console/campaign/new", data=new | {"unit_id": cast.stranger_county.id, "code": "other"})
    assert outside.status_code == 422
    with store.read() as session:
        assert session.scalars(select(Campaign.code)).all() == ["aqscy2026"]
