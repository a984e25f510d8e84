"""A contest with every type of question on a phone: by finger, by keyboard, without script; graded right each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from quizapp.db import Store
from quizapp.questions import Question
from tests.browser.conftest import Site
from tests.browser.test_contest_journey import begin, settle, stored_answers, wait_until_saved
from tests.contests.all_types import make_typed_contest, number_of, papers, right_sheet
from tests.contests.conftest import Scene
from tests.contests.makers import make_phone
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.looks import violations

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def scene(store: Store, cast: Cast, clock: FakeClock) -> Scene:
    """A contest with one question of each type, ten points each."""
    with store.write() as session:
        contest = make_typed_contest(session, cast, clock())
        wang = make_phone(session, contest, cast.hongxing.id, clock())
        return Scene(
            store=store, clock=clock, cast=cast, contest_id=contest.id, campaign_id=contest.campaign_id,
            code=contest.code, wang=wang,
        )  # fmt: skip


def tap_at(picture: Locator, atom: str) -> None:
    """A finger at a point of the picture given in thousandths."""
    box = picture.bounding_box()
    assert box is not None
    x, y = map(int, atom.split(","))
    picture.click(position={"x": box["width"] * x / 1000, "y": box["height"] * y / 1000})


def answer_by_hand(question: Locator, kind: str, atoms: Sequence[Any]) -> None:
    """The right answer, tapped and typed as a person would."""
    if kind == "fill_in":
        for place, text in enumerate(atoms):
            question.locator("input").nth(place).fill(text)
    elif kind == "matching":
        for place, option in enumerate(atoms):
            question.locator("select").nth(place).select_option(str(option))
    elif kind == "ordering":
        for rank in range(1, len(atoms) + 1):
            question.locator(".rank-button").nth(list(atoms).index(rank)).click()
    elif kind == "hotspot":
        for atom in atoms:
            tap_at(question.locator(".spot-surface"), atom)
    else:
        for atom in atoms:
            question.locator("label.option", has=question.page.locator(f"input[value='{atom}']")).click()


def answer_all(scene: Scene, page: Page, token: str) -> None:
    sheet = right_sheet(scene.store, token)
    for number, asked, _ in papers(scene.store, token):
        question = page.locator(f"#q{number}")
        expect(question).to_be_visible()
        answer_by_hand(question, asked.type, sheet[str(number)])
        if asked.type not in {"single", "true_false"}:
            page.locator("[data-player-next]").click()


def test_every_type_by_finger(scene: Scene, page: Page, phone: BrowserContext, site: Site) -> None:
    settle(scene, phone, site)
    token = begin(scene, page)
    answer_all(scene, page, token)
    expect(page.locator("[data-player-summary]")).to_contain_text("8 题都答完了")
    page.locator("[data-player-submit]").click()
    page.wait_for_url("**/result")
    expect(page.locator(".ring-number")).to_have_text("80")
    expect(page.get_by_text("答对 8 题，共 8 题")).to_be_visible()


def test_every_type_without_script(scene: Scene, plain_phone: BrowserContext, site: Site) -> None:
    settle(scene, plain_phone, site)
    page = plain_phone.new_page()
    token = begin(scene, page)
    sheet = right_sheet(scene.store, token)
    for number, asked, _ in papers(scene.store, token):
        question = page.locator(f"#q{number}")
        atoms = sheet[str(number)]
        if asked.type == "ordering":
            for place, rank in enumerate(atoms):
                question.locator("select").nth(place).select_option(str(rank))
        elif asked.type == "hotspot":
            question.get_by_role("checkbox", name="第 5 行第 3 列", exact=True).check(force=True)
            question.get_by_role("checkbox", name="第 6 行第 7 列", exact=True).check(force=True)
        else:
            answer_by_hand(question, asked.type, atoms)
    page.locator(".player-plain button").click()
    page.wait_for_url("**/result")
    expect(page.locator(".ring-number")).to_have_text("80")


def test_a_reload_loses_nothing(scene: Scene, page: Page, phone: BrowserContext, site: Site) -> None:
    settle(scene, phone, site)
    token = begin(scene, page)
    answer_all(scene, page, token)
    wait_until_saved(page)
    before = stored_answers(scene, token)
    page.reload()
    page.locator("[data-player-open]").click()
    expect(page.locator(".sheet-grid .is-answered")).to_have_count(8)
    page.locator("[data-player-submit]").click()
    page.wait_for_url("**/result")
    expect(page.locator(".ring-number")).to_have_text("80")
    assert len(before) == 8


def open_question(scene: Scene, page: Page, token: str, kind: str) -> tuple[Locator, Question]:
    """Go to the question of this type."""
    number = number_of(scene.store, token, kind)
    page.locator("[data-player-open]").click()
    page.locator(".sheet-cell").nth(number - 1).click()
    asked = next(question for at, question, _ in papers(scene.store, token) if at == number)
    return page.locator(f"#q{number}"), asked


@pytest.mark.sqlite_only
def test_items_are_taken_back_by_a_second_tap(scene: Scene, page: Page, phone: BrowserContext, site: Site) -> None:
    settle(scene, phone, site)
    question, _ = open_question(scene, page, begin(scene, page), "ordering")
    buttons = question.locator(".rank-button")
    for place in (2, 0, 1):
        buttons.nth(place).click()
    buttons.nth(2).click()
    expect(buttons.nth(0)).to_have_attribute("aria-pressed", "true")
    assert question.locator("select").evaluate_all("found => found.map(each => each.value)") == ["1", "2", "", ""]
    question.get_by_role("button", name="清空重排").click()
    expect(question.locator(".rank-button[aria-pressed=true]")).to_have_count(0)


@pytest.mark.sqlite_only
def test_markers_are_limited_listed_and_taken_away(scene: Scene, page: Page, phone: BrowserContext, site: Site) -> None:
    settle(scene, phone, site)
    question, _ = open_question(scene, page, begin(scene, page), "hotspot")
    picture = question.locator(".spot-surface")
    for atom in ("100,100", "500,500", "900,900"):
        tap_at(picture, atom)
    expect(question.locator(".spot-line")).to_have_count(2)
    expect(page.locator("[data-player-live]")).to_have_text("已经标了 2 处，请先去掉一处")
    question.get_by_role("button", name="去掉标记 1", exact=True).click()
    expect(question.locator(".spot-line")).to_have_count(1)
    (kept,) = question.locator("input[type=hidden]").evaluate_all("found => found.map(each => each.value)")
    assert all(abs(int(part) - 500) <= 4 for part in kept.split(",")), "half a pixel is a few thousandths"


@pytest.mark.sqlite_only
def test_hazards_are_found_by_keyboard(scene: Scene, page: Page, phone: BrowserContext, site: Site) -> None:
    settle(scene, phone, site)
    question, _ = open_question(scene, page, begin(scene, page), "hotspot")
    question.locator(".spot-surface").focus()
    for key in ("Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert question.locator("input[type=hidden]").evaluate_all("found => found.map(each => each.value)") == ["220,500"]
    expect(question).to_be_visible()


@pytest.mark.sqlite_only
def test_enter_goes_to_the_next_blank_and_letters_are_typed(
    scene: Scene, page: Page, phone: BrowserContext, site: Site
) -> None:
    settle(scene, phone, site)
    question, _ = open_question(scene, page, begin(scene, page), "fill_in")
    question.locator("input").first.focus()
    page.keyboard.type("ab1")
    page.keyboard.press("Enter")
    page.keyboard.type("100")
    values = question.locator("input").evaluate_all("found => found.map(each => each.value)")
    assert values == ["ab1", "100"]
    expect(question.locator("input").nth(1)).to_be_focused()


@pytest.mark.sqlite_only
def test_a_picture_is_seen_large(scene: Scene, page: Page, phone: BrowserContext, site: Site) -> None:
    settle(scene, phone, site)
    question, _ = open_question(scene, page, begin(scene, page), "single")
    question.get_by_role("link", name="看大图").first.click()
    expect(page.locator(".lightbox img")).to_be_visible()
    assert question.locator("input:checked").count() == 0
    page.get_by_role("button", name="关闭").click()
    expect(page.locator(".lightbox")).to_have_count(0)
    expect(question.get_by_role("link", name="看大图").first).to_be_focused()


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical, and whether the page is wider than the screen."""
    found = violations(page)
    serious = [
        f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in {"serious", "critical"}
    ]
    return serious + (["wider than the screen"] if page.evaluate(WIDE) > 0 else [])


@pytest.mark.sqlite_only
@pytest.mark.parametrize("elder", [False, True])
def test_everybody_can_use_it(scene: Scene, page: Page, phone: BrowserContext, site: Site, elder: bool) -> None:
    """axe finds nothing serious on any type or in the review, nothing sticks out at 360 px."""
    settle(scene, phone, site)
    if elder:
        phone.add_cookies([{"name": "elder", "value": "1", "url": site.url}])
    token = begin(scene, page)
    for number, asked, _ in papers(scene.store, token):
        open_question(scene, page, token, asked.type)
        if asked.type == "hotspot":
            tap_at(page.locator(f"#q{number} .spot-surface"), "500,500")
        assert (asked.type, faults(page)) == (asked.type, [])
    page.locator("[data-player-open]").click()
    page.locator("[data-player-submit]").click()
    page.wait_for_url("**/result")
    page.locator("details").evaluate_all("found => found.forEach(each => each.open = true)")
    assert faults(page) == []
