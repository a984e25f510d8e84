"""Certificates in a real browser: written and switched on at the desk, fetched on the phone, verified by a stranger."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from quizapp.certificates import Certificate
from quizapp.contests import Contest
from quizapp.db import Store
from quizapp.people import Person, PersonDevice, hash_device, rename_person
from quizapp.web.signing import make_signer
from tests.browser.conftest import Site
from tests.contests.makers import make_contest
from tests.prizes.makers import take_part
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.looks import violations
from tests.support.visitor import Visitor

pytestmark = pytest.mark.sqlite_only


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the contest is."""

    contest_id: int
    code: str


@pytest.fixture
def place(store: Store, cast: Cast, clock: FakeClock) -> Place:
    """A contest in which 阿不都热依木江·买买提 has passed."""
    with store.write() as session:
        contest = make_contest(session, cast, clock())
        person = take_part(session, contest, cast.hongxing.id, clock(), 1)
        rename_person(session, person.id, "阿不都热依木江·买买提")
        return Place(contest_id=contest.id, code=contest.code)


def faults(page: Page, name: str) -> list[str]:
    """What axe finds serious or critical, and whether the page is wider than the screen."""
    if folder := os.environ.get("QUIZAPP_TEST_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    found = violations(page)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in {"serious", "critical"}] + (
        [f"{wide} px too wide"] if wide > 0 else []
    )  # fmt: skip


def test_from_the_desk_to_the_phone_to_a_stranger(
    browser: Browser, site: Site, cast: Cast, store: Store, page: Page, place: Place
) -> None:
    desk = _desk(browser, site, cast)
    where = f"/console/contests/{place.contest_id}/certificates"
    desk.goto(where)
    desk.get_by_role("link", name="写证书").click()
    assert faults(desk, "form") == []
    desk.get_by_role("radio", name="青绿角饰").check()
    desk.get_by_role("switch", name="核验时显示分数段").check()
    desk.get_by_role("button", name="保存，看预览").click()
    assert _width(desk.get_by_alt_text("证书预览，姓名和成绩是虚构的")) == 1754
    desk.get_by_role("button", name="开启", exact=True).click()
    desk.get_by_role("dialog").get_by_role("button", name="开启").click()
    expect(desk.get_by_text("正在发放")).to_be_visible()
    _width(desk.get_by_alt_text("证书预览，姓名和成绩是虚构的"))
    assert faults(desk, "detail") == []

    page.goto(f"/q/{place.code}")
    _hold(page, site, store, place)
    page.goto(f"/q/{place.code}")
    page.get_by_role("link", name="领取证书").click()
    assert _width(page.get_by_alt_text("阿不都热依木江·买买提的荣誉证书")) == 1754
    assert faults(page, "mine") == []
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    assert download.value.suggested_filename == "荣誉证书-阿不都热依木江·买买提.pdf"

    with store.read() as session:
        number = session.scalars(select(Certificate.number)).one()
    page.goto("/v")
    assert faults(page, "ask") == []
    page.get_by_label("证书编号").fill(number.lower())
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_text("编号是真的，证书有效")).to_be_visible()
    page.get_by_label("证书上的姓名").fill("阿不都热依木江·买买提")
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_text("姓名一致")).to_be_visible()
    assert faults(page, "verify") == []
    desk.goto(f"{where}/list")
    assert faults(desk, "list") == []
    desk.context.close()


def _width(picture: Locator) -> int:
    """Pixels of a picture that the browser could draw."""
    return int(picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)"))


def _desk(browser: Browser, site: Site, cast: Cast) -> Page:
    visitor = site.app.test_client()
    assert isinstance(visitor, Visitor)
    visitor.sign_in(cast.alice)
    cookie = next(iter(visitor._cookies.values()))  # type: ignore[attr-defined]
    context = browser.new_context(base_url=site.url, locale="zh-CN", viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site.url}])
    context.set_default_timeout(120_000)
    return context.new_page()


def _hold(page: Page, site: Site, store: Store, place: Place) -> None:
    """From now on this phone speaks for the person who took part."""
    value = next(each["value"] for each in page.context.cookies() if each.get("name") == "device")
    settings = site.app.extensions["quizapp"].settings
    key = make_signer(settings.key_for("device"), "device").loads(str(value))
    with store.write() as session:
        contest, person = session.get_one(Contest, place.contest_id), session.scalars(select(Person)).one()
        session.add(
            PersonDevice(
                device_hash=hash_device(str(key)), campaign_id=contest.campaign_id, person_id=person.id,
                used_at=contest.created_at,
            )
        )  # fmt: skip
