"""Pages of filings without script: Wednesday at five, the level above, the calendar; and the same for programs."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.campaigns import TodayView, collect_today, get_campaign
from quizapp.db import Store
from quizapp.filings import Filing, FilingCalendar, Handing, save_calendar
from quizapp.filings.console_cards import cards
from quizapp.filings.problems import finding_id
from quizapp.filings.service import find_findings
from quizapp.ledger import Measure
from quizapp.settings import Settings
from quizapp.statistics import Form
from tests.filings.conftest import FORM, WEEKS, Desk, at, plan
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter
from tests.support.factories import insert_unit
from tests.support.visitor import Visitor


@pytest.fixture(autouse=True)
def _wednesday_at_five(clock: FakeClock, settings: Settings) -> None:
    """And the form lies in the installation's folder."""
    clock.now = at(10)
    folder = Path(settings.home) / "forms"
    folder.mkdir(exist_ok=True)
    (folder / "village_2026.yaml").write_text(FORM, "utf-8")


@pytest.fixture
def sheet(desk: Desk, cast: Cast, form: Form) -> str:
    return f"/console/filings/{desk.campaign.id}/{cast.town.id}/{form.key}/{WEEKS[0]}"


def _cards(desk: Desk, officer: object) -> list[str]:
    with desk.store.read() as session:
        campaign = get_campaign(session, desk.campaign.id)
        actor = officer.actor  # type: ignore[attr-defined]
        view = TodayView(campaign=campaign, actor=actor, paths=(officer.place.path,), now=at(10))  # type: ignore[attr-defined]
        return [str(card.title) for card in cards(session, view)]


def test_a_filed_report_says_in_words_what_was_explained(
    desk: Desk, cast: Cast, client: Visitor, store: Store, sheet: str
) -> None:
    """And why the contact is blank; the contradiction before it is told in words, too."""
    client.sign_in(cast.alice)
    desk.credit(8, 600)
    desk.type(cast.town, WEEKS[0], at(10), cast.alice.actor, boards="0", plan_made="否")
    refused = client.post(f"{sheet}/hand-in", data={"action": "file"}).text
    assert "时，应有" in refused
    assert "talk_sessions" not in refused.replace("cells/talk_sessions", "").replace("figure-talk_sessions", "")
    desk.credit(8, measure=Measure.SESSION_HELD)
    with store.read() as session:
        (finding,) = find_findings(session, desk.report(cast.town, WEEKS[0]), now=at(10))
    words = Handing(explanations={finding_id(finding): "全镇集中宣讲"})
    filed = desk.file(cast.town, WEEKS[0], at(10), cast.alice.actor, words)
    page = client.get(f"/console/filings/{filed.id}").text
    label = desk.form.by_key["talk_attendances"].label
    assert re.search(rf"全镇集中宣讲<br><small class=\"muted\">“{label}” ≤ 500</small>", page)


def test_who_filed_a_report_is_not_offered_to_review_it(desk: Desk, cast: Cast, client: Visitor) -> None:
    desk.held(8, 36)
    desk.type(cast.town, WEEKS[0], at(10), cast.chen.actor, boards="3", plan_made="是")
    filed = desk.file(cast.town, WEEKS[0], at(10), cast.chen.actor)
    client.sign_in(cast.chen)
    page = client.get(f"/console/filings/{filed.id}").text
    assert "请由另一位同事审核" in page
    assert f"/console/filings/{filed.id}/accept" not in page
    assert f"/console/filings/{filed.id}/return" not in page


