"""A week's report in a real browser: the clerk confirms and files, the county returns it, and in the end accepts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from quizapp.campaigns import NewCampaign, open_campaign
from quizapp.db import Store
from quizapp.filings import CalendarPlan, save_calendar
from quizapp.kit.clock import local_date
from quizapp.kit.periods import week_of
from quizapp.ledger import Entry, Measure, Source, append
from quizapp.settings import Settings
from tests.browser.conftest import Site, signed_in
from tests.support.cast import Cast
from tests.support.clock import FakeClock

FORM = """
template: {key: village_week, title: 活动情况统计表, year: 2026, annex: 附件2}
sections:
- key: all
  label: 活动
  items:
  - key: publicity
    label: 宣传
    fields:
    - {key: talks, label: 宣讲参与, unit: 人次, type: persons, mode: auto, derive: {from: activity, kind: lecture, agg: attendances}}
    - {key: posters, label: 标语横幅, unit: 条, type: count, mode: assisted, derive: {from: posting_record, agg: quantity}}
    - {key: plan_made, label: 是否制定方案, unit: 是否, type: bool, mode: manual}
"""


#: Where a report that was handed in is shown.
FILED = re.compile(r"/console/filings/\d+$")


@pytest.fixture
def sheet(store: Store, cast: Cast, clock: FakeClock, settings: Settings) -> str:
    """东明镇's running week: 36 people at a lecture and 20 banners, on a form of the installation's own."""
    folder = Path(settings.home) / "forms"
    folder.mkdir(exist_ok=True)
    (folder / "village_week.yaml").write_text(FORM, "utf-8")
    now = clock()
    with store.write() as session:
        new = NewCampaign(
            root_unit_id=cast.county.id, code="june", title="安全生产月", year=now.year,
            starts_on=now.date() - timedelta(days=10), ends_on=now.date() + timedelta(days=20), form_key="village_week",
        )  # fmt: skip
        campaign = open_campaign(session, new, now=now)
        today = local_date(now, campaign.time_zone)
        closes_on = (today.weekday() + 3) % 7  # on whatever day this runs, there is time
        plan = CalendarPlan(
            is_on=True, is_weekly=True, closes_on=closes_on, closes_at=18 * 60, first_day=today, last_day=today,
            final_at=None,
        )  # fmt: skip
        save_calendar(session, campaign.id, "village_week", plan)
        for number, (kind, measure, amount) in enumerate(
            [("lecture", Measure.ATTENDANCE, 36), ("posting_record", Measure.QUANTITY, 20)]
        ):
            entry = Entry(
                campaign_id=campaign.id, unit_id=cast.hongxing.id, kind=kind, measure=measure, quantity=amount,
                occurred_at=now, day=today, recorded_at=now, source=Source.MANUAL, source_table="test",
                source_id=number, actor="staff:1",
            )  # fmt: skip
            append(session, entry)
    return f"/console/filings/{campaign.id}/{cast.town.id}/village_week/{week_of(today, closes_on=closes_on).key}"


@pytest.fixture
def clerk(browser: Browser, site: Site, cast: Cast) -> Iterator[Page]:
    """The township's clerk at her desk."""
    context = signed_in(browser, site, cast.alice, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def county(browser: Browser, site: Site, cast: Cast) -> Iterator[Page]:
    """The county's reviewer, on his phone."""
    context = signed_in(browser, site, cast.chen, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def test_a_week_is_filed_returned_filed_again_and_accepted(clerk: Page, county: Page, sheet: str) -> None:
    clerk.goto("/console/")
    clerk.get_by_role("link", name="本周报表待报送").first.click()
    expect(clerk).to_have_url(re.compile(f"{re.escape(sheet)}$"))
    expect(clerk.locator("#figure-talks")).to_contain_text("36")

    clerk.locator("#figure-posters").get_by_role("link").click()
    clerk.get_by_role("button", name="推算的“20条”正确，确认").click()
    expect(clerk.locator("#cell-posters")).to_contain_text("已确认")
    clerk.goto(sheet)
    expect(clerk.locator("#figure-posters")).to_contain_text("已确认")
    clerk.get_by_label("是", exact=True).check()
    clerk.get_by_role("button", name="报送", exact=True).click()
    expect(clerk).to_have_url(FILED)
    expect(clerk.get_by_text("已报，待审核").first).to_be_visible()

    county.goto(clerk.url)
    county.get_by_label("退回，请对方改什么").fill("横幅请再数一遍")
    county.get_by_role("button", name="退回").click()
    expect(county.get_by_text("已退回").first).to_be_visible()

    clerk.goto(sheet)
    expect(clerk.get_by_text("被退回：横幅请再数一遍")).to_be_visible()
    clerk.locator("#figure-posters").get_by_role("link").click()
    clerk.get_by_label("改填为").fill("18")
    clerk.get_by_label("原因").fill("两条已经拆了")
    clerk.get_by_role("button", name="保存人工填报").click()
    expect(clerk.locator("#cell-posters")).to_contain_text("18")
    clerk.goto(sheet)
    clerk.get_by_role("button", name="报送", exact=True).click()
    expect(clerk).to_have_url(FILED)
    expect(clerk.get_by_text("已报，待审核").first).to_be_visible()
    filed = urlsplit(clerk.url).path
    clerk.get_by_role("link", name="改了什么").first.click()
    expect(clerk.get_by_role("row", name="标语横幅")).to_contain_text("两条已经拆了")

    county.goto(sheet.replace("/filings/", "/filings/board/"))
    county.locator(f'a[href="{filed}"]').first.click()
    county.get_by_role("button", name="通过", exact=True).click()
    expect(county.get_by_text("已通过").first).to_be_visible()
    clerk.goto(sheet)
    expect(clerk.get_by_text("已通过").first).to_be_visible()
