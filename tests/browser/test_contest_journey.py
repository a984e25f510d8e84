"""A whole contest on a phone: with and without script, through reloads, dead networks and the deadline."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import select, update

from quizapp.contests import Attempt
from quizapp.db import Store
from quizapp.people import NewPerson, hash_device, register_person
from quizapp.web.signing import make_signer
from tests.browser.conftest import Site
from tests.contests.conftest import Scene
from tests.contests.makers import VAULT, make_contest, make_phone
from tests.contests.test_submit_attempt import entries, right_answers
from tests.support.cast import Cast
from tests.support.clock import FakeClock


@pytest.fixture
def scene(store: Store, cast: Cast, clock: FakeClock) -> Scene:
    """A contest of five questions and two minutes."""
    with store.write() as session:
        contest = make_contest(session, cast, clock(), question_count=5, points_each=2000, minutes_limit=2)
        wang = make_phone(session, contest, cast.hongxing.id, clock())
        return Scene(
            store=store, clock=clock, cast=cast, contest_id=contest.id, campaign_id=contest.campaign_id,
            code=contest.code, wang=wang,
        )  # fmt: skip


def settle(scene: Scene, phone: BrowserContext, site: Site) -> None:
    """The phone belongs to somebody of 红星村 now."""
    phone.request.get(f"/q/{scene.code}")
    (cookie,) = [cookie for cookie in phone.cookies() if cookie["name"] == "device"]
    settings = site.app.extensions["quizapp"].settings
    key = make_signer(settings.key_for("device"), "device").loads(cookie["value"])
    new = NewPerson(campaign_id=scene.campaign_id, unit_id=scene.cast.hongxing.id, name="赵敏", notice_version=1)
    with scene.store.write() as session:
        register_person(session, new, device_hash=hash_device(str(key)), vault=VAULT, now=scene.clock())


def begin(scene: Scene, page: Page) -> str:
    """From the contest's page to the paper; its token."""
    page.goto(f"/q/{scene.code}")
    page.get_by_role("button", name="开始答题").click()
    page.wait_for_url("**/a/*")
    return page.url.rpartition("/")[2]


def tap_answer(page: Page, sheet: dict[str, object], number: int) -> None:
    """The right options of question ``number``; single choices go on by themselves."""
    question = page.locator(f"#q{number}")
    expect(question).to_be_visible()
    picked = sheet[str(number)]
    assert isinstance(picked, list)
    for position in picked:
        question.locator(".option").nth(position).click()
    if question.get_attribute("data-type") == "multiple":
        page.locator("[data-player-next]").click()


def stored_answers(scene: Scene, token: str) -> dict[str, list[int]]:
    with scene.store.read() as session:
        return session.scalar(select(Attempt.answers).where(Attempt.token == token)) or {}


def wait_until_saved(page: Page) -> None:
    expect(page.locator("[data-player-state]")).to_have_attribute("data-state", "saved")


def test_a_whole_contest_with_script(scene: Scene, page: Page, phone: BrowserContext, site: Site) -> None:
    settle(scene, phone, site)
    token = begin(scene, page)
    sheet = right_answers(scene, token)
    for number in range(1, 6):
        tap_answer(page, sheet, number)
    expect(page.locator("[data-player-sheet]")).to_be_visible()
    page.locator("[data-player-submit]").click()
    page.wait_for_url("**/result")
    expect(page.get_by_role("heading", name="合格，恭喜")).to_be_visible()
    expect(page.locator(".ring-number")).to_have_text("100")
    assert len(entries(scene)) == 1


def test_a_whole_contest_without_script(scene: Scene, plain_phone: BrowserContext, site: Site) -> None:
    settle(scene, plain_phone, site)
    page = plain_phone.new_page()
    token = begin(scene, page)
    for number, picked in right_answers(scene, token).items():
        assert isinstance(picked, list)
        for position in picked:
            page.locator(f"#q{number} .option").nth(position).click()
    page.locator(".player-plain button").click()
    page.wait_for_url("**/result")
    expect(page.locator(".ring-number")).to_have_text("100")


