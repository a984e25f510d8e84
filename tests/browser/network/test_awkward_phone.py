"""The phone is the trouble: no storage, a wrong clock, a slow processor, impatient fingers, the back button, two tabs."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site
from tests.browser.network.journey import (
    Truth,
    begin,
    go_to,
    hand_in,
    handed_in_once,
    keeps_here,
    says,
    sees_result,
    sheet_of,
    tap,
    told,
    truth,
    visit,
)
from tests.browser.test_contest_journey import settle
from tests.contests.conftest import Scene
from tests.support.chaos import BadLine, Fate

pytestmark = pytest.mark.sqlite_only

#: What in-app browsers do when storage is switched off, and what a full phone does.
OFF = """for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
  Object.defineProperty(window, name, {get() { throw new DOMException('refused', 'SecurityError') }})"""
FULL = """Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }
IDBFactory.prototype.open = () => { throw new DOMException('full', 'QuotaExceededError') }"""


@pytest.mark.parametrize("trouble", [OFF, FULL], ids=["off", "full"])
def test_without_storage_the_page_does_not_promise_what_it_cannot_keep(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine, trouble: str
) -> None:
    settle(scene, phone, site)
    phone.add_init_script(trouble)
    sheet = sheet_of(scene, begin(scene, page))
    with line.dead():
        tap(page, 1, sheet["1"])
        keeps_here(page)
        expect(page.locator("[data-player-state]")).to_have_text("还没保存，请不要关闭本页，会自动再试")
        hand_in(page)
        assert "请不要关闭本页" in told(page)
        assert page.get_by_text("本机").count() == 0, "nothing is on this phone"
    page.locator("[data-player-retry]").click()
    sees_result(page)
    assert truth(scene) == handed_in_once({"1": sheet["1"]})


def test_a_phone_without_storage_loses_what_it_said_was_not_kept(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    """The twin of the page that is killed: without the phone's record the same answers are gone."""
    settle(scene, phone, site)
    phone.add_init_script(OFF)
    sheet = sheet_of(scene, begin(scene, page))
    where = page.url
    # No save ever comes through, not even one that the browser sends after the page is gone.
    line.order("/save", Fate.REFUSED, times=999)
    tap(page, 1, sheet["1"])
    keeps_here(page)
    page.close(run_before_unload=False)
    again = phone.new_page()
    visit(again, where)
    hand_in(again)
    sees_result(again)
    assert truth(scene) == handed_in_once({})


