"""Check-in in a real browser: a villager's phone with a poster, and a helper's phone with a queue."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from quizapp.accounts import open_session
from quizapp.activities import SessionFacts
from quizapp.db import Store
from quizapp.kit import pinyin
from quizapp.people.models import Roster, RosterEntry
from quizapp.web.signing import SessionCookie
from tests.browser.conftest import PHONE, Site
from tests.support.cast import Cast, Officer
from tests.support.clock import OPENING, FakeClock
from tests.support.looks import violations
from tests.support.month import Month, figure, open_month, plan_session

NAMES = ("张桂兰", "单红星", "欧阳小明", "王建国")


@pytest.fixture
def clock() -> FakeClock:
    """Ten in the morning of the drill; windows do not depend on the day on which the tests run."""
    return FakeClock()


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    with store.write() as session:
        return open_month(session, cast)


@pytest.fixture
def drill(store: Store, cast: Cast, month: Month) -> SessionFacts:
    """A drill of 红星村 that is open now, with four villagers on its roster."""
    with store.write() as session:
        roster = Roster(campaign_id=month.id, unit_id=cast.hongxing.id, title="花名册", created_at=OPENING)
        session.add(roster)
        session.flush()
        for position, name in enumerate(NAMES):
            entry = RosterEntry(
                roster_id=roster.id, unit_id=cast.hongxing.id, name=name, name_key=name, pinyin=pinyin.full(name),
                initials=pinyin.initials(name), identity=name, position=position,
            )  # fmt: skip
            session.add(entry)
        return plan_session(session, month, cast.hongxing, kind="escape_drill", title="避险逃生演练", expected=4)


def _sign_in(context: BrowserContext, site: Site, store: Store, officer: Officer) -> None:
    with store.write() as session:
        token = open_session(session, officer.id, device="test", address="127.0.0.1", now=OPENING)
    serializer = SessionCookie().get_signing_serializer(site.app)
    assert serializer is not None
    context.add_cookies([{"name": "session", "value": str(serializer.dumps({"_user_id": token})), "url": site.url}])


def _introduce(page: Page, name: str) -> None:
    """The identity page, filled in."""
    page.get_by_label("姓名或昵称").fill(name)
    page.locator("select[name=unit]").select_option("hongxing")
    page.get_by_label("我已看过个人信息保护说明").check()
    page.get_by_role("button", name="登记").click()


def _heads(store: Store, month: Month, cast: Cast) -> int:
    with store.read() as session:
        return figure(session, month, cast.county, "attendance")


def _serious(page: Page) -> list[str]:
    found = violations(page)
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in {"serious", "critical"}]


def test_a_first_visit_without_script_ends_in_a_green_screen(
    plain_phone: BrowserContext, store: Store, cast: Cast, month: Month, drill: SessionFacts
) -> None:
    page = plain_phone.new_page()
    page.goto(f"/s/{drill.code}")
    page.get_by_role("link", name="填写姓名，签到").click()
    _introduce(page, "赵敏")
    page.get_by_role("button", name="签到", exact=True).click()
    verdict = page.locator("[data-verdict=done]")
    expect(verdict).to_contain_text("签到成功")
    expect(verdict).to_contain_text("赵敏")
    assert _heads(store, month, cast) == 1


def test_a_returning_phone_taps_once_after_scanning(
    plain_phone: BrowserContext, store: Store, cast: Cast, month: Month, drill: SessionFacts
) -> None:
    page = plain_phone.new_page()
    page.goto("/c/dm2026/me")
    _introduce(page, "赵敏")
    page.goto(f"/s/{drill.code}")  # the first tap: opening what was scanned
    page.get_by_role("button", name="签到", exact=True).click()  # the second
    expect(page.locator("[data-verdict=done]")).to_be_visible()
    box = page.locator("[data-verdict=done]").bounding_box()
    assert box is not None
    assert box["width"] == 360
    assert box["height"] > 500
    page.goto(f"/s/{drill.code}")
    expect(page.get_by_text("您已签到")).to_be_visible()
    assert _heads(store, month, cast) == 1


@pytest.mark.sqlite_only
def test_the_pages_of_the_phone_have_no_serious_accessibility_findings(page: Page, drill: SessionFacts) -> None:
    page.goto(f"/s/{drill.code}")
    assert _serious(page) == []
    page.get_by_role("link", name="填写姓名，签到").click()
    page.get_by_label("姓名或昵称").fill("赵敏")
    page.locator("input[data-unit-search], input[role=combobox]").first.fill("hx")
    page.get_by_role("option", name="红星村").first.click()
    page.get_by_label("我已看过个人信息保护说明").check()
    page.get_by_role("button", name="登记").click()
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.locator("[data-verdict=done]")).to_be_visible()
    assert _serious(page) == []


@pytest.fixture
def desk(page: Page, phone: BrowserContext, site: Site, store: Store, cast: Cast, drill: SessionFacts) -> Page:
    """Bob's phone at the desk."""
    _sign_in(phone, site, store, cast.bob)
    page.goto(f"/console/sessions/{drill.id}/desk")
    return page


