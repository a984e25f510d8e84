"""A small contest in real browsers: two buzzers, the moderator's page, the hall's screen."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from quizapp.accounts import open_session
from quizapp.db import Store
from quizapp.kit.clock import utc_now
from quizapp.stage import RoundKind, StageContest, StagePress
from quizapp.web.signing import SessionCookie
from tests.browser.conftest import PHONE, Site
from tests.stage.conftest import Show, make_stage
from tests.support.cast import Cast, Officer
from tests.support.clock import FakeClock
from tests.support.month import Month, open_month

DESK = PHONE | {"viewport": {"width": 1440, "height": 900}, "has_touch": False}


def _sign_in(context: BrowserContext, site: Site, store: Store, officer: Officer) -> None:
    """In the running time: the clocks of these pages count."""
    with store.write() as session:
        token = open_session(session, officer.id, device="test", address="127.0.0.1", now=utc_now())
    serializer = SessionCookie().get_signing_serializer(site.app)
    assert serializer is not None
    context.add_cookies([{"name": "session", "value": str(serializer.dumps({"_user_id": token})), "url": site.url}])


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    with store.write() as session:
        return open_month(session, cast)


@pytest.fixture
def show(store: Store, cast: Cast, month: Month, clock: FakeClock, app: Flask) -> Show:
    with store.write() as session:
        contest_id = make_stage(session, cast, month, now=clock()).id
    return Show(store=store, cast=cast, clock=clock, month=month, id=contest_id)


@pytest.mark.sqlite_only
def test_a_contest_with_two_buzzers_a_moderator_and_a_screen(
    browser: Browser, phone: BrowserContext, page: Page, site: Site, cast: Cast, store: Store, show: Show
) -> None:
    first, second = page, browser.new_context(base_url=site.url, **PHONE).new_page()
    desk, hall = browser.new_context(base_url=site.url, **DESK), browser.new_context(base_url=site.url, **DESK)
    _sign_in(desk, site, store, cast.adam)
    run, screen = desk.new_page(), hall.new_page()
    screen.goto(f"/stage-screen/{show.course().contest.screen_token}")
    expect(screen.locator(".hall-main")).to_contain_text("比赛就要开始")
    first.goto(f"/stage-buzzer/{show.token(1)}")
    second.goto(f"/stage-buzzer/{show.token(2)}")
    run.goto(f"/console/stage/{show.id}/run")
    run.get_by_role("button", name="正式开始").click()
    expect(run.locator(".stage-teams")).to_contain_text("抢答器在线")
    run.get_by_role("button", name="抢答题").click()
    expect(screen.locator(".hall-main")).to_contain_text("主持人宣布开始后再按")
    run.get_by_role("button", name="出题").click()
    stem = show.course().question(show.line(RoundKind.BUZZER).questions[0].id)
    assert stem is not None
    expect(screen.locator(".hall-stem")).to_have_text(stem.stem)
    expect(second.locator("[data-buzzer]")).to_have_attribute("data-state", "ready")
    second.keyboard.press("Space")
    expect(second.locator("[data-word]")).to_have_text("抢跑了")
    expect(run.locator(".stage-now")).to_contain_text("抢跑")
    expect(run.locator(".stage-teams")).to_contain_text("90")
    run.get_by_role("button", name="开始抢答").click()
    expect(first.locator("[data-buzzer]")).to_have_attribute("data-state", "open")
    first.locator("[data-press]").tap()
    expect(first.locator("[data-word]")).to_have_text("抢到了！请回答")
    expect(second.locator("[data-word]")).to_have_text("红星村代表队 答题")
    expect(screen.locator(".hall-gate")).to_contain_text("红星村代表队 抢到")
    expect(screen.locator(".hall-facts .stage-clock")).to_have_text(re.compile("^0:[0-2][0-9]$"))
    expect(screen.locator(".hall-key")).to_have_count(0)
    run.get_by_role("button", name="答对 +10").click()
    expect(screen.locator(".hall-verdict")).to_contain_text("红星村代表队 答对 +10")
    run.get_by_role("button", name="在大屏公布答案").click()
    expect(screen.locator(".hall-key")).to_contain_text("答案")
    expect(first.locator("[data-score]")).to_have_text("110 分")
    with store.read() as session:
        verdicts = session.scalars(select(StagePress.verdict).order_by(StagePress.id)).all()
        told = session.scalars(select(StagePress.rtt_ms)).all()
    assert verdicts == ["early", "in"], "a tap is one press"
    assert None not in told
    for each in (second.context, desk, hall):
        each.close()


@pytest.mark.sqlite_only
def test_a_buzzer_works_without_script(plain_phone: BrowserContext, show: Show, store: Store) -> None:
    show.do("start")
    show.call(RoundKind.BUZZER)
    show.do("open")
    page = plain_phone.new_page()
    page.goto(f"/stage-buzzer/{show.token(3)}")
    page.get_by_role("button", name="抢答").click()
    expect(page.locator("[data-word]")).to_be_visible()
    with store.read() as session:
        assert session.scalars(select(StagePress.verdict)).all() == ["in"]
        contest = session.get_one(StageContest, show.id)
        # a slow page comes back after the moment at which whoever asks next settles it
        assert contest.gate == "taken" or contest.due_at is not None


@pytest.mark.sqlite_only
@pytest.mark.parametrize("width", [360, 1440])
def test_pages_have_no_serious_accessibility_findings_and_fit_the_screen(
    browser: Browser, site: Site, cast: Cast, store: Store, show: Show, width: int
) -> None:
    context = browser.new_context(base_url=site.url, **(PHONE | {"viewport": {"width": width, "height": 800}}))
    _sign_in(context, site, store, cast.adam)
    page = context.new_page()
    base = f"/console/stage/{show.id}"
    line = show.line(RoundKind.RISK).round.id
    screen, buzzer = f"/stage-screen/{show.course().contest.screen_token}", f"/stage-buzzer/{show.token(1)}"

    def look(*paths: str) -> None:
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200
            assert page.url == f"{site.url}{path}", "not the sign-in page"
            found = Axe().run(page).response["violations"]
            assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path

    rounds = f"{base}/rounds/{line}"
    look(
        "/console/stage",
        "/console/stage/new",
        base,
        f"{base}/edit",
        rounds,
        f"{rounds}/rules",
        f"{base}/links",
        f"{base}/run",
    )
    show.do("start")
    show.call(RoundKind.BUZZER)
    show.press(2)
    look(f"{base}/run", screen, buzzer)
    show.do("open")
    show.press(1)
    look(buzzer)
    show.settle()
    look(f"{base}/run", screen, buzzer, f"/stage-buzzer/{show.token(2)}")
    show.do("judge", team_id=show.seat(1), verdict="right")
    show.do("reveal")
    look(f"{base}/run", screen, f"{base}/finish")
    show.finish()
    look(screen, base, f"{base}/run")
    context.close()


@pytest.mark.sqlite_only
def test_an_end_that_came_too_early_is_taken_back(
    browser: Browser, site: Site, cast: Cast, store: Store, show: Show
) -> None:
    context = browser.new_context(base_url=site.url, **PHONE)
    _sign_in(context, site, store, cast.adam)
    page, base = context.new_page(), f"/console/stage/{show.id}"
    show.do("start")
    show.finish()
    page.goto(f"{base}/run")
    page.get_by_text("结束早了，还要接着比").click()
    page.get_by_label("原因", exact=True).first.fill("还有加赛没比")
    page.get_by_role("button", name="重新打开比赛").click()
    expect(page.locator(".stage-log")).to_contain_text("还有加赛没比")
    expect(page.get_by_text("现在没有计入统计")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("link", name="结束比赛").click()
    page.get_by_role("button", name="结束并计入统计").click()
    page.wait_for_url(f"**{base}")
    expect(page.get_by_text("现在没有计入统计")).to_have_count(0)
    context.close()