def test_a_storage_that_fills_up_never_brings_an_old_answer_back(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    other = next(position for position in range(4) if position not in sheet["1"])
    with line.dead():
        tap(page, 1, [other])
        keeps_here(page)
        page.evaluate(f"{FULL}; 0")
        go_to(page, 1)
        tap(page, 1, sheet["1"])
        expect(page.locator("[data-player-state]")).to_contain_text("请不要关闭本页")
    says(page, "saved")
    page.reload()
    expect(page.locator("form.is-enhanced")).to_be_visible()
    hand_in(page)
    sees_result(page)
    assert truth(scene) == handed_in_once({"1": sheet["1"]})


@pytest.mark.parametrize("hours", [-9, 9, 24 * 400])
def test_a_phone_whose_clock_is_wrong_has_the_same_time_and_answers(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine, hours: int
) -> None:
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    with line.dead():
        tap(page, 1, sheet["1"])
        keeps_here(page)
    line.order("/save", Fate.REFUSED, times=99)
    phone.add_init_script(
        f"const Real = Date, off = {hours} * 3600e3; Date = class extends Real {{ constructor(...given) {{ "
        "given.length ? super(...given) : super(Real.now() + off) } static now() { return Real.now() + off } }"
    )
    page.reload()
    expect(page.locator("[data-player-clock]")).to_contain_text("9:")
    assert page.locator("[data-player-sending]").is_hidden(), "nothing is handed in by a wrong clock"
    line.heal()
    page.reload()
    says(page, "saved")
    assert truth(scene) == Truth(papers=1, handed_in=0, entries=0, answers={"1": sheet["1"]})


def test_two_taps_where_one_is_meant_start_answer_and_hand_in_once(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    visit(page, f"/q/{scene.code}")
    page.get_by_role("button", name="开始答题").dblclick()
    page.wait_for_url("**/a/*")
    sheet = sheet_of(scene, page.url.rpartition("/")[2])
    page.locator("#q1 .option").nth(sheet["1"][0]).dblclick()
    expect(page.locator("#q2")).to_be_visible()
    says(page, "saved")
    assert truth(scene).answers == {"1": sheet["1"]}, "the second tap did not answer the next question"
    page.locator("[data-player-open]").click()
    page.locator("[data-player-submit]").dblclick()
    sees_result(page)
    assert truth(scene) == handed_in_once({"1": sheet["1"]})


def test_on_a_slow_processor_a_tap_belongs_to_the_question_that_was_seen(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    phone.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 8})
    for number, picked in sheet.items():
        question = page.locator(f"#q{number}")
        expect(question).to_be_visible()
        for position in picked:
            question.locator(".option").nth(position).dblclick()
        if question.get_attribute("data-type") == "multiple":
            page.locator("[data-player-next]").click()
    says(page, "saved")
    assert truth(scene).answers == sheet
    hand_in(page)
    sees_result(page)
    assert truth(scene) == handed_in_once(sheet)


def test_an_answer_tapped_before_the_script_came_is_kept_like_any_other(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    """On a slow line the plain form is there long before the script."""
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    page.route(
        "**/player.js*", lambda route: (page.locator("#q1 .option").nth(sheet["1"][0]).click(), route.continue_())
    )
    page.reload()
    says(page, "saved")
    assert truth(scene).answers == {"1": sheet["1"]}


def test_back_leads_out_of_the_paper_and_in_again(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    tap(page, 1, sheet["1"])
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    again = begin(scene, page)
    assert page.url.endswith(again)
    hand_in(page)
    sees_result(page)
    page.go_back()
    sees_result(page)
    assert truth(scene) == handed_in_once({"1": sheet["1"]})


@pytest.mark.parametrize("storage", ["", OFF], ids=["with storage", "without storage"])
def test_two_tabs_hand_in_what_was_answered_in_either(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine, storage: str
) -> None:
    settle(scene, phone, site)
    phone.add_init_script(storage)
    sheet = sheet_of(scene, begin(scene, page))
    other = phone.new_page()
    visit(other, page.url)
    go_to(other, 2)
    tap(other, 2, sheet["2"])
    says(other, "saved")
    page.bring_to_front()
    tap(page, 1, sheet["1"])
    hand_in(page)
    sees_result(page)
    assert truth(scene) == handed_in_once({number: sheet[number] for number in ("1", "2")})
    other.bring_to_front()
    if storage:
        other.locator("#q3 .option").first.click()  # its next save is refused, and leads there
    else:
        visit(other, f"{line.url}{urlsplit(page.url).path.removesuffix('/result')}")
    sees_result(other)
    assert truth(scene).entries == 1


def test_a_page_that_does_not_say_what_it_knows_hands_in_without_the_other_tab(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    """The twin without the number of the sheet: what the other tab had saved is gone."""
    settle(scene, phone, site)
    phone.add_init_script(OFF)
    phone.add_init_script(
        """const real = window.fetch; window.fetch = (url, init) => {
        if (init && init.body instanceof URLSearchParams) init.body.delete('revision'); return real(url, init); }"""
    )
    sheet = sheet_of(scene, begin(scene, page))
    other = phone.new_page()
    visit(other, page.url)
    go_to(other, 2)
    tap(other, 2, sheet["2"])
    says(other, "saved")
    page.bring_to_front()
    hand_in(page)
    sees_result(page)
    assert truth(scene) == handed_in_once({})


def test_two_tabs_without_network_keep_each_others_answers(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    """The tab that is left alone brings both, the later tap of a question wins."""
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    wrong = next(position for position in range(4) if position not in sheet["1"])
    other = phone.new_page()
    visit(other, page.url)
    with line.dead():
        page.bring_to_front()
        tap(page, 1, [wrong])
        keeps_here(page)
        other.bring_to_front()
        go_to(other, 1)
        tap(other, 1, sheet["1"])
        go_to(other, 2)
        tap(other, 2, sheet["2"])
        keeps_here(other)
        other.close(run_before_unload=False)
        page.bring_to_front()
    says(page, "saved")
    assert truth(scene).answers == {number: sheet[number] for number in ("1", "2")}
