"""Pages of the form without script: looking, confirming, typing, taking back; each deed noted; nobody else's unit."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.campaigns import Campaign, TodayView, get_campaign
from quizapp.db import Store
from quizapp.kit.vault import Vault
from quizapp.ledger import Measure, reverse
from quizapp.people import NewPerson, register_person
from quizapp.statistics import CellInput
from quizapp.statistics.console_cards import cards
from tests.statistics.conftest import FORM, NOW, Build, Credit
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor


@pytest.fixture
def sheet(cast: Cast, campaign: Campaign) -> str:
    return f"/console/statistics/{campaign.id}/{cast.town.id}/{FORM}/cumulative"


@pytest.fixture
def alice(cast: Cast, client: Visitor) -> Visitor:
    client.sign_in(cast.alice)
    return client


def _notes(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("statistics.%"))))


def test_it_works(alice: Visitor, sheet: str, credit: Credit) -> None:
    credit(quantity=36)
    page = alice.get(sheet)
    assert page.status_code == 200
    assert "全市安全生产月和万里行活动进展统计表" in page.text
    assert page.text.count('class="blank ') == 64


def test_the_entrance_leads_to_the_own_units_form(alice: Visitor, sheet: str) -> None:
    assert alice.get("/console/statistics").headers["Location"] == sheet
    assert alice.get("/console/statistics?period=week:2026-06-10").headers["Location"].endswith("/week:2026-06-10")


def test_an_unconfirmed_answer_is_blank_on_screen_as_it_is_on_paper(alice: Visitor, sheet: str, credit: Credit) -> None:
    credit(kind="documentary_study", measure=Measure.SESSION_HELD)
    page = alice.get(sheet).text
    assert "推算“是”" in page
    assert "■" not in page
    assert re.search(r"有 \d+ 个“是、否”还没有人确认，文件里先空着", page)


def test_a_blank_contact_says_where_it_is_filled_in(
    store: Store, cast: Cast, client: Visitor, campaign: Campaign, sheet: str
) -> None:
    """A unit below writes its own by hand; the campaign's own unit types it once."""
    client.sign_in(cast.chen)
    own = sheet.replace(f"/{cast.town.id}/", f"/{cast.county.id}/")
    assert "打印后手写" in client.get(sheet).text
    assert "form-hint" not in client.get(own).text
    with store.write() as session:
        get_campaign(session, campaign.id).contact_phone = ""
    page = client.get(own).text
    assert "电话空着：在“活动设置”里填一次" in page
    assert 'href="/console/campaign#contact_name"' in page


def test_the_whole_page_takes_few_statements(store: Store, alice: Visitor, sheet: str, credit: Credit) -> None:
    credit(quantity=36)
    alice.get(sheet)
    with statement_counter(store) as sent:
        alice.get(sheet)
    assert len(sent) <= 42, str(sent)


def test_a_reason_is_asked_for_beside_the_field_and_nothing_typed_is_lost(
    store: Store, alice: Visitor, sheet: str, credit: Credit
) -> None:
    credit(quantity=36)
    page = alice.post(f"{sheet}/cells/lecture_attendances/type", data={"value": "40", "reason": ""})
    assert page.status_code == 422
    assert 'id="reason-error"' in page.text
    assert 'value="40"' in page.text
    assert _notes(store) == []


def test_typing_confirming_and_taking_back_are_noted(
    store: Store, cast: Cast, alice: Visitor, sheet: str, credit: Credit, build: Build
) -> None:
    credit(quantity=36)
    cell = f"{sheet}/cells/lecture_attendances"
    done = alice.post(f"{cell}/type", data={"value": "40余", "reason": "纸质签到"})
    assert done.headers["Location"] == f"{sheet}#cell-lecture_attendances"
    assert build(cast.town).number("lecture_attendances") == 40
    assert "40余" in alice.get(sheet).text
    alice.post(f"{cell}/withdraw")
    alice.post(f"{cell}/confirm", data={"seen": "36"})
    assert _notes(store) == ["statistics.type", "statistics.withdraw", "statistics.confirm"]
    with store.read() as session:
        assert [word.author for word in session.scalars(select(CellInput))] == ["Alice"] * 3


