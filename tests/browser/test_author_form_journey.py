"""An organizer writes questions with pictures: drawing hazards by two clicks, the phone beside the form following."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from quizapp.banks import BankQuestion, open_bank
from quizapp.db import Store
from quizapp.questions import Question, Region, decode_question
from tests.browser.conftest import Site
from tests.browser.test_all_types_journey import faults
from tests.media.files import photo
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.visitor import Visitor

TYPES = ["single", "multiple", "true_false", "fill_in", "matching", "ordering", "hotspot", "case"]


@pytest.fixture
def bank_id(store: Store, cast: Cast, clock: FakeClock) -> int:
    with store.write() as session:
        return open_bank(session, unit_id=cast.town.id, title="本镇题库", now=clock()).id


def signed_in(context: BrowserContext, site: Site, cast: Cast) -> None:
    """Alice's session in this browser."""
    visitor = site.app.test_client()
    assert isinstance(visitor, Visitor)
    visitor.sign_in(cast.alice)
    cookie = visitor.get_cookie("session")
    assert cookie is not None
    context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
    context.set_default_timeout(120_000)


@pytest.fixture(params=["desk", "phone"])
def desk(request: pytest.FixtureRequest, browser: Browser, site: Site, cast: Cast) -> Iterator[Page]:
    """A page of Alice's on which script errors fail the test, 1440 and 360 wide."""
    size = {"width": 1440, "height": 900} if request.param == "desk" else {"width": 360, "height": 740}
    context = browser.new_context(base_url=site.url, viewport=size, locale="zh-CN")
    signed_in(context, site, cast)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert wrong == []


def only_question(store: Store) -> Question:
    with store.read() as session:
        return decode_question(session.scalars(select(BankQuestion.content)).one())


def test_hazards_are_drawn_by_two_clicks(desk: Page, bank_id: int, store: Store, tmp_path: Path) -> None:
    (tmp_path / "kitchen.jpg").write_bytes(photo((800, 600)))
    desk.goto(f"/console/banks/{bank_id}/questions/new?type=hotspot")
    desk.get_by_label("题干").fill("找隐患")
    desk.set_input_files("#picture", tmp_path / "kitchen.jpg")
    expect(desk.locator("[data-question-preview] .spot img")).to_be_visible()
    frame = desk.locator("[data-regions-picture]")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box is not None
    for x, y in ((0.5, 0.75), (0.25, 0.25)):
        frame.click(position={"x": box["width"] * x, "y": box["height"] * y})
    expect(desk.locator("#region-1")).to_be_focused()
    desk.keyboard.type("灶台上有纸箱")
    expect(desk.locator("[data-question-preview] .chip")).to_contain_text("共 1 处")
    desk.get_by_role("button", name="加进题库").click()
    expect(desk.get_by_text("题目已经加上")).to_be_visible()
    (region,) = only_question(store).regions
    assert (region.label, region.shape) == ("灶台上有纸箱", "rect")
    assert [abs(drawn - meant) <= 4 for drawn, meant in zip(region.coords, (200, 150, 400, 450), strict=True)] == [
        True
    ] * 4


def test_the_phone_follows(desk: Page, bank_id: int) -> None:
    desk.goto(f"/console/banks/{bank_id}/questions/new?type=fill_in")
    desk.get_by_label("题干").fill("拨打____报警")
    expect(desk.locator("[data-question-preview] .gap")).to_have_count(1)


def test_a_file_that_is_no_picture_is_refused_beside_its_field(desk: Page, bank_id: int, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    desk.goto(f"/console/banks/{bank_id}/questions/new")
    desk.set_input_files("#picture", tmp_path / "a.jpg")
    expect(desk.get_by_text("图片读不出来")).to_be_visible()


@pytest.mark.sqlite_only
@pytest.mark.parametrize("kind", TYPES)
def test_everybody_can_use_it(desk: Page, bank_id: int, kind: str) -> None:
    desk.goto(f"/console/banks/{bank_id}/questions/new?type={kind}")
    assert faults(desk) == []


def test_it_works_without_script(
    browser: Browser, site: Site, cast: Cast, bank_id: int, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "kitchen.jpg").write_bytes(photo((800, 600)))
    context = browser.new_context(base_url=site.url, java_script_enabled=False, locale="zh-CN")
    signed_in(context, site, cast)
    page = context.new_page()
    page.goto(f"/console/banks/{bank_id}/questions/new")
    page.get_by_label("题干").fill("找隐患")
    page.get_by_role("button", name="找隐患题").click()
    page.set_input_files("#picture", tmp_path / "kitchen.jpg")
    page.locator("#picture_alt").fill("一间厨房")
    page.locator("#region-1").fill("纸箱")
    page.locator("#region-1-place").fill("100 200 300 400")
    page.get_by_role("button", name="加进题库").click()
    expect(page.get_by_text("题目已经加上")).to_be_visible()
    assert only_question(store).regions == (Region(label="纸箱", shape="rect", coords=(100, 200, 300, 400)),)
    context.close()
