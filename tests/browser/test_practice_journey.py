"""Practice on a phone: one question, a mistake, the mistake book, the day's question, the challenge; with and without script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update

from quizapp.campaigns import Campaign
from quizapp.db import Store
from quizapp.practice import shuffle
from tests.browser.conftest import Site
from tests.browser.test_all_types_journey import answer_by_hand
from tests.contests.all_types import make_questions
from tests.practice.makers import HOME, Room, atoms_of, daily_atoms, forget_memory, make_room, replace_bank
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.looks import violations

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def room(store: Store, cast: Cast, clock: FakeClock) -> Room:
    """A campaign that runs today: the browser's clock is the real one."""
    forget_memory()
    made = make_room(store, cast, clock)
    today = clock().date()
    with store.write() as session:
        session.execute(update(Campaign).values(starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=9)))
    return made


def answer_page(room: Room, page: Page, *, right: bool) -> None:
    """Tap what is right, or own up to not knowing; then see the verdict."""
    if not right:
        page.get_by_role("button", name="我不会").click()
        return
    form = page.locator("#practice-form")
    question = room.questions()[int(form.locator("input[name=question]").input_value())]
    atoms = atoms_of(question, shuffle(question, form.locator("input[name=nonce]").input_value()))
    answer_by_hand(page.locator("[data-question]"), question.type, atoms)
    page.get_by_role("button", name="看对错").click()


def journey(room: Room, page: Page) -> None:
    """From the campaign's page through all four kinds."""
    page.goto("/c/dm2026")
    page.get_by_role("link", name="练一练").click()
    page.get_by_role("link", name="随便来").click()
    answer_page(room, page, right=True)
    expect(page.get_by_role("heading", name="答对了")).to_be_visible()
    expect(page.locator(".review-note")).to_be_visible()
    expect(page.locator(".review-source")).to_contain_text("安全生产法")
    page.get_by_role("link", name="下一题").click()
    expect(page.get_by_text("第 2 题")).to_be_visible()
    answer_page(room, page, right=False)
    expect(page.get_by_role("heading", name="再记一遍")).to_be_visible()
    page.get_by_role("link", name="练习", exact=True).click()
    page.get_by_role("link", name="错题本").click()
    page.get_by_role("link", name="开始练错题").click()
    answer_page(room, page, right=True)
    expect(page.get_by_text("改天再答对一次")).to_be_visible()
    page.get_by_role("link", name="下一题").click()
    expect(page.get_by_role("heading", name="今天的错题都练过了")).to_be_visible()
    page.get_by_role("link", name="看错题本").click()
    page.get_by_role("button", name="我会了，移出").click()
    expect(page.get_by_role("heading", name="现在没有错题")).to_be_visible()
    daily(room, page)
    challenge(room, page)


def daily(room: Room, page: Page) -> None:
    page.goto(f"{HOME}/daily")
    asked = page.locator("[data-question]")
    kind = asked.get_attribute("data-type") or ""
    answer_by_hand(asked, kind, daily_atoms(room.store))
    page.get_by_role("button", name="看对错").click()
    expect(page.get_by_role("heading", name="答对了")).to_be_visible()
    expect(page.locator(".practice-day[aria-current]")).to_contain_text("答对")


def challenge(room: Room, page: Page) -> None:
    page.goto(f"{HOME}/challenge")
    page.get_by_role("button", name="开始挑战").click()
    for _ in range(2):
        answer_page(room, page, right=True)
        page.get_by_role("link", name="下一题").click()
    answer_page(room, page, right=False)
    expect(page.get_by_text("这一轮连对 2 题")).to_be_visible()
    page.get_by_role("link", name="看看成绩").click()
    expect(page.get_by_role("button", name="重新开始一轮")).to_be_visible()


def test_all_kinds_with_script(room: Room, page: Page) -> None:
    journey(room, page)


def test_all_kinds_without_script(room: Room, plain_phone: BrowserContext) -> None:
    journey(room, plain_phone.new_page())


def test_every_type_is_answered_by_finger(room: Room, page: Page, clock: FakeClock) -> None:
    with room.store.write() as session:
        replace_bank(session, room.bank_id, make_questions(session, clock()), clock())
    page.goto(f"{HOME}/go")
    met = set()
    for _ in range(8):
        met.add(page.locator("[data-question]").get_attribute("data-type"))
        answer_page(room, page, right=True)
        expect(page.get_by_role("heading", name="答对了")).to_be_visible()
        page.get_by_role("link", name="下一题").click()
    assert len(met) == 8


def complaints(page: Page) -> list[str]:
    """What axe finds serious or critical, and whether the page is wider than the screen."""
    found = violations(page)
    serious = [
        f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in {"serious", "critical"}
    ]
    return serious + (["wider than the screen"] if page.evaluate(WIDE) > 0 else [])


@pytest.mark.sqlite_only
@pytest.mark.parametrize("elder", [False, True])
def test_everybody_can_use_it(room: Room, page: Page, phone: BrowserContext, site: Site, elder: bool) -> None:
    """axe finds nothing serious, nothing sticks out at 360 px, in the normal and in the elder view."""
    if elder:
        phone.add_cookies([{"name": "elder", "value": "1", "url": site.url}])
    page.goto(f"{HOME}/go")
    seen = {"ask": complaints(page)}
    answer_page(room, page, right=False)
    seen["answered"] = complaints(page)
    page.goto(f"{HOME}/challenge")
    page.get_by_role("button", name="开始挑战").click()
    for path in ("", f"/bank/{room.bank_id}", "/mistakes", "/daily", "/challenge", "/challenge/run", "/mine"):
        page.goto(f"{HOME}{path}")
        seen[path] = complaints(page)
    page.goto(f"{HOME}/daily")
    page.get_by_role("button", name="我不会").click()
    expect(page.get_by_role("heading", name="再记一遍")).to_be_visible()
    seen["daily answered"] = complaints(page)
    assert {where: found for where, found in seen.items() if found} == {}