def test_a_reload_in_the_middle_loses_nothing(scene: Scene, page: Page, phone: BrowserContext, site: Site) -> None:
    settle(scene, phone, site)
    token = begin(scene, page)
    sheet = right_answers(scene, token)
    tap_answer(page, sheet, 1)
    tap_answer(page, sheet, 2)
    wait_until_saved(page)
    page.reload()
    for number in ("1", "2"):
        picked = sheet[number]
        assert isinstance(picked, list)
        for position in picked:
            expect(page.locator(f"#q{number} input").nth(position)).to_be_checked()
    assert sorted(stored_answers(scene, token)) == ["0", "1"]


def test_a_tap_without_network_is_saved_when_it_is_back(
    scene: Scene, page: Page, phone: BrowserContext, site: Site
) -> None:
    settle(scene, phone, site)
    token = begin(scene, page)
    sheet = right_answers(scene, token)
    phone.set_offline(True)
    tap_answer(page, sheet, 1)
    expect(page.locator("[data-player-state]")).to_have_attribute("data-state", "local")
    assert stored_answers(scene, token) == {}
    phone.set_offline(False)
    wait_until_saved(page)
    assert stored_answers(scene, token) == {"0": sheet["1"]}


def test_the_deadline_hands_in_by_itself(scene: Scene, page: Page, phone: BrowserContext, site: Site) -> None:
    settle(scene, phone, site)
    token = begin(scene, page)
    tap_answer(page, right_answers(scene, token), 1)
    wait_until_saved(page)
    with scene.store.write() as session:
        session.execute(update(Attempt).values(deadline_at=scene.clock() + timedelta(seconds=4)))
    page.reload()
    page.wait_for_url("**/result", timeout=120_000)
    expect(page.locator(".ring-number")).to_have_text("20")
    assert len(entries(scene)) == 1


def test_an_answer_that_got_lost_on_the_way_back_is_asked_for_again(
    scene: Scene, page: Page, phone: BrowserContext, site: Site
) -> None:
    """The server stores the paper, the network eats the answer, the phone sends it again: one result."""
    settle(scene, phone, site)
    token = begin(scene, page)
    sent = []

    def lose_first(route: Route) -> None:
        sent.append(route.fetch().status)
        route.abort() if len(sent) == 1 else route.continue_()

    page.route("**/submit", lose_first)
    tap_answer(page, right_answers(scene, token), 1)
    page.locator("[data-player-open]").click()
    page.locator("[data-player-submit]").click()
    page.wait_for_url("**/result", timeout=120_000)
    assert len(sent) >= 2
    assert len(entries(scene)) == 1


def test_going_back_after_submission_does_not_offer_the_old_paper(
    scene: Scene, page: Page, phone: BrowserContext, site: Site
) -> None:
    settle(scene, phone, site)
    begin(scene, page)
    page.locator("[data-player-open]").click()
    page.locator("[data-player-submit]").click()
    page.wait_for_url("**/result")
    page.go_back()
    page.wait_for_url("**/result")


@pytest.mark.sqlite_only
def test_nothing_is_wider_than_the_phone(scene: Scene, page: Page, phone: BrowserContext, site: Site) -> None:
    settle(scene, phone, site)
    token = begin(scene, page)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    page.request.post(f"/q/{scene.code}/a/{token}/submit")
    for path in (f"/q/{scene.code}", f"/q/{scene.code}/a/{token}/result"):
        page.goto(path)
        assert page.evaluate(wide) <= 0


@pytest.mark.sqlite_only
def test_the_player_weighs_at_most_25_kilobytes(scene: Scene, page: Page, phone: BrowserContext, site: Site) -> None:
    """Page, style and script of ten questions, compressed; and nothing else is fetched."""
    settle(scene, phone, site)
    weights: dict[str, int] = {}
    page.on("response", lambda answer: weights.update({answer.url: len(gzip.compress(answer.body(), 6))}))
    begin(scene, page)
    weights.clear()
    page.reload(wait_until="networkidle")
    fetched = {url: size for url, size in weights.items() if "favicon" not in url}
    assert len(fetched) == 3, sorted(fetched)
    assert sum(fetched.values()) <= 25 * 1024, fetched