def test_what_moved_meanwhile_is_not_confirmed(store: Store, alice: Visitor, sheet: str, credit: Credit) -> None:
    credit(quantity=36)
    page = alice.post(f"{sheet}/cells/lecture_attendances/confirm", data={"seen": "35"})
    assert page.status_code == 409
    assert "刚刚变成了" in page.text
    assert _notes(store) == []


def test_one_button_confirms_all_that_was_shown(store: Store, alice: Visitor, sheet: str, credit: Credit) -> None:
    credit(kind="posting_record", measure=Measure.QUANTITY, quantity=20)
    page = alice.get(sheet).text
    seen = dict(re.findall(r'name="(seen-[a-z_]+)" value="(\d+)"', page))
    assert seen["seen-slogans_posters"] == "20"
    alice.post(f"{sheet}/confirm-all", data=seen)
    assert _notes(store) == ["statistics.confirm"] * len(seen)
    assert "confirm-all" not in alice.get(sheet).text


def test_a_viewer_sees_but_says_nothing(cast: Cast, client: Visitor, sheet: str, credit: Credit) -> None:
    credit(quantity=36)
    client.sign_in(cast.vera)
    assert "您怎么说" not in client.get(f"{sheet}/cells/lecture_attendances").text
    assert client.post(f"{sheet}/cells/lecture_attendances/confirm", data={"seen": "36"}).status_code == 403


def test_a_unit_outside_the_campaign_is_not_found(cast: Cast, client: Visitor, campaign: Campaign) -> None:
    client.sign_in(cast.zhao)
    page = client.get(f"/console/statistics/{campaign.id}/{cast.stranger_town.id}/{FORM}/cumulative")
    assert page.status_code == 404


@pytest.mark.parametrize(
    "address",
    ["nothing/cumulative", f"{FORM}/week:soon", f"{FORM}/cumulative/cells/nothing", f"{FORM}/cumulative/export.exe"],
)
def test_an_address_that_means_nothing_says_so(alice: Visitor, cast: Cast, campaign: Campaign, address: str) -> None:
    assert alice.get(f"/console/statistics/{campaign.id}/{cast.town.id}/{address}").status_code in {404, 422}


def test_a_cell_opens_to_its_entries_with_names_masked(
    store: Store, cast: Cast, campaign: Campaign, alice: Visitor, sheet: str, credit: Credit
) -> None:
    with store.write() as session:
        new = NewPerson(campaign_id=campaign.id, unit_id=cast.hongxing.id, name="欧阳小明", notice_version=1)
        person = register_person(session, new, device_hash=None, vault=Vault(b"0" * 32), now=NOW)
    made = credit(person_id=person.id)
    with store.write() as session:
        reverse(session, made, reason="登错了人", actor="staff:1", now=NOW)
    page = alice.get(f"{sheet}/cells/lecture_attendances").text
    assert "欧**明" in page
    assert "欧阳小明" not in page
    assert "登错了人" in page


def test_an_approximate_figure_reads_so_wherever_the_cell_shows_it(alice: Visitor, sheet: str, credit: Credit) -> None:
    credit(quantity=595, is_approximate=True)
    cell = alice.get(f"{sheet}/cells/lecture_attendances").text
    assert re.search(r"台账推算.{0,80}<b class=.num.>595余</b>", cell, re.DOTALL)
    assert "推算的“595余人次”正确，确认" in cell
    assert re.search(r'data-label="人次">595余</td>', alice.get(sheet).text)


def test_entries_go_on_page_by_page(alice: Visitor, sheet: str, credit: Credit) -> None:
    for _ in range(52):
        credit()
    first = alice.get(f"{sheet}/cells/lecture_attendances").text
    more = re.search(r'href="([^"]*after=\d+[^"]*)"', first)
    assert more is not None
    second = alice.get(more[1].replace("&amp;", "&")).text
    assert (first.count("导入</td>"), second.count("导入</td>")) == (50, 2)


