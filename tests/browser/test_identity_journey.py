"""A phone meets the campaign: a name and a unit once, a family on one phone, and everything again without script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from quizapp.campaigns import NewCampaign, open_campaign
from quizapp.db import Store
from tests.browser.conftest import Site
from tests.support.cast import PASSWORD, Cast
from tests.support.clock import FakeClock
from tests.support.looks import violations
from tests.support.month import Month, plan_session

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def month(store: Store, cast: Cast, clock: FakeClock) -> Month:
    """东明县's month with a lecture going on. The browser runs in real time, so the days are set around now."""
    today = clock().date()
    new = NewCampaign(
        root_unit_id=cast.county.id, code="dm2026", title="东明县安全生产月", year=2026, theme="人人讲安全、个个会应急",
        starts_on=today - timedelta(days=3), ends_on=today + timedelta(days=10),
    )  # fmt: skip
    with store.write() as session:
        month = Month(id=open_campaign(session, new, now=clock()).id, code=new.code)
        plan_session(session, month, cast.hongxing, now=clock())
    return month


@pytest.fixture
def desk(browser: Browser, site: Site, month: Month) -> Iterator[Page]:
    """A desktop at which 陈晨 of the county is signed in."""
    context = browser.new_context(base_url=site.url, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto("/staff/sign-in")
    page.fill("[name=username]", "chen")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/console/**")
    yield page
    context.close()


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical, and whether the page is wider than the screen."""
    found = violations(page)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    named = [
        f"{each['id']}: {each['nodes'][0]['html'][:90]}" for each in found if each["impact"] in {"serious", "critical"}
    ]
    return [*named, *(["wider than the screen"] if wide else [])]


def test_it_works(page: Page, month: Month) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("东明县安全生产月")
    page.get_by_role("link", name="先登记姓名和单位").click()
    page.get_by_label("姓名或昵称").fill("王桂兰")
    page.get_by_role("combobox").fill("hx")
    page.get_by_text("红星村").first.click()
    page.get_by_label("我已看过个人信息保护说明").check()
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("王桂兰，登记好了")).to_be_visible()
    expect(page.get_by_text("您好，王桂兰")).to_be_visible()
    expect(page.get_by_role("link", name="用电安全大讲堂")).to_be_visible()


def register(page: Page, name: str, unit: str) -> None:
    """The form as it is without script: a list of units."""
    page.get_by_label("姓名或昵称").fill(name)
    page.locator("select[name=unit]").select_option(unit)
    page.get_by_label("我已看过个人信息保护说明").check()
    page.get_by_role("button", name="登记", exact=True).click()


def test_without_script_a_family_shares_the_phone(plain_phone: BrowserContext, month: Month) -> None:
    page = plain_phone.new_page()
    page.goto("/c/dm2026/me")
    register(page, "王桂兰", "hongxing")
    expect(page.get_by_text("您好，王桂兰")).to_be_visible()
    page.goto("/c/dm2026/me")
    page.get_by_role("link", name="登记另一位").click()
    register(page, "李小明", "qingshan")
    expect(page.get_by_text("您好，李小明")).to_be_visible()
    page.goto("/c/dm2026/me")
    page.get_by_role("button", name="王桂兰").click()
    expect(page.get_by_text("您好，王桂兰")).to_be_visible()
    page.goto("/c/dm2026/me")
    page.get_by_role("button", name="忘记这部手机").click()
    expect(page.get_by_text("先登记姓名和单位")).to_be_visible()


def test_a_mistake_is_named_and_nothing_typed_is_lost(plain_phone: BrowserContext, month: Month) -> None:
    page = plain_phone.new_page()
    page.goto("/c/dm2026/me?unit=hongxing")
    page.get_by_label("姓名或昵称").fill("王桂兰")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("姓名或昵称")).to_have_value("王桂兰")
    expect(page.get_by_text("红星村")).to_be_visible()


def test_the_name_is_corrected_and_then_erased(plain_phone: BrowserContext, month: Month) -> None:
    page = plain_phone.new_page()
    page.goto("/c/dm2026/me")
    register(page, "王贵兰", "hongxing")
    page.get_by_role("link", name="我的记录").click()
    page.get_by_label("姓名或昵称").fill("王桂兰")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("名字已经改好")).to_be_visible()
    page.get_by_role("link", name="我要删除").click()
    page.get_by_label("我确定要删除").check()
    page.get_by_role("button", name="删除", exact=True).click()
    expect(page.get_by_text("您的姓名和联系方式已经删除")).to_be_visible()
    expect(page.get_by_text("先登记姓名和单位")).to_be_visible()


def test_phone_pages_are_for_everybody(page: Page, month: Month) -> None:
    """axe finds nothing serious, nothing sticks out at 360 px, in the normal and in the elder view."""
    addresses = ("", "/me", "/privacy", "/feedback", "/record")
    found: dict[str, list[str]] = {}
    for view in ("normal", "elder"):
        if view == "elder":
            page.get_by_role("button", name="长辈版").click()
            expect(page.locator("html[data-elder]")).to_have_count(1)
            expect(page.locator("[data-elder-form] button")).to_have_attribute("value", "0")  # stored
        for address in addresses:
            page.goto(f"/c/dm2026{address}")
            found[f"{view} {address}"] = serious(page)
    assert {place: faults for place, faults in found.items() if faults} == {}


def test_console_pages_are_for_everybody(desk: Page) -> None:
    addresses = (
        "/console/", "/console/units", "/console/units/2", "/console/units/4/move", "/console/units/import", "/console/people",
        "/console/people/rosters", "/console/people/rosters/import", "/console/campaign", "/console/campaign/new",
        "/console/campaign/feedback", "/console/banks", "/console/banks/new", "/console/banks/import",
    )  # fmt: skip
    found: dict[str, list[str]] = {}
    for width in (1440, 360):
        desk.set_viewport_size({"width": width, "height": 900})
        for address in addresses:
            desk.goto(address)
            found[f"{width} {address}"] = serious(desk)
    assert {place: faults for place, faults in found.items() if faults} == {}


def test_a_roster_is_put_right_in_the_browser(desk: Page) -> None:
    desk.goto("/console/people/rosters/import")
    desk.get_by_role("textbox", name="名称", exact=True).fill("网格员")
    desk.get_by_label("或者从 Excel 粘贴").fill("姓名\t单位\t手机号\n张三\t红星村\t13800138000\n李四\t东明化工\t123")
    desk.get_by_role("button", name="预览").click()
    expect(desk.get_by_text("138****8000")).to_be_visible()
    desk.get_by_label("不导入这一行").check()
    desk.get_by_role("button", name="保存改动，再看一遍").click()
    desk.get_by_role("button", name="确认导入 1 人").click()
    expect(desk.get_by_text("新增 1 人")).to_be_visible()
    expect(desk.get_by_role("rowheader", name="张*")).to_be_visible()
