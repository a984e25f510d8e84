"""A training in a real browser: checked in by phone and at the desk, recorded, certified, opened on the phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from quizapp.accounts import open_session
from quizapp.activities import SessionFacts
from quizapp.db import Store
from quizapp.web.signing import SessionCookie
from tests.browser.conftest import Site
from tests.support.cast import Cast
from tests.support.clock import OPENING, FakeClock
from tests.support.looks import violations
from tests.support.month import Month, add_person, open_month, plan_session

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def clock() -> FakeClock:
    """Ten in the morning of the training, until it is moved."""
    return FakeClock()


@pytest.fixture
def month(store: Store, cast: Cast) -> Month:
    with store.write() as session:
        return open_month(session, cast)


@pytest.fixture
def training(store: Store, cast: Cast, month: Month) -> SessionFacts:
    """An hour and a half of fire training; somebody of 红星村 is known already."""
    with store.write() as session:
        add_person(session, month, cast.hongxing, name="张桂兰")
        return plan_session(
            session, month, cast.town, kind="fire_training", title="消防安全培训",
            ends_at=OPENING + timedelta(minutes=90),
        )  # fmt: skip


def test_from_the_door_to_the_certificate_on_the_phone(
    browser: Browser, site: Site, cast: Cast, store: Store, page: Page, month: Month, training: SessionFacts,
    clock: FakeClock,
) -> None:  # fmt: skip
    page.goto(f"/c/{month.code}/me?unit=hongxing&next=/s/{training.code}")
    page.get_by_label("姓名或昵称").fill("赵敏")
    page.get_by_label("我已看过个人信息保护说明").check()
    page.get_by_role("button", name="登记").click()
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.locator("[data-verdict=done]")).to_contain_text("赵敏")

    desk = _desk(browser, site, store, cast)
    where = f"/console/sessions/{training.id}"
    desk.goto(f"{where}/desk")
    expect(desk.locator("[data-desk-present]")).to_have_text("1")
    desk.locator("[data-desk-row]").filter(has_text="张桂兰").get_by_role("button", name="签到").click()
    expect(desk.locator("[data-desk-present]")).to_have_text("2")
    desk.goto(f"{where}/training")
    expect(desk.get_by_role("row").filter(has_text="赵")).to_have_count(1)
    desk.get_by_role("link", name="填写培训记录").click()
    desk.get_by_label("培训内容").fill("灭火器的使用\n疏散路线")
    desk.get_by_label("授课人").fill("李教官")
    desk.get_by_role("button", name="保存").click()
    expect(desk.get_by_text("培训记录已保存")).to_be_visible()
    assert _serious(desk) == []

    clock.advance(hours=2)
    desk.goto(f"{where}/certificates")
    desk.get_by_role("link", name="写证明").click()
    desk.get_by_role("button", name="保存，看预览").click()
    desk.get_by_role("button", name="发证", exact=True).click()
    desk.get_by_role("dialog").get_by_role("button", name="发证").click()
    expect(desk.get_by_text("发出 2 张")).to_be_visible()
    assert _serious(desk) == []
    desk.context.close()

    page.goto(f"/c/{month.code}")
    page.locator(f"a[href='/s/{training.code}/certificate']").first.click()
    picture = page.locator("img.certificate")
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 1754
    assert "赵敏" in (picture.get_attribute("alt") or "")
    assert _serious(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    assert download.value.suggested_filename.endswith("赵敏.pdf")


def _desk(browser: Browser, site: Site, store: Store, cast: Cast) -> Page:
    with store.write() as session:
        token = open_session(session, cast.alice.id, device="test", address="127.0.0.1", now=OPENING)
    serializer = SessionCookie().get_signing_serializer(site.app)
    assert serializer is not None
    context = browser.new_context(base_url=site.url, locale="zh-CN", viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "session", "value": str(serializer.dumps({"_user_id": token})), "url": site.url}])
    context.set_default_timeout(120_000)
    return context.new_page()


def _serious(page: Page) -> list[str]:
    found = violations(page)
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in {"serious", "critical"}]
