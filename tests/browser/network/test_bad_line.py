"""The line breaks, starves and dies: what the page calls kept is kept, a paper counts once, nothing is called handed in too soon."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import bindparam, update
from werkzeug.serving import make_server

from quizapp import ledger
from quizapp.contests import pool
from quizapp.contests.service import submit
from quizapp.settings import Settings
from quizapp.web import create_app
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
)
from tests.browser.test_contest_journey import settle
from tests.contests.conftest import Scene
from tests.support.chaos import BadLine, Fate
from tests.support.gate import Shown, size

pytestmark = pytest.mark.sqlite_only

#: Dice of a line that breaks; those of 167 break nothing on the whole way.
SEEDS = [seed for seed in range(11, 11 + size(3, done=201)) if seed != 167]
#: Everything that the line under the title says, in its order.
LISTEN = """window.heard = [];
new MutationObserver(() => { const said = document.querySelector('[data-player-state]').innerText.trim();
  if (said && said !== heard[heard.length - 1]) heard.push(said) })
  .observe(document.querySelector('[data-player-state]'), {childList: true, subtree: true, characterData: true}); 0"""


def answer_all(page: Page, sheet: dict[str, list[int]]) -> None:
    for number, picked in sheet.items():
        tap(page, int(number), picked)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_that_breaks_at_random_loses_and_doubles_nothing(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine, seed: int, shown: Shown
) -> None:
    """One in four requests breaks, before, behind or in the midst of the server's work: five times worse than the worst seen."""
    settle(scene, phone, site)
    line.seed, line.break_rate = seed, 0.25
    sheet = sheet_of(scene, begin(scene, page))
    for number, picked in sheet.items():
        tap(page, int(number), picked)
        says(page, "saved")
        assert truth(scene).answers.get(number) == picked, "said to be saved"
    assert truth(scene).handed_in == 0
    hand_in(page)
    sees_result(page)
    assert truth(scene) == handed_in_once(sheet)
    assert {each.fate for each in line.seen} > {Fate.PASSED}, "the line was not bad at all"
    shown(22, "journeys on a line that breaks", 1, asked=200)


@pytest.mark.parametrize("fate", [Fate.REFUSED, Fate.ANSWER_LOST, Fate.ANSWER_TORN])
def test_each_step_survives_the_fault_that_hits_it(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine, fate: Fate
) -> None:
    settle(scene, phone, site)
    for ending in ("/start", "/save", "/submit", "/result"):
        line.order(ending, fate)
    sheet = sheet_of(scene, begin(scene, page))
    answer_all(page, sheet)
    says(page, "saved")
    assert truth(scene).answers == sheet
    hand_in(page)
    sees_result(page)
    assert truth(scene) == handed_in_once(sheet)
    assert all(line.fates(ending)[0] is fate for ending in ("/start", "/save", "/submit", "/result"))


