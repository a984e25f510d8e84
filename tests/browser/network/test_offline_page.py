"""A paper reloaded where there is no network: our own page, which knows what is safe and goes on by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Error, Page, expect

from quizapp.db import Store
from quizapp.settings import Settings
from quizapp.web.app import make_services
from tests.browser.conftest import Site
from tests.browser.network.journey import begin, keeps_here, says, sheet_of, tap, truth, visit
from tests.browser.test_contest_journey import settle
from tests.contests.conftest import Scene
from tests.support.chaos import BadLine
from tests.support.clock import FakeClock
from tests.support.looks import violations

pytestmark = pytest.mark.sqlite_only

WORKERS = "navigator.serviceWorker.getRegistrations().then((found) => found.map((each) => each.scope))"
KEPT = """caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((one) => one.keys()))))
  .then((lists) => lists.flat().map((request) => new URL(request.url).pathname).sort())"""


def is_ready(page: Page) -> None:
    """Wait until the worker is at its post."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


@contextmanager
def offline_pages_off(app: Flask, settings: Settings, store: Store, clock: FakeClock) -> Iterator[None]:
    """The switch of the operator, inside the block."""
    before = app.extensions["quizapp"]
    app.extensions["quizapp"] = make_services(replace(settings, offline_pages=False), store, clock)
    yield
    app.extensions["quizapp"] = before


def test_a_paper_reloaded_without_network_says_what_is_safe_and_comes_back(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    is_ready(page)
    with line.dead():
        tap(page, 1, sheet["1"])
        tap(page, 2, sheet["2"])
        keeps_here(page)
        page.reload()
        expect(page.get_by_role("heading", name="没有网络")).to_be_visible()
        expect(page.locator("[data-offline-text]")).to_contain_text("有 2 题的答案只存在这部手机上")
        expect(page.get_by_role("button", name="再试一次")).to_be_visible()
        found = violations(page)
        assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []
    says(page, "saved")  # it came back by itself
    assert truth(scene).answers == {number: sheet[number] for number in ("1", "2")}


def test_what_is_on_the_server_is_said_to_be_there(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    is_ready(page)
    tap(page, 1, sheet["1"])
    says(page, "saved")
    with line.dead():
        page.reload()
        expect(page.locator("[data-offline-text]")).to_contain_text("都已保存到服务器")


def test_the_worker_keeps_our_files_and_nothing_that_was_asked_for(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    is_ready(page)
    tap(page, 1, sheet["1"])
    says(page, "saved")
    page.reload()
    visit(page, f"/q/{scene.code}")
    assert page.evaluate(KEPT) == ["/offline", "/static/dist/offline.js", "/static/dist/phone.css"]
    assert page.evaluate(WORKERS) == [f"{line.url}/q/"], "the console and the gates are not its area"


def test_without_the_worker_the_browser_shows_its_own_error(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine, app: Flask, settings: Settings,
    store: Store, clock: FakeClock,
) -> None:  # fmt: skip
    """The twin, by the operator's switch: the same reload fails."""
    settle(scene, phone, site)
    with offline_pages_off(app, settings, store, clock):
        begin(scene, page)
        assert page.evaluate(WORKERS) == []
        with line.dead(), pytest.raises(Error, match="net::ERR"):
            page.reload()


def test_the_switch_removes_the_worker_and_what_it_kept(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine, app: Flask, settings: Settings,
    store: Store, clock: FakeClock,
) -> None:  # fmt: skip
    settle(scene, phone, site)
    begin(scene, page)
    is_ready(page)
    with offline_pages_off(app, settings, store, clock):
        page.reload()
        page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found && found.update())")
        page.wait_for_function(f"{WORKERS}.then((found) => found.length === 0)")
        page.wait_for_function(f"{KEPT}.then((found) => found.length === 0)")


def test_the_page_says_nothing_about_anybody(app: Flask) -> None:
    answer = app.test_client().get("/offline")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "csrf" not in answer.text
