"""Phone pages from right to left, as Uyghur needs them: served with ``dir="rtl"``, on a phone of 360 x 740.

There is no catalogue of a language that runs this way yet, so the words stay Chinese; the layout is what is looked at.
"""

from __future__ import annotations

from random import Random
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from quizapp.db import Store
from quizapp.demo import load_demo, play_month
from quizapp.kit.vault import Vault
from quizapp.web import i18n
from tests.browser.conftest import Site
from tests.browser.test_contest_journey import begin, settle
from tests.contests.conftest import Scene
from tests.contests.makers import make_contest, make_phone
from tests.support.cast import Cast
from tests.support.clock import FakeClock

pytestmark = pytest.mark.sqlite_only
#: The page as a whole, and headings, buttons and fields that stick out at either side.
STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll("h1, h2, p, .btn, input:not([type=hidden]), select, .chip")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width > 1 && (box.left < -1 || box.right > width + 1) && !each.closest(".table-wrap, .sr-only, [hidden]");
  });
  return [document.documentElement.scrollWidth - width, ...out.map((each) => each.outerHTML.slice(0, 120))];
}"""
PAGES = 25


@pytest.fixture(autouse=True)
def _uyghur(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(i18n.LOCALES, "ug", "ئۇيغۇرچە")


def look(page: Page) -> None:
    """Fails when the page does not run from right to left or does not fit."""
    assert page.evaluate("[document.dir, getComputedStyle(document.body).direction]") == ["rtl", "rtl"], page.url
    assert page.evaluate(STICKS_OUT) == [0], page.url


def test_a_paper_runs_from_right_to_left(
    store: Store, cast: Cast, clock: FakeClock, page: Page, phone: BrowserContext, site: Site
) -> None:
    with store.write() as session:
        contest = make_contest(session, cast, clock(), question_count=3, points_each=2000)
        wang = make_phone(session, contest, cast.hongxing.id, clock())
        scene = Scene(
            store=store, clock=clock, cast=cast, contest_id=contest.id, campaign_id=contest.campaign_id,
            code=contest.code, wang=wang,
        )  # fmt: skip
    settle(scene, phone, site)
    page.goto(f"/q/{scene.code}?lang=ug")
    look(page)
    begin(scene, page)
    look(page)
    page.locator("#q1 .option").first.click()
    look(page)


def test_every_page_that_a_participant_can_reach_fits(store: Store, clock: FakeClock, page: Page, site: Site) -> None:
    with store.write() as session:
        campaign_id = load_demo(session, now=clock(), rng=Random(1)).campaign_id
    play_month(store, campaign_id, participants=12, vault=Vault(b"v" * 32), now=clock(), rng=Random(2))
    waiting, seen = ["/c/demo"], set[str]()
    page.goto("/c/demo?lang=ug")  # a cookie keeps the language
    while waiting and len(seen) < PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        page.goto(path)
        look(page)
        links = page.evaluate(
            "[...document.querySelectorAll('main a[href]')].filter((a) => !a.download).map((a) => a.href)"
        )
        here = [urlsplit(link).path for link in links if link.startswith(site.url)]
        waiting += [each for each in here if not each.startswith(("/staff", "/console")) and "." not in each]
    assert len(seen) >= 8, seen