def test_a_server_that_forgets_what_it_has_counts_the_same_lost_answer_twice(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: it takes every paper for open, and the ledger for one that takes any number of lines."""
    settle(scene, phone, site)
    honest, append, numbers = submit.find_attempt, ledger.append, iter(range(10_000, 10_100))
    once = update(submit.ATTEMPTS).where(submit.ATTEMPTS.c.id == bindparam("attempt_id"))
    monkeypatch.setattr(
        submit, "find_attempt", lambda *args, **about: honest(*args, **about)._replace(submitted_at=None)
    )
    monkeypatch.setattr(submit, "_SUBMIT_ONCE", once)
    monkeypatch.setattr(
        ledger, "append", lambda session, entry: append(session, replace(entry, source_id=next(numbers)))
    )
    line.order("/submit", Fate.ANSWER_LOST)
    begin(scene, page)
    hand_in(page)
    sees_result(page)
    assert truth(scene).entries == 2


def test_without_script_a_request_that_breaks_is_lost(
    scene: Scene, plain_phone: BrowserContext, site: Site, line: BadLine
) -> None:
    """The twin without retries: the same fault, and nothing arrives until the person does it all again."""
    settle(scene, plain_phone, site)
    page = plain_phone.new_page()
    page.goto(f"{line.url}/q/{scene.code}")
    page.get_by_role("button", name="开始答题").click()
    page.wait_for_url("**/a/*")
    line.order("/submit", Fate.REFUSED, times=9)  # the browser itself sends again what broke on a connection made ahead
    page.locator("#q1 .option").first.click()
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/submit")):
        page.locator(".player-plain button").click()
    assert truth(scene) == Truth(papers=1, handed_in=0, entries=0, answers={})


def test_a_page_that_says_saved_before_the_server_does_is_caught(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    """The twin whose saves are believed at once: what it calls saved is not there."""
    settle(scene, phone, site)
    page.add_init_script(
        """const real = window.fetch; window.fetch = (url, init) => { if (!String(url).endsWith('/save')) return real(url, init);
        real(url, init).catch(() => 0);
        return Promise.resolve(new Response(JSON.stringify({revision: 1}), {headers: {'Content-Type': 'application/json'}})); }"""
    )
    sheet = sheet_of(scene, begin(scene, page))
    line.order("/save", Fate.REFUSED, times=99)
    tap(page, 1, sheet["1"])
    says(page, "saved")
    assert truth(scene).answers == {}


def test_at_64_kilobits_with_half_a_second_of_delay_it_is_slow_and_whole(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    line.bytes_per_s, line.delay_s = 8_000, 0.5
    sheet = sheet_of(scene, begin(scene, page))
    answer_all(page, sheet)
    hand_in(page)
    sees_result(page)
    assert truth(scene) == handed_in_once(sheet)


def test_offline_every_word_is_true_and_nothing_is_called_handed_in(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    with line.dead():
        page.evaluate(LISTEN)
        tap(page, 1, sheet["1"])
        says(page, "failed")
        assert page.evaluate("heard") == ["正在保存", "仅存在本机，待上传", "保存失败，答案还在本机，会自动再试"]
        hand_in(page)
        assert told(page).startswith("还没交上去")
        assert "答案都在本机" in told(page)
        assert page.get_by_text("已交卷").count() == 0
        assert truth(scene) == Truth(papers=1, handed_in=0, entries=0, answers={})
    page.locator("[data-player-retry]").click()
    sees_result(page)
    assert truth(scene) == handed_in_once({"1": sheet["1"]})


def test_who_cannot_hand_in_goes_back_to_the_questions(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    with line.dead():
        hand_in(page)
        told(page)
        page.get_by_role("button", name="先不交，返回答题").click()
        tap(page, 1, sheet["1"])
    says(page, "saved")
    assert truth(scene) == Truth(papers=1, handed_in=0, entries=0, answers={"1": sheet["1"]})
    go_to(page, 1)
    hand_in(page)
    sees_result(page)
    assert truth(scene) == handed_in_once({"1": sheet["1"]})


def test_who_goes_back_although_the_paper_had_arrived_is_told_so(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine
) -> None:
    settle(scene, phone, site)
    begin(scene, page)
    line.order("/submit", Fate.ANSWER_LOST)
    hand_in(page)
    told(page)
    page.get_by_role("button", name="先不交，返回答题").click()
    sees_result(page)
    assert truth(scene) == handed_in_once({})


def test_a_server_that_is_started_anew_in_between_goes_unnoticed(
    scene: Scene, page: Page, phone: BrowserContext, site: Site, line: BadLine, app: Flask, settings: Settings
) -> None:
    settle(scene, phone, site)
    sheet = sheet_of(scene, begin(scene, page))
    tap(page, 1, sheet["1"])
    says(page, "saved")
    with line.dead():
        tap(page, 2, sheet["2"])
        keeps_here(page)
    pool._cache.clear()
    second = make_server("127.0.0.1", 0, create_app(settings, scene.store, clock=scene.clock), threaded=True)
    Thread(target=second.serve_forever, daemon=True).start()
    line.upstream = ("127.0.0.1", second.server_port)
    says(page, "saved")
    assert truth(scene).answers == {number: sheet[number] for number in ("1", "2")}
    hand_in(page)
    sees_result(page)
    second.shutdown()
    second.server_close()
    assert truth(scene) == handed_in_once({number: sheet[number] for number in ("1", "2")})
