"""The page is killed with answers in its hand, and opened again: in time, at the end of the time, and too late."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update

from quizapp.contests import Attempt
from tests.browser.conftest import Site
from tests.browser.network.journey import (
    begin,
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


def test_a_page_killed_in_the_middle_of_the_paper_comes_back_whole(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    where = page.url
    with line.dead():
        tap(page, 1, sheet["1"])
        tap(page, 2, sheet["2"])
        keeps_here(page)
        page.close(run_before_unload=False)
    again = phone.new_page()
    visit(again, where)
    says(again, "saved")
    assert truth(scene).answers == {number: sheet[number] for number in ("1", "2")}


@pytest.mark.parametrize("fate", [Fate.REFUSED, Fate.ANSWER_LOST])
def test_a_page_killed_while_handing_in_is_handed_in_once(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine, fate: Fate
) -> None:
    """Whether or not the paper had arrived: opened again it goes on by itself, and leaves nothing on the phone."""
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    where = page.url
    tap(page, 1, sheet["1"])
    line.order("/submit", fate, times=99)
    hand_in(page)
    told(page)
    page.close(run_before_unload=False)
    line.heal()
    again = phone.new_page()
    visit(again, where)
    sees_result(again)
    assert truth(scene) == handed_in_once({"1": sheet["1"]})
    assert again.evaluate("localStorage.length") == 0


def half_saved(scene: Scene, page: Page, phone: BrowserContext, line: BadLine) -> tuple[str, dict[str, list[int]]]:
    """A paper whose first answer is on the server and whose second is on the phone alone; its page is closed."""
    sheet = sheet_of(scene, begin(scene, page))
    tap(page, 1, sheet["1"])
    says(page, "saved")
    with line.dead():
        tap(page, 2, sheet["2"])
        keeps_here(page)
        where = page.url
        page.close(run_before_unload=False)
    return where, sheet


def set_deadline(scene: Scene, moment: datetime) -> None:
    with scene.store.write() as session:
        session.execute(update(Attempt).values(deadline_at=moment))


def test_when_the_time_is_over_the_words_tell_what_counts(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    where, sheet = half_saved(scene, page, phone, line)
    set_deadline(scene, scene.clock() + timedelta(seconds=15))
    for ending in ("/save", "/submit"):
        line.order(ending, Fate.REFUSED, times=99)
    again = phone.new_page()
    visit(again, where)
    expect(again.locator("[data-player-sending-text]")).to_contain_text("有的答案还没传上去", timeout=120_000)
    expect(again.locator("[data-player-sending-text]")).to_contain_text("已保存的答案都会计分")
    assert again.locator("[data-player-stay]").is_hidden(), "there is no time to go back to"
    assert truth(scene).handed_in == 0
    line.heal()
    again.locator("[data-player-retry]").click()
    sees_result(again)
    assert truth(scene) == handed_in_once({number: sheet[number] for number in ("1", "2")})


def test_an_answer_that_comes_too_late_is_not_called_counted(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    where, sheet = half_saved(scene, page, phone, line)
    set_deadline(scene, scene.clock() - timedelta(hours=1))
    again = phone.new_page()
    visit(again, where)
    sees_result(again)
    expect(again.get_by_text("手机上没来得及上传的不计分")).to_be_visible()
    assert truth(scene) == handed_in_once({"1": sheet["1"]})