def test_findings_lead_to_their_cells(alice: Visitor, sheet: str, credit: Credit) -> None:
    credit(quantity=36)
    page = alice.get(sheet).text
    assert "请留意" in page
    assert 'href="#cell-lecture_sessions"' in page


def test_a_figure_below_last_weeks_is_found(alice: Visitor, sheet: str, credit: Credit, clock: FakeClock) -> None:
    cell = f"{sheet}/cells/slogans_posters"
    credit(kind="posting_record", measure=Measure.QUANTITY, quantity=20)
    clock.now -= timedelta(days=7)
    alice.post(f"{cell}/type", data={"value": "80", "reason": "目测"})
    clock.now += timedelta(days=7)
    alice.post(f"{cell}/type", data={"value": "60", "reason": "核实"})
    assert "累计比上期的 80 少了" in alice.get(sheet).text


def test_units_without_entries_are_named(alice: Visitor, sheet: str, credit: Credit) -> None:
    credit(quantity=36)
    page = alice.get(sheet).text
    assert "2 个单位在这段时间还没有记录" in page


def test_a_file_is_noted_and_has_its_name(store: Store, alice: Visitor, sheet: str) -> None:
    answer = alice.get(f"{sheet}/export.xlsx")
    assert "filename*=UTF-8''%E4%B8%9C%E6%98%8E%E9%95%87" in answer.headers["Content-Disposition"]
    assert 'filename="statistics-dongming-town-2026-06-16.xlsx"' in answer.headers["Content-Disposition"]
    assert _notes(store) == ["statistics.export"]


def test_full_names_need_the_right_and_leave_a_note(
    store: Store, cast: Cast, campaign: Campaign, client: Visitor, credit: Credit
) -> None:
    with store.write() as session:
        new = NewPerson(campaign_id=campaign.id, unit_id=cast.hongxing.id, name="欧阳小明", notice_version=1)
        person = register_person(session, new, device_hash=None, vault=Vault(b"0" * 32), now=NOW)
    credit(person_id=person.id)
    address = f"/console/statistics/tallies/{campaign.id}/{cast.town.id}/cumulative/person.csv"
    client.sign_in(cast.vera)
    assert "欧**明" in client.get(address).data.decode("utf-8-sig")
    assert client.post(address, data={"reason": "核对重名"}).status_code == 403
    client.sign_in(cast.alice)
    assert client.post(address, data={"reason": " "}).status_code == 303
    assert "欧阳小明" in client.post(address, data={"reason": "核对重名"}).data.decode("utf-8-sig")
    with store.read() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.position.desc())).first()
    assert last is not None
    assert (last.action, '"masked":false' in last.detail) == ("statistics.export_tally", True)
    assert "核对重名" in str(last.personal)


def test_names_behind_a_cell_are_shown_for_a_reason_and_on_record(
    store: Store, cast: Cast, campaign: Campaign, client: Visitor, sheet: str, credit: Credit
) -> None:
    with store.write() as session:
        new = NewPerson(campaign_id=campaign.id, unit_id=cast.hongxing.id, name="欧阳小明", notice_version=1)
        person = register_person(session, new, device_hash=None, vault=Vault(b"0" * 32), now=NOW)
    credit(person_id=person.id)
    names = f"{sheet}/cells/lecture_attendances/names"
    client.sign_in(cast.vera)
    assert "显示全名" not in client.get(names.removesuffix("/names")).text
    assert client.post(names, data={"reason": "好奇"}).status_code == 403
    client.sign_in(cast.alice)
    refused = client.post(names, data={"reason": " "})
    assert (refused.status_code, "欧阳小明" in refused.text) == (422, False)
    assert _notes(store) == []
    shown = client.post(names, data={"reason": "核对重名"})
    assert (shown.status_code, "欧阳小明" in shown.text) == (200, True)
    assert _notes(store) == ["statistics.see_names"]
    assert "欧阳小明" not in client.get(names.removesuffix("/names")).text