def test_wednesday_at_five(
    desk: Desk, cast: Cast, client: Visitor, sheet: str, store: Store, clock: FakeClock, app: Flask
) -> None:
    """One page: figures there, two answers, one button; then the county returns it, and in the end accepts it."""
    desk.held(8, 36)
    client.sign_in(cast.alice)
    assert client.get("/console/filings").headers["Location"] == sheet
    page = client.get(sheet).text
    assert re.search(r"<b>36</b>", page)
    assert _cards(desk, cast.alice) == ["本周报表待报送", "下级报送情况"]
    empty = client.post(f"{sheet}/hand-in", data={"action": "file"})
    assert empty.status_code == 422
    assert "“展板”还没有填" in empty.text
    half = client.post(f"{sheet}/hand-in", data={"action": "file", "answer-boards": "许多", "answer-plan_made": "1"})
    assert half.status_code == 422
    assert 'aria-describedby="answer-boards-error"' in half.text
    assert "只有您知道的 1 项" in half.text  # the good answer was kept
    filed = client.post(f"{sheet}/hand-in", data={"action": "file", "answer-boards": "12"})
    shown = filed.headers["Location"]
    assert "已报，待审核" in client.get(shown).text
    assert "本周报表待报送" not in _cards(desk, cast.alice)

    above = app.test_client()
    assert isinstance(above, Visitor)
    above.sign_in(cast.chen)
    assert above.post(f"{shown}/return", data={"remark": ""}).status_code == 422
    above.post(f"{shown}/return", data={"remark": "展板数请核对"})
    assert "被退回：展板数请核对" in client.get(sheet).text
    before, clock.now = clock.now, at(11)
    client.sign_in(cast.alice)
    later = client.get(sheet.replace(WEEKS[0], WEEKS[1])).text
    clock.now = before
    client.sign_in(cast.alice)
    assert "以前有一期被退回，先改好那一期" in later
    assert 'value="file"' not in later, "what would be refused is not offered"
    assert "报表被退回，请改好重报" in _cards(desk, cast.alice)
    shown = client.post(f"{sheet}/hand-in", data={"action": "file"}).headers["Location"]
    board = sheet.replace("/filings/", "/filings/board/").replace(f"/{cast.town.id}/", f"/{cast.county.id}/")
    number = shown.rsplit("/", 1)[1]
    assert f'value="{number}"' in above.get(f"{board}?show=submitted").text
    above.post(f"{board}/accept", data={"filing": [number]})
    assert "已通过" in client.get(shown).text
    assert client.post(f"{shown}/accept").status_code == 409

    again = client.post(f"{sheet}/hand-in", data={"action": "file"})
    assert again.status_code == 409
    clock.now = at(10, 19)
    amending = client.get(f"{sheet}?amend=1").text
    assert "正在更正第 1 版" in amending
    assert "现在报送会标明" not in amending  # it was in time, and stays so
    desk.type(cast.town, WEEKS[0], at(10, 19), cast.alice.actor, boards="14")
    newer = client.post(f"{sheet}/hand-in", data={"action": "file", "reason": "漏报两块"}).headers["Location"]
    changes = client.get(f"{newer}/changes").text
    assert "漏报两块" in changes
    assert re.search(r"12.*14", changes, re.DOTALL)
    for fmt in ("xlsx", "docx", "pdf", "csv", "json"):
        assert client.get(f"{shown}/export.{fmt}").status_code == 200
    with store.read() as session:
        notes = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("filings.%"))).all()
    assert notes[:5] == ["filings.submit", "filings.return", "filings.submit", "filings.accept_many", "filings.submit"]


def test_the_first_page_asks_for_a_report_once(desk: Desk, cast: Cast, store: Store) -> None:
    """The calendar's card alone while filing is on, and none once the report is filed; the form's own cards without it."""
    twice = {"本周统计表", "活动总结统计表", "统计表里等您回答的格"}

    def titles() -> set[str]:
        with store.read() as session:
            campaign = get_campaign(session, desk.campaign.id)
            view = TodayView(campaign=campaign, actor=cast.alice.actor, paths=(cast.town.path,), now=at(10))
            return {str(card.title) for found in collect_today(session, view).values() for card in found}

    assert "本周报表待报送" in titles()
    assert not titles() & twice
    desk.file(cast.town, WEEKS[0], at(10), cast.alice.actor, Handing(is_nil=True))
    assert not titles() & {*twice, "本周报表待报送"}
    with store.write() as session:
        save_calendar(session, desk.campaign.id, desk.form.key, plan(is_on=False))
    assert {"本周统计表", "活动总结统计表"} <= titles()
    assert "本周报表待报送" not in titles()


