"""A whole live game on a phone whose line breaks: whatever it calls kept is there, once, and its owner sees the end."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from quizapp.db import Store
from quizapp.ledger import LedgerEntry
from quizapp.live.errors import StillOpen
from quizapp.live.room import ANSWERS
from tests.browser.conftest import Site
from tests.browser.live.conftest import settle
from tests.browser.live.playing import choose, expect_kept, stored
from tests.browser.network.journey import TRIES, visit
from tests.live.makers import Game, make_game
from tests.support.cast import Cast
from tests.support.chaos import BadLine, Fate
from tests.support.clock import FakeClock
from tests.support.patience import wait_until

pytestmark = pytest.mark.sqlite_only

FAULTS = (Fate.REFUSED, Fate.ANSWER_LOST, Fate.ANSWER_TORN)
#: Whether the room's script runs: it asks for the state as soon as it does.
LISTEN = """const real = window.fetch; window.fetch = (url, init) => {
  window.isAlive ||= String(url).includes('/live-state/'); return real(url, init); }"""


@pytest.fixture
def game(store: Store, cast: Cast, clock: FakeClock) -> Game:
    """Three questions that the host closes."""
    return make_game(store, cast, clock, questions=len(FAULTS), seconds=600)


def come_in(page: Page, game: Game) -> None:
    """The room's page with its script, read again by hand where the line broke in it."""
    for _ in range(TRIES):
        visit(page, f"/l/{game.room.code}")
        if page.evaluate("window.isAlive === true"):
            return
    raise AssertionError("the page's script never came")


def tell(game: Game) -> None:
    """The answers are in: the key."""
    game.do("close")

    def is_told() -> bool:
        try:
            game.do("reveal")
        except StillOpen:
            return False
        return True

    wait_until(is_told, "the reveal")


@pytest.mark.parametrize("seed", [31, 32])
def test_a_phone_on_a_line_that_breaks_plays_the_whole_game(
    game: Game, phone: BrowserContext, site: Site, line: BadLine, seed: int
) -> None:
    settle(game, phone, site, "王小明")
    page = phone.new_page()
    page.add_init_script(LISTEN)
    line.seed, line.break_rate = seed, 0.25
    come_in(page, game)
    for place, fate in enumerate(FAULTS, 1):
        line.order("/answers", fate)
        game.do("next")
        expect(page.locator("main.live")).to_have_attribute("data-scene", "ask")
        choose(page, game, game.right(place))
        expect_kept(page)
        assert [atoms for _nonce, atoms in stored(game).values()] == [list(game.right(place))], "told to be kept"
        tell(game)
        expect(page.locator("[data-live-verdict]")).to_have_attribute("data-tone", "right")
    game.do("finish")
    expect(page.get_by_role("heading", name="答题结束，谢谢参加")).to_be_visible()
    expect(page.locator("[data-part=finished] [data-live-score]")).to_have_text("30")
    for _ in range(TRIES):
        visit(page, f"/l/{game.room.code}/result")
        if page.locator("article.review").count() == len(FAULTS):
            break
    expect(page.locator("article.review")).to_have_count(len(FAULTS))
    assert set(FAULTS) <= set(line.fates("/answers")), "the line was not bad at all"
    with game.store.read() as session:
        assert session.scalar(select(func.count()).select_from(ANSWERS)) == len(FAULTS)
        attendances = select(func.sum(LedgerEntry.quantity)).where(LedgerEntry.measure == "attendance")
        assert session.scalar(attendances) == 1
    assert game.player("王小明").score == 30