def test_no_page_of_a_figure_names_anybody_by_itself(
    store: Store, cast: Cast, campaign: Campaign, alice: Visitor, sheet: str, credit: Credit
) -> None:
    """Sheet, cell, tallies, files, API: whatever leads from a figure to people leads to masked names."""
    with store.write() as session:
        new = NewPerson(campaign_id=campaign.id, unit_id=cast.hongxing.id, name="欧阳小明", notice_version=1)
        person = register_person(session, new, device_hash=None, vault=Vault(b"0" * 32), now=NOW)
    credit(person_id=person.id)
    tallies = f"/console/statistics/tallies/{campaign.id}/{cast.town.id}/cumulative"
    pages = [sheet, f"{sheet}/cells/lecture_attendances", *(f"{tallies}/{by}" for by in ("activity", "unit", "person"))]
    files = [f"{sheet}/export.{fmt}" for fmt in ("csv", "json", "html")] + [f"{tallies}/person.csv"]
    for address in (*pages, *files):
        answer = alice.get(address)
        assert answer.status_code == 200, address
        assert "欧阳小明".encode() not in answer.data, address


@pytest.mark.parametrize("by", ["activity", "unit", "person"])
def test_tallies_are_shown(alice: Visitor, cast: Cast, campaign: Campaign, credit: Credit, by: str) -> None:
    credit(person_id=None, quantity=800)
    credit(kind="tip_reward", measure=Measure.ATTENDANCE, person_id=-4)
    page = alice.get(f"/console/statistics/tallies/{campaign.id}/{cast.town.id}/cumulative/{by}")
    assert page.status_code == 200
    assert {"activity": "安全生产大讲堂", "unit": "红星村", "person": "未记名"}[by] in page.text


def test_the_first_page_says_what_waits(
    store: Store, cast: Cast, campaign: Campaign, sheet: str, alice: Visitor, credit: Credit
) -> None:
    credit(kind="posting_record", measure=Measure.QUANTITY, quantity=20)
    alice.post(f"{sheet}/cells/slogans_posters/confirm", data={"seen": "20"})
    credit(kind="posting_record", measure=Measure.QUANTITY, quantity=1)
    with store.read() as session:
        view = TodayView(
            campaign=get_campaign(session, campaign.id), actor=cast.alice.actor, paths=(cast.town.path,), now=NOW
        )
        told = cards(session, view)
    found = {str(card.title): str(card.chip) for card in told}
    week = next(card for card in told if str(card.title) == "本周统计表")
    assert week.url.startswith("/console/statistics?period=week:")
    due = {"本周统计表": "还有 1 天", "活动总结统计表": "还有 14 天"}
    assert found == {"统计表里等您回答的格": "14 格", "确认以后又有变化的数字": "1 格", **due}


def test_a_figure_that_is_not_the_sum_of_its_children_is_explained(
    cast: Cast, alice: Visitor, sheet: str, credit: Credit
) -> None:
    for unit, quantity in ((cast.hongxing, 1), (cast.qingshan, 1), (cast.town, -1)):
        credit(kind="comprehensive_drill", measure=Measure.SESSION_HELD, unit_id=unit.id, quantity=quantity)
    credit(unit_id=cast.qingshan.id, quantity=40, is_approximate=True)
    page = alice.get(sheet).text
    assert "与下级合计不同的数字" in page
    assert re.search(r"综合演练</a></th>\s*<td[^>]*>2</td>\s*<td[^>]*>联合举办.{0,40}-1", page, re.DOTALL)
    cell = alice.get(f"{sheet}/cells/comprehensive_drills").text
    assert re.search(r"联合举办.{0,80}>-1<", cell, re.DOTALL)
    assert re.search(r"合计：东明镇</th><td[^>]*><b>1</b>", cell)
    assert "约数：青山村" in alice.get(f"{sheet}/cells/lecture_attendances").text
    answers = alice.get(f"{sheet}/cells/no_formalism").text
    assert "下级 0/3 为“是”，加上本级自己的回答：—" in answers
