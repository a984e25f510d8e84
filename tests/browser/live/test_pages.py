"""Every page of a live room at every step: nothing serious for axe, and nothing wider than its screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.live.conftest import NewPhone
from tests.browser.live.playing import ask, choose, expect_kept, press, tell
from tests.live.makers import Game
from tests.support.looks import violations

pytestmark = pytest.mark.sqlite_only


def check(*pages: Page) -> None:
    for page in pages:
        found = [each for each in violations(page) if each["impact"] in {"serious", "critical"}]
        assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in found] == [], page.url
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, page.url


def test_all_pages_of_a_game(
    game: Game, new_phone: NewPhone, host: Page, screen: Page, open_context: Callable[..., BrowserContext]
) -> None:
    stranger = open_context().new_page()
    for path in ("/live", "/live?code=XXXXXX", f"/l/{game.room.code}", f"/l/{game.room.code}/continue"):
        stranger.goto(path)
        check(stranger)
    wang = new_phone("王小明")
    for fold in ("#host-people", "#host-screen", "#host-hand", "#host-finish"):
        host.locator(f"{fold} > summary").click()
    expect(screen.locator(".hall-names li")).to_have_count(1)
    check(wang, host, screen)
    ask(host, [wang], "开始第 1 题")
    check(wang, host, screen)
    choose(wang, game, game.wrong(1))
    expect_kept(wang)
    check(wang)
    press(host, "暂停")
    expect(wang.get_by_role("heading", name="主持人暂停了")).to_be_visible()
    expect(screen.locator(".hall-paused")).to_be_visible()
    check(wang, screen)
    press(host, "继续")
    tell(host)
    expect(wang.locator("[data-live-verdict]")).to_have_attribute("data-tone", "wrong")
    expect(screen.locator(".hall-option.is-right").first).to_be_visible()
    check(wang, host, screen)
    press(host, "看排名")
    expect(wang.locator("[data-part=board]")).to_be_visible()
    expect(screen.locator(".hall-board")).to_be_visible()
    check(wang, screen)
    host.locator("#host-finish > summary").click()
    press(host, "确定结束")
    wang.get_by_role("link", name="看我的答案和解析").click()
    expect(wang.locator("article.review")).to_have_count(1)
    check(wang)
    screen.set_viewport_size({"width": 1920, "height": 1080})
    check(screen)