def test_a_helper_finds_by_initials_ticks_and_takes_back_without_reloading(
    desk: Page, store: Store, cast: Cast, month: Month
) -> None:
    desk.evaluate("window.stayed = true")
    desk.locator("[data-desk-search]").fill("shx")
    rows = desk.locator("[data-desk-row]:visible")
    expect(rows).to_have_count(1)
    desk.locator("[data-desk-search]").press("Enter")
    expect(rows).to_have_attribute("data-state", "present")
    expect(desk.locator("[data-desk-present]")).to_have_text("1")
    assert _heads(store, month, cast) == 1
    rows.locator("summary").click()
    rows.get_by_role("button", name="确认撤销").click()
    expect(rows).to_have_attribute("data-state", "absent")
    expect(desk.locator("[data-desk-present]")).to_have_text("0")
    assert _heads(store, month, cast) == 0
    rows.get_by_role("button", name="签到").click()
    expect(rows).to_have_attribute("data-state", "present")
    assert _heads(store, month, cast) == 1
    assert desk.evaluate("window.stayed") is True


def test_a_dead_network_never_looks_like_a_check_in(
    desk: Page, phone: BrowserContext, store: Store, cast: Cast, month: Month
) -> None:
    row = desk.locator("[data-desk-row]").first
    phone.set_offline(True)
    row.get_by_role("button", name="签到").click()
    expect(row).to_have_attribute("data-state", "failed")
    assert _heads(store, month, cast) == 0
    phone.set_offline(False)
    row.get_by_role("button", name="签到").click()
    expect(row).to_have_attribute("data-state", "present")
    assert _heads(store, month, cast) == 1


def test_a_tick_that_was_taken_back_elsewhere_is_told_by_the_server(
    desk: Page, store: Store, cast: Cast, month: Month, clock: FakeClock, drill: SessionFacts
) -> None:
    clock.now = drill.closes_at
    clock.advance(seconds=1)
    row = desk.locator("[data-desk-row]").first
    row.get_by_role("button", name="签到").click()
    expect(row).to_have_attribute("data-state", "refused")
    expect(row).to_contain_text("补签请先写明原因")
    assert _heads(store, month, cast) == 0


def test_a_walk_in_takes_a_name_and_a_button(desk: Page, store: Store, cast: Cast, month: Month) -> None:
    desk.locator("#walk-in > summary").click()
    desk.locator("#walk-in").get_by_label("姓名").fill("新来的")
    desk.get_by_role("button", name="登记并签到").click()
    expect(desk.locator("[data-flash]")).to_contain_text("新来的：10:00 签到成功")
    assert _heads(store, month, cast) == 1


@pytest.fixture
def plain_desk(plain_phone: BrowserContext, site: Site, store: Store, cast: Cast, drill: SessionFacts) -> Page:
    """The same desk without script."""
    _sign_in(plain_phone, site, store, cast.bob)
    page = plain_phone.new_page()
    page.goto(f"/console/sessions/{drill.id}/desk")
    return page


def test_the_desk_works_without_script(plain_desk: Page, store: Store, cast: Cast, month: Month) -> None:
    plain_desk.locator("[data-desk-search]").fill("oyxm")
    plain_desk.get_by_role("button", name="查找").click()
    plain_desk.get_by_role("button", name="签到：欧阳小明").click()
    expect(plain_desk.locator("[data-flash]")).to_contain_text("欧阳小明：10:00 签到成功")
    assert _heads(store, month, cast) == 1
    plain_desk.locator("[data-desk-row] .undo summary").click()
    plain_desk.locator("[data-desk-row]").get_by_role("button", name="确认撤销").click()
    assert _heads(store, month, cast) == 0


@pytest.mark.sqlite_only
def test_buttons_of_the_desk_are_large_enough_for_a_thumb(desk: Page) -> None:
    for button in desk.locator("[data-desk-row]:visible button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 48


@pytest.mark.sqlite_only
@pytest.mark.parametrize("width", [360, 1440])
def test_console_pages_have_no_serious_accessibility_findings_and_fit_the_screen(
    browser: Browser, site: Site, store: Store, cast: Cast, drill: SessionFacts, width: int
) -> None:
    context = browser.new_context(base_url=site.url, **(PHONE | {"viewport": {"width": width, "height": 800}}))
    _sign_in(context, site, store, cast.alice)
    page = context.new_page()
    for path in (
        "/console/activities", "/console/activities/new", f"/console/activities/{drill.activity_id}",
        f"/console/sessions/{drill.id}", f"/console/sessions/{drill.id}/desk", f"/console/sessions/{drill.id}/attendance",
        f"/console/sessions/{drill.id}/edit", "/console/records", "/console/records/new",
        "/console/records/new?kind=media_item.news",
    ):  # fmt: skip
        page.goto(path)
        assert page.url.removeprefix(site.url) == path
        assert _serious(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()
