"""A page of staff that is left open on a screen clears itself: nothing of anybody stays to be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from quizapp.accounts import SESSION_IDLE
from tests.browser.conftest import Site, signed_in
from tests.support.cast import Cast
from tests.support.looks import violations

pytestmark = pytest.mark.sqlite_only

ACCOUNT = "/console/account"


@pytest.fixture
def desk(browser: Browser, site: Site, cast: Cast) -> Page:
    """Alice's page, on a clock that the test moves."""
    context = signed_in(browser, site, cast.alice)
    context.clock.install()
    page = context.new_page()
    page.goto(ACCOUNT)
    expect(page.get_by_text("alice", exact=True)).to_be_visible()
    return page


def _is_cleared(page: Page) -> None:
    expect(page.get_by_role("heading", name="已经退出登录")).to_be_visible()
    assert "Alice" not in page.content()
    assert page.title() == "已经退出登录"


def test_after_the_idle_time_nothing_is_left_on_the_screen(desk: Page) -> None:
    desk.clock.fast_forward((SESSION_IDLE - timedelta(minutes=2)) / timedelta(milliseconds=1))
    expect(desk.get_by_text("alice", exact=True)).to_be_visible()
    desk.clock.fast_forward("04:00")
    _is_cleared(desk)
    assert [each["id"] for each in violations(desk) if each["impact"] in {"serious", "critical"}] == []
    link = desk.get_by_role("link", name="重新登录")
    assert link.get_attribute("href") == "/staff/sign-in?next=/console/account"
    desk.context.close()


def test_without_a_network_it_clears_itself_too(desk: Page) -> None:
    desk.context.set_offline(True)
    desk.clock.fast_forward("03:02:00")
    _is_cleared(desk)
    desk.context.close()


def test_work_in_another_tab_keeps_it(desk: Page) -> None:
    desk.clock.fast_forward("02:00:00")
    other = desk.context.new_page()
    other.goto(ACCOUNT)
    desk.clock.fast_forward("02:00:00")
    expect(desk.get_by_text("alice", exact=True)).to_be_visible()
    desk.clock.fast_forward("01:02:00")
    _is_cleared(desk)
    desk.context.close()


def test_signing_out_in_one_tab_clears_the_others(desk: Page) -> None:
    other = desk.context.new_page()
    other.goto(ACCOUNT)
    other.locator("summary", has_text="Alice").click()
    other.get_by_role("button", name="退出登录").click()
    other.wait_for_url("**/staff/sign-in")
    _is_cleared(desk)
    desk.context.close()
