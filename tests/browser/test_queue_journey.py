"""Waiting in line as a person sees it: an honest place, in by itself, with and without script; and the page before nine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from quizapp.admission import Door
from quizapp.db import Store
from tests.admission.conftest import layer_of
from tests.browser.conftest import Site
from tests.contests.makers import make_contest
from tests.support.cast import Cast
from tests.support.clock import FakeClock

_RULES: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@pytest.fixture
def code(store: Store, cast: Cast, clock: FakeClock) -> str:
    """A contest that is open."""
    with store.write() as session:
        return make_contest(session, cast, clock()).code


@contextmanager
def full(site: Site) -> Iterator[Door]:
    """Nobody can be let in, and nobody is called."""
    door = layer_of(site.app).inside().door
    step, door.pace.step = door.pace.step, lambda _now, *, waits: 0  # type: ignore[method-assign]
    taken = [door.take_slot() for _ in range(4)]
    assert all(taken)
    try:
        yield door
    finally:
        door.pace.step = step  # type: ignore[method-assign]
        for _ in taken:
            door.leave_slot()


def test_a_phone_waits_sees_its_place_and_goes_in_by_itself(page: Page, site: Site, code: str) -> None:
    with full(site) as door:
        for _ in range(3):
            door.join()
        page.goto(f"/q/{code}")
        expect(page.get_by_role("heading", level=1)).to_have_text("正在排队")
        expect(page.get_by_text("前面还有 3 人")).to_be_visible()
        found = Axe().run(page, options=_RULES)
        assert found.violations_count == 0, found.generate_report()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width == 360
        place = page.context.cookies()
        page.reload()
        expect(page.get_by_text("前面还有 3 人")).to_be_visible()
        assert len([each for each in place if each["name"] == "queue" and each["httpOnly"]]) == 1
        door._line.call(2)
        expect(page.get_by_text("前面还有 1 人")).to_be_visible()
    expect(page.get_by_role("link", name="填写姓名，开始答题")).to_be_visible()
    assert page.url.endswith(f"/q/{code}")


def test_without_script_the_page_comes_back_until_it_is_let_in(
    plain_phone: BrowserContext, site: Site, code: str
) -> None:  # fmt: skip
    page = plain_phone.new_page()
    with full(site):
        page.goto(f"/q/{code}")
        expect(page.get_by_text("马上就到您")).to_be_visible()
        expect(page.get_by_role("link", name="看看轮到了没有")).to_be_visible()
    expect(page.get_by_role("link", name="填写姓名，开始答题")).to_be_visible()


def test_a_contest_opens_by_itself(page: Page, site: Site, store: Store, cast: Cast, clock: FakeClock) -> None:
    with store.write() as session:
        code = make_contest(session, cast, clock(), opens_at=clock() + timedelta(seconds=8)).code
    page.goto(f"/q/{code}")
    expect(page.get_by_text("到时自动打开")).to_be_visible()
    expect(page.get_by_role("link", name="填写姓名，开始答题")).to_be_visible()
