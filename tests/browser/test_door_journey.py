"""The door in a real browser: a screen with a changing code, a phone that waits for the opening, a place, an own code."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from quizapp.activities import DoorSettings, SessionFacts, change_door
from quizapp.checkins import Scan, code_now, set_gates
from quizapp.checkins.rotating import screen_key
from quizapp.db import Store
from quizapp.settings import Settings
from tests.browser.conftest import Site
from tests.browser.test_checkin_journey import _heads, _introduce, _serious, _sign_in
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.month import Month, open_month, plan_session

PLACED = DoorSettings(code_interval_s=15, takes_exits=True, latitude=31.2304, longitude=121.4737)


@pytest.fixture
def clock() -> FakeClock:
    """Ten in the morning; the tests move it on."""
    return FakeClock()


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    with store.write() as session:
        return open_month(session, cast)


@pytest.fixture
def hall(store: Store, cast: Cast, month: Month) -> SessionFacts:
    """A drill of 红星村 with a code that changes, exits, two gates and a place."""
    with store.write() as session:
        planned = plan_session(
            session, month, cast.hongxing, kind="escape_drill", title="避险逃生演练", place="文化广场"
        )
        set_gates(session, planned.id, ["东门", "西门"], now=OPENING)
        return change_door(session, planned.id, PLACED)


@pytest.fixture
def screen_path(hall: SessionFacts, settings: Settings) -> str:
    """Address of the screen."""
    return f"/s/{hall.code}/screen/{screen_key(hall, settings.key_for('checkin'))}"


@pytest.fixture
def screen(browser: Browser, site: Site, screen_path: str) -> Page:
    """The projector, on which nobody signed in."""
    page = browser.new_context(base_url=site.url, viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
    page.goto(screen_path)
    return page


def _become(page: Page, name: str) -> None:
    """The identity page of 红星村, filled in; with the script the list of units is another one."""
    page.goto("/c/dm2026/me?unit=hongxing")
    page.get_by_label("姓名或昵称").fill(name)
    page.get_by_label("我已看过个人信息保护说明").check()
    page.get_by_role("button", name="登记").click()
    page.wait_for_url("**/c/dm2026")


def _readable(screen: Page) -> str:
    return screen.locator("[data-readable]").inner_text()


def test_the_screen_goes_on_to_the_next_code_by_itself(
    screen: Page, hall: SessionFacts, settings: Settings, clock: FakeClock
) -> None:
    first, drawing = _readable(screen), screen.locator("[data-qr] path").last.get_attribute("d")
    clock.advance(seconds=15)
    after = code_now(hall, settings.key_for("checkin"), clock())
    expect(screen.locator("[data-readable]")).to_have_text(after.readable, timeout=120_000)
    assert after.readable != first
    assert screen.locator("[data-qr] path").last.get_attribute("d") != drawing


def test_a_screen_without_network_takes_its_code_down(screen: Page) -> None:
    screen.context.set_offline(True)
    expect(screen.get_by_role("alert")).to_contain_text("屏幕断网了", timeout=120_000)
    expect(screen.locator("[data-readable]")).to_be_hidden()
    screen.context.set_offline(False)
    expect(screen.locator("[data-readable]")).to_be_visible(timeout=120_000)


def test_a_phone_scans_types_its_name_slowly_and_is_in_without_script(
    plain_phone: BrowserContext, screen: Page, store: Store, cast: Cast, month: Month, hall: SessionFacts, clock: FakeClock
) -> None:  # fmt: skip
    page = plain_phone.new_page()
    page.goto(f"/s/{hall.code}")
    page.get_by_label("屏幕上的 6 位字符").fill(_readable(screen).lower())
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("link", name="填写姓名，签到").click()
    clock.advance(minutes=8)
    _introduce(page, "赵敏")
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.locator("[data-verdict=done]")).to_contain_text("签到成功")
    assert _heads(store, month, cast) == 1


def test_who_comes_early_waits_and_is_in_by_itself(
    page: Page, store: Store, cast: Cast, month: Month, clock: FakeClock
) -> None:
    with store.write() as session:
        facts = plan_session(session, month, cast.hongxing)
    _become(page, "赵敏")
    clock.now = facts.opens_at - timedelta(seconds=2)
    page.goto(f"/s/{facts.code}")
    expect(page.locator("[data-countdown]")).to_have_text(re.compile(r"00:0[0-2]"))
    clock.now = facts.opens_at
    expect(page.locator("[data-verdict=done]")).to_be_visible(timeout=120_000)
    assert _heads(store, month, cast) == 1


def test_a_phone_gives_its_place_once_and_only_the_distance_is_kept(
    browser: Browser, site: Site, store: Store, cast: Cast, month: Month
) -> None:
    with store.write() as session:
        planned = plan_session(session, month, cast.hongxing)
        facts = change_door(session, planned.id, DoorSettings(latitude=31.2304, longitude=121.4737))
    context = browser.new_context(
        base_url=site.url, viewport={"width": 360, "height": 740}, locale="zh-CN", permissions=["geolocation"],
        geolocation={"latitude": 31.2314, "longitude": 121.4737, "accuracy": 20},
    )  # fmt: skip
    page = context.new_page()
    _become(page, "赵敏")
    page.goto(f"/s/{facts.code}")
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.locator("[data-verdict=done]")).to_be_visible(timeout=120_000)
    with store.read() as session:
        evidence = session.scalars(select(Scan.evidence)).one()
    context.close()
    assert evidence is not None
    assert (evidence["distance_m"], evidence["accuracy_m"], evidence.get("doubts")) == (111, 20, None)


@pytest.mark.sqlite_only
def test_the_pages_of_the_door_have_no_serious_accessibility_findings(
    page: Page, browser: Browser, site: Site, store: Store, cast: Cast, hall: SessionFacts, screen: Page
) -> None:
    assert _serious(screen) == []
    found: dict[str, list[str]] = {}
    page.goto(f"/s/{hall.code}")
    found["door"] = _serious(page)
    _become(page, "赵敏")
    page.goto("/c/dm2026/me/code")
    found["own code"] = _serious(page)
    desk = browser.new_context(base_url=site.url, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    _sign_in(desk, site, store, cast.alice)
    console = desk.new_page()
    for path in ("", "/door", "/log", "/log?shown=doubtful", "/attendance"):
        console.goto(f"/console/sessions/{hall.id}{path}")
        found[path] = _serious(console)
    console.goto("/console/badges")
    found["badges"] = _serious(console)
    desk.close()
    assert not any(found.values()), found
