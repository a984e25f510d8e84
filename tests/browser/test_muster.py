"""The muster in a real browser: live on every screen within two seconds, a warden without scripts, pages that fit."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from quizapp.db import Store
from quizapp.drills import Drill, State, issue_links, list_links, mark_person, sound_alarm
from quizapp.settings import Settings
from tests.browser.conftest import PHONE, Site
from tests.browser.test_checkin_journey import _sign_in
from tests.drills.conftest import School, make_school
from tests.drills.test_muster import board_of
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.month import Month, open_month

#: A screen is at most this much behind; the test gives a busy machine more before it fails.
PATIENCE_MS = 15_000
#: What the button beside 赵一 says.
ARRIVED = re.compile(r"^到了\s*赵一$")


@pytest.fixture
def clock() -> FakeClock:
    """Ten in the morning of the drill."""
    return FakeClock()


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    with store.write() as session:
        return open_month(session, cast)


@pytest.fixture
def school(store: Store, cast: Cast, month: Month) -> School:
    return make_school(store, cast, month)


@pytest.fixture
def warden(store: Store, school: School, settings: Settings) -> str:
    """The link to 一班."""
    with store.write() as session:
        drill = session.get_one(Drill, school.id)
        issue_links(session, drill, board_of(store, school.id).facts, now=OPENING)
        links = list_links(session, drill, settings.key_for("drill-wardens"), now=OPENING)
    return next(f"/muster/{each.token}" for each in links if each.zone.path == "教学楼/一班")


@pytest.mark.sqlite_only
def test_a_tap_is_on_every_screen(
    browser: Browser,
    phone: BrowserContext,
    page: Page,
    site: Site,
    cast: Cast,
    store: Store,
    school: School,
    warden: str,
) -> None:
    _sign_in(phone, site, store, cast.alice)
    with store.write() as session:
        sound_alarm(session, school.id, actor="staff:1", now=OPENING)
    page.goto(f"/console/drills/{school.id}/board")
    wall = phone.new_page()
    wall.goto(f"/console/drills/{school.id}/screen?names=full")
    expect(wall.locator(".wall-people")).to_contain_text("赵一")
    other = browser.new_context(base_url=site.url, **PHONE)
    list_of_warden = other.new_page()
    list_of_warden.goto(warden)
    list_of_warden.get_by_role("button", name=ARRIVED).click()
    expect(list_of_warden.locator(f"#p{school.people['赵一']}")).to_have_attribute("data-state", "arrived")
    wall.bring_to_front()
    expect(wall.locator(".wall-people")).not_to_contain_text("赵一", timeout=PATIENCE_MS)
    with store.write() as session:
        mark_person(
            session, school.id, school.people["周五"], State.NEEDS_HELP, nonce="help", actor="warden:9", now=OPENING
        )
    expect(wall.locator(".wall-people")).to_contain_text("需要救助", timeout=PATIENCE_MS)
    page.bring_to_front()
    expect(page.locator("#list-help")).to_contain_text("周五", timeout=PATIENCE_MS)
    other.close()


@pytest.mark.sqlite_only
def test_what_somebody_types_is_not_pulled_from_under_his_fingers(
    phone: BrowserContext, page: Page, site: Site, cast: Cast, store: Store, school: School
) -> None:
    _sign_in(phone, site, store, cast.alice)
    with store.write() as session:
        sound_alarm(session, school.id, actor="staff:1", now=OPENING)
    page.goto(f"/console/drills/{school.id}/board")
    reason = page.locator("#clear-why")
    reason.fill("消防队已搜")
    with store.write() as session:
        mark_person(session, school.id, school.people["周五"], State.MISSING, nonce="m", actor="warden:9", now=OPENING)
    reason.blur()
    expect(page.locator("#list-missing")).to_contain_text("周五", timeout=PATIENCE_MS)
    expect(reason).to_have_value("消防队已搜")


@pytest.mark.sqlite_only
def test_a_warden_works_without_script(plain_phone: BrowserContext, store: Store, school: School, warden: str) -> None:
    page = plain_phone.new_page()
    page.goto(warden)
    page.get_by_role("button", name=ARRIVED).click()
    expect(page.locator(f"#p{school.people['赵一']}")).to_contain_text("已到")
    page.locator(f"#more-{school.people['钱二']} summary").click()
    page.locator(f"#more-{school.people['钱二']}").get_by_role("button", name="需要救助").click()
    board = board_of(store, school.id)
    assert {person.name: person.state for person in board.people if person.name in {"赵一", "钱二"}} == {
        "赵一": State.ARRIVED, "钱二": State.NEEDS_HELP,
    }  # fmt: skip


@pytest.mark.sqlite_only
@pytest.mark.parametrize("width", [360, 1440])
def test_pages_have_no_serious_accessibility_findings_and_fit_the_screen(
    browser: Browser, site: Site, cast: Cast, store: Store, school: School, warden: str, width: int
) -> None:
    context = browser.new_context(base_url=site.url, **(PHONE | {"viewport": {"width": width, "height": 800}}))
    _sign_in(context, site, store, cast.alice)
    with store.write() as session:
        sound_alarm(session, school.id, actor="staff:1", now=OPENING)
        for number, (name, state) in enumerate(zip(school.people, State, strict=False)):
            mark_person(
                session, school.id, school.people[name], state, nonce=f"n{number}", actor="warden:1", now=OPENING
            )
    page = context.new_page()
    drill = f"/console/drills/{school.id}"
    for path in (
        "/console/drills", "/console/drills/new", drill, f"{drill}/plan", f"{drill}/edit", f"{drill}/board",
        f"{drill}/screen", f"{drill}/timeline", f"{drill}/wardens", warden, "/console/drills/due",
        f"/console/drills/due/{cast.factory.id}",
    ):  # fmt: skip
        page.goto(path)
        found = Axe().run(page).response["violations"]
        serious = [each["id"] for each in found if each["impact"] in {"serious", "critical"}]
        assert serious == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()
