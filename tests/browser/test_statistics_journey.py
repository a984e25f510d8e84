"""A clerk fills the form in a real browser: opens a blank, confirms, types with a reason, prints; by keyboard and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from quizapp.campaigns import NewCampaign, open_campaign
from quizapp.db import Store
from quizapp.ledger import Entry, Measure, Source, append
from tests.browser.conftest import Site, signed_in
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.looks import violations

FORM = "zhoushan_2021_safety_month"


@pytest.fixture
def sheet(store: Store, cast: Cast, clock: FakeClock) -> str:
    """东明镇's form with one lecture of 36 people and 20 banners."""
    now = clock()
    today = now.date()
    new = NewCampaign(
        root_unit_id=cast.county.id, code="june", title="安全生产月", year=today.year,
        starts_on=today - timedelta(days=10), ends_on=today + timedelta(days=20), form_key=FORM,
    )  # fmt: skip
    with store.write() as session:
        campaign = open_campaign(session, new, now=now)
        for number, (kind, measure, amount) in enumerate(
            [
                ("lecture", Measure.SESSION_HELD, 1), ("lecture", Measure.ATTENDANCE, 36),
                ("posting_record", Measure.QUANTITY, 20),
            ]
        ):  # fmt: skip
            append(
                session,
                Entry(
                    campaign_id=campaign.id, unit_id=cast.hongxing.id, kind=kind, measure=measure, quantity=amount,
                    occurred_at=now, day=date(today.year, today.month, today.day), recorded_at=now, source=Source.MANUAL,
                    source_table="test", source_id=number, actor="staff:1",
                ),
            )  # fmt: skip
        return f"/console/statistics/{campaign.id}/{cast.town.id}/{FORM}/cumulative"


@pytest.fixture
def desk(browser: Browser, site: Site, cast: Cast) -> Iterator[Page]:
    """Alice's browser at her desk."""
    context = signed_in(browser, site, cast.alice, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert faults == []


def _serious(page: Page) -> list[str]:
    found = violations(page)
    return [each["id"] for each in found if each["impact"] in ("serious", "critical")]


def test_a_clerk_fills_the_form(desk: Page, sheet: str) -> None:
    desk.goto(sheet)
    desk.get_by_role("button", name="确认全部").click()
    expect(desk.get_by_text("已确认 5 项")).to_be_visible()
    blank = desk.locator("#cell-lecture_attendances")
    expect(blank).to_contain_text("36")
    blank.focus()
    desk.keyboard.press("Enter")
    dialog = desk.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="台账记录")).to_be_visible()
    assert _serious(desk) == []
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(blank).to_be_focused()
    blank.click()
    dialog.get_by_label("改填为").fill("40余")
    dialog.get_by_label("原因").fill("纸质签到 4 人")
    dialog.get_by_role("button", name="保存人工填报").click()
    expect(desk.locator("#cell-lecture_attendances")).to_contain_text("40余")
    expect(desk.locator("#cell-lecture_attendances")).to_contain_text("人工")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Excel").click()
    assert download.value.suggested_filename.startswith("东明镇 ")


def test_a_missing_reason_is_said_on_the_cells_own_page(desk: Page, sheet: str) -> None:
    desk.goto(sheet)
    desk.locator("#cell-lecture_attendances").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("改填为").fill("40")
    dialog.get_by_role("button", name="保存人工填报").click()
    expect(desk.get_by_role("alert")).to_contain_text("请写明原因")
    expect(desk.get_by_label("改填为")).to_have_value("40")


def test_the_form_works_on_a_phone_without_script(browser: Browser, site: Site, cast: Cast, sheet: str) -> None:
    context = signed_in(browser, site, cast.alice, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(sheet)
    page.locator("#cell-no_formalism").click()
    page.get_by_label("是", exact=True).check()
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#cell-no_formalism")).to_contain_text("人工")
    page.get_by_label("统计期").select_option(index=1)
    page.get_by_role("button", name="查看").click()
    page.wait_for_url("**/week:*")
    context.close()


@pytest.mark.sqlite_only
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_serious_and_nothing_beside_the_screen(
    browser: Browser, site: Site, cast: Cast, sheet: str, width: int
) -> None:
    context = signed_in(browser, site, cast.alice, viewport={"width": width, "height": 800})
    page = context.new_page()
    tallies = sheet.replace("/console/statistics/", "/console/statistics/tallies/").replace(
        f"/{FORM}/cumulative", "/cumulative/"
    )
    for address in (
        sheet,
        f"{sheet}/cells/lecture_attendances",
        f"{tallies}activity",
        f"{tallies}unit",
        f"{tallies}person",
    ):
        page.goto(address)
        assert _serious(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    context.close()
