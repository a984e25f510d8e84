"""The helper's list: found by initials, ticked by Enter, undone, and never pretending."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.frontend.scripted_server import ScriptedServer


def test_it_works(page: Page, server: ScriptedServer) -> None:
    page.goto(f"{server.url}/desk")
    page.locator("#desk-search").fill("zgl")
    expect(page.locator(".desk-row:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#row-1")).to_have_attribute("data-state", "present")
    expect(page.locator("[data-desk-present]")).to_have_text("1")
    page.locator("#row-1 [data-desk-undo] summary").tap()
    page.locator("#row-1 [data-desk-undo] button").tap()
    expect(page.locator("#row-1")).to_have_attribute("data-state", "absent")
    expect(page.locator("[data-desk-present]")).to_have_text("0")


def test_a_tick_that_failed_is_shown_and_not_counted(page: Page, server: ScriptedServer) -> None:
    server.next_ticks.append(500)
    page.goto(f"{server.url}/desk")
    page.locator("#row-2 [data-desk-tick] button").tap()
    expect(page.locator("#row-2")).to_have_attribute("data-state", "failed")
    expect(page.locator("[data-desk-present]")).to_have_text("0")
    page.locator("#row-2 [data-desk-tick] button").tap()
    expect(page.locator("[data-desk-present]")).to_have_text("1")


def test_a_tick_without_network_asks_to_be_tapped_again_once_there_is_one(page: Page, server: ScriptedServer) -> None:
    page.goto(f"{server.url}/desk")
    page.context.set_offline(True)
    page.locator("#row-2 [data-desk-tick] button").tap()
    expect(page.locator("#row-2 [data-desk-text]")).to_have_text("网络断开，未签到：网络恢复后请再点一次")
    page.context.set_offline(False)
    expect(page.locator("#row-2 [data-desk-text]")).to_have_text("网络已恢复，请再点一次")
    expect(page.locator("#row-1 [data-desk-text]")).to_have_text("")
    page.locator("#row-2 [data-desk-tick] button").tap()
    expect(page.locator("#row-2")).to_have_attribute("data-state", "present")


def test_a_name_that_is_not_on_the_list_is_said(page: Page, server: ScriptedServer) -> None:
    page.goto(f"{server.url}/desk")
    page.locator("#desk-search").fill("欧阳")
    expect(page.locator("[data-desk-none]")).to_be_visible()