def test_nil_by_one_tap_and_the_office_address(
    desk: Desk, cast: Cast, client: Visitor, sheet: str, store: Store
) -> None:
    client.sign_in(cast.alice)
    assert "零报告：这一期没有活动" in client.get(sheet).text
    shown = client.post(f"{sheet}/hand-in", data={"action": "nil"}).headers["Location"]
    assert "零报告" in client.get(shown).text
    mail = f"/console/filings/{desk.campaign.id}/units/{cast.town.id}/mail"
    client.post(mail, data={"address": "office@example.com"})
    assert "office@example.com" in client.get(sheet).text
    client.post(mail, data={"address": "nobody"})
    assert "office@example.com" in client.get(sheet).text


def test_the_board_takes_as_many_statements_for_a_thousand_units_as_for_five(
    desk: Desk, cast: Cast, client: Visitor, sheet: str, store: Store
) -> None:
    board = sheet.replace("/filings/", "/filings/board/").replace(f"/{cast.town.id}/", f"/{cast.county.id}/")
    client.sign_in(cast.chen)
    client.get(board)
    counts = []
    for more in (0, 1_000):
        with store.write() as session:
            for number in range(more):
                insert_unit(session, at(1), name=f"第{number}村", code=f"v{number}", parent=cast.town)
        with statement_counter(store) as sent:
            page = client.get(board).text
        counts.append(len(sent))
    assert "1006 个单位" in page
    assert counts[0] == counts[1]
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{board}/export.xlsx?show=missing").data))
    assert book.active is not None
    assert book.active.max_row == 1_007
    assert "已提醒 1006 个单位" in client.post(f"{board}/remind", follow_redirects=True).text
    assert "没有需要提醒的" in client.post(f"{board}/remind", follow_redirects=True).text


def test_filing_is_off_until_the_campaigns_office_switches_it_on(
    cast: Cast, client: Visitor, store: Store, campaign: object
) -> None:
    client.sign_in(cast.alice)
    page = client.get("/console/filings").text
    assert "没有开通网上报送" in page
    assert "设置报送日程" not in page
    assert client.get("/console/filings/calendar").status_code == 403
    client.sign_in(cast.chen)
    assert "设置报送日程" in client.get("/console/filings").text
    assert client.get("/console/filings/calendar").status_code == 200
    form = {
        "is_on": "y", "is_weekly": "y", "closes_on": "4", "closes_at": "17:30", "first_day": "2026-06-04",
        "last_day": "2026-06-24", "final_at": "2026-07-07T18:00", "duty": "levels", "levels": ["township"],
        "allows_nil": "y", "remind_hours": "12",
    }  # fmt: skip
    wrong = client.post("/console/filings/calendar?form=village_2026", data=form | {"last_day": "2026-05-01"})
    assert wrong.status_code == 422
    assert "最后一周不能早于第一周" in wrong.text
    client.post("/console/filings/calendar?form=village_2026", data=form)
    with store.read() as session:
        row = session.scalars(select(FilingCalendar)).one()
        assert (row.closes_on, row.closes_at, row.levels, row.final_at) == (4, 1050, ["township"], at(7, 18, month=7))
    assert 'value="17:30' in client.get("/console/filings/calendar?form=village_2026").text
    client.sign_in(cast.alice)
    assert "week-fri:2026-06-05" in client.get("/console/filings").headers["Location"]


def test_programs_read_what_was_filed(desk: Desk, cast: Cast, client: Visitor, sheet: str, store: Store) -> None:
    client.sign_in(cast.alice)
    client.post(f"{sheet}/hand-in", data={"action": "nil"})
    (found,) = client.get(f"/api/v1/filings/june/{cast.town.code}").json["filings"]  # type: ignore[index]
    assert (found["period"], found["state"], found["nil"]) == (WEEKS[0], "submitted", True)
    answer = client.get(f"/api/v1/filings/{found['id']}").json
    assert answer is not None
    with store.read() as session:
        kept = session.scalars(select(Filing)).one()
    assert answer["report"]["filing"]["head"] == kept.head
    assert answer["report"]["values"]["boards"] == 0
