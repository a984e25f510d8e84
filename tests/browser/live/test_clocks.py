"""Phones whose clocks are wrong by minutes and hours: what is shown, and what is judged, follows the server's alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from quizapp.live.room import ANSWERS
from tests.browser.conftest import Site
from tests.browser.live.conftest import settle
from tests.browser.live.playing import choose, expect_kept, press, stored
from tests.live.makers import Game
from tests.support.patience import wait_until

pytestmark = pytest.mark.sqlite_only

#: How wrong each phone is; the question is open for 300 s, so that the first has it in the past and others far ahead.
WRONG = {
    "王小明": timedelta(hours=5),
    "李红": -timedelta(hours=26),
    "赵强": timedelta(minutes=4),
    "孙青": -timedelta(minutes=7),
}
#: A busy machine paints a second late. Clocks that were believed would be wrong by minutes.
LATE_S = 30


@pytest.fixture
def phones(game: Game, site: Site, open_context: Callable[..., BrowserContext]) -> dict[str, Page]:
    """Each in the lobby, its clock wrong and running."""
    found = {}
    for name, wrong in WRONG.items():
        context = open_context()
        settle(game, context, site, name)
        context.clock.install(time=game.clock() + wrong)
        found[name] = context.new_page()
        found[name].goto(f"/l/{game.room.code}")
    return found


def shown_left(page: Page) -> int:
    """Seconds that the page says are left; -1 while it says nothing."""
    said = page.locator("[data-live-seconds]").inner_text()
    return int(said) if said.isdecimal() else -1


def test_clocks_that_are_wrong_show_and_keep_the_servers_time(game: Game, host: Page, phones: dict[str, Page]) -> None:
    for name, page in phones.items():
        says = datetime.fromtimestamp(page.evaluate("Date.now()") / 1000, tz=game.clock().tzinfo)
        assert abs(says - game.clock() - WRONG[name]) < timedelta(minutes=1), "this phone's clock is right"
    press(host, "开始第 1 题")
    for page in phones.values():
        expect(page.locator("main.live")).to_have_attribute("data-scene", "ask")
    closes_at = game.room.closes_at
    assert closes_at is not None

    def is_true(page: Page) -> bool:
        left = (closes_at - game.clock()).total_seconds()
        return left - 1 <= shown_left(page) <= left + LATE_S

    for page in phones.values():
        wait_until(lambda page=page: is_true(page), "the time that is left")  # type: ignore[misc]
        choose(page, game, game.right(1))
        expect_kept(page)
    assert set(stored(game)) == set(game.players.values())
    press(host, "收答案")
    for page in phones.values():
        expect(page.locator("main.live")).to_have_attribute("data-scene", "waiting")
        assert shown_left(page) == 0
    opens_at = game.room.opens_at
    assert opens_at is not None
    with game.store.read() as session:
        for row in session.execute(select(ANSWERS)):
            assert opens_at < row.received_at < game.clock()
            assert row.elapsed_ms == (row.received_at - opens_at) // timedelta(milliseconds=1)
