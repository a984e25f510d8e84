"""Choosing a unit: by characters or initials, recent ones first, and a plain select without script."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.frontend.scripted_server import ScriptedServer


def test_it_works(page: Page, server: ScriptedServer) -> None:
    page.goto(f"{server.url}/identity")
    page.get_by_label("单位").fill("hx")
    expect(page.locator(".picker-option")).to_have_text(["红星村", "新红星社区"])  # names that begin so go first
    page.locator(".picker-option").first.tap()
    expect(page.locator(".picker-chosen")).to_contain_text("红星村")
    page.get_by_role("button", name="下一步").tap()
    expect(page.locator("body")).to_contain_text('"unit":"2"')


def test_recent_units_come_first(page: Page, server: ScriptedServer) -> None:
    page.goto(f"{server.url}/identity")
    page.get_by_label("单位").tap()
    expect(page.locator(".picker-option").first).to_have_text("东风村")


def test_the_keyboard_chooses_too(page: Page, server: ScriptedServer) -> None:
    page.goto(f"{server.url}/identity")
    page.get_by_label("单位").fill("dfc")
    page.keyboard.press("Enter")
    expect(page.locator(".picker-chosen")).to_contain_text("东风村")


def test_it_works_without_script(browser: Browser, server: ScriptedServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/identity")
    page.locator("#unit").select_option("2")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("body")).to_contain_text('"unit":"2"')
    context.close()
