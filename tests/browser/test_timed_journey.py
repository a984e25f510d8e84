"""A clock for each question in a real browser: taps are stored at once, the end of the clock waits for the person."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from quizapp.db import Store
from tests.browser.conftest import Site
from tests.browser.test_contest_journey import begin, settle, stored_answers
from tests.contests.conftest import Scene
from tests.contests.makers import make_contest, make_phone
from tests.contests.test_submit_attempt import right_answers
from tests.support.cast import Cast
from tests.support.clock import FakeClock


def make(store: Store, cast: Cast, clock: FakeClock, seconds: int) -> Scene:
    with store.write() as session:
        contest = make_contest(session, cast, clock(), question_count=2, points_each=5000, question_seconds=seconds)
        wang = make_phone(session, contest, cast.hongxing.id, clock())
        return Scene(
            store=store, clock=clock, cast=cast, contest_id=contest.id, campaign_id=contest.campaign_id,
            code=contest.code, wang=wang,
        )  # fmt: skip


@pytest.fixture
def scene(store: Store, cast: Cast, clock: FakeClock) -> Scene:
    """Two questions of a minute each."""
    return make(store, cast, clock, 60)


def tap(page: Page, sheet: dict[str, object], number: int) -> None:
    picked = sheet[str(number)]
    assert isinstance(picked, list)
    for position in picked:
        page.locator(f"#q{number} .option").nth(position).click()


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [each["id"] for each in found if each["impact"] in {"serious", "critical"}]


def test_question_by_question_to_the_result(scene: Scene, page: Page, phone: BrowserContext, site: Site) -> None:
    settle(scene, phone, site)
    token = begin(scene, page)
    sheet = right_answers(scene, token)
    assert serious(page) == []
    page.get_by_role("button", name="看第 1 题").click()
    tap(page, sheet, 1)
    expect(page.locator("[data-timed-state]")).to_have_attribute("data-state", "saved")
    assert stored_answers(scene, token) == {"0": sheet["1"]}
    assert serious(page) == []
    page.get_by_role("button", name="答好了，看下一题").click()
    tap(page, sheet, 2)
    page.get_by_role("button", name="答好了").click()
    expect(page.get_by_role("heading", name="2 题都看过了")).to_be_visible()
    page.get_by_role("button", name="交卷").click()
    page.wait_for_url("**/result")
    expect(page.locator(".ring-number")).to_have_text("100")


def test_the_end_of_a_clock_waits_for_the_person(
    store: Store, cast: Cast, clock: FakeClock, page: Page, phone: BrowserContext, site: Site
) -> None:
    scene = make(store, cast, clock, 5)
    settle(scene, phone, site)
    token = begin(scene, page)
    page.get_by_role("button", name="看第 1 题").click()
    tap(page, right_answers(scene, token), 1)
    expect(page.locator("[data-timed-state]")).to_contain_text("时间到", timeout=120_000)
    expect(page.locator("#q1")).to_be_visible()
    page.get_by_role("button", name="答好了，看下一题").click()
    expect(page.locator("#q2")).to_be_visible()
    assert sorted(stored_answers(scene, token)) == ["0"]


def test_without_script(scene: Scene, plain_phone: BrowserContext, site: Site) -> None:
    settle(scene, plain_phone, site)
    page = plain_phone.new_page()
    token = begin(scene, page)
    sheet = right_answers(scene, token)
    page.get_by_role("button", name="看第 1 题").click()
    tap(page, sheet, 1)
    page.get_by_role("button", name="答好了，看下一题").click()
    tap(page, sheet, 2)
    page.get_by_role("button", name="答好了").click()
    page.get_by_role("button", name="交卷").click()
    page.wait_for_url("**/result")
    expect(page.locator(".ring-number")).to_have_text("100")
