"""The player keeps what was tapped, says honestly where it is, and hands the paper in exactly as the server lets it."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.frontend.scripted_server import ScriptedServer


def open_quiz(page: Page, server: ScriptedServer) -> None:
    page.goto(f"{server.url}/quiz")
    expect(page.locator("form.is-enhanced")).to_be_visible()


def tap(page: Page, option: int) -> None:
    page.locator(".question.is-current .option").nth(option).tap()


def expect_at(page: Page, number: int) -> None:
    expect(page.locator("[data-player-at]")).to_have_text(str(number))


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("[data-player-state]")).to_have_attribute("data-state", state)


def test_it_works(page: Page, server: ScriptedServer) -> None:
    open_quiz(page, server)
    tap(page, 1)
    expect_at(page, 2)  # single choice goes on by itself
    tap(page, 0)
    tap(page, 1)
    expect_at(page, 2)  # multiple waits to be confirmed
    page.locator("[data-player-next]").tap()
    tap(page, 0)
    expect_state(page, "saved")
    page.locator("[data-player-submit]").tap()
    page.wait_for_url("**/result")
    assert server.saves[-1]["answers"] == {"1": [1], "2": [0, 1], "3": [0]}
    assert server.submits[-1]["q-2"] == ["0", "1"]


def test_saved_is_said_only_after_the_server_said_so(page: Page, server: ScriptedServer) -> None:
    server.next_saves.extend([(500, {}), (500, {})])
    open_quiz(page, server)
    tap(page, 0)
    expect_state(page, "local")
    expect_state(page, "failed")
    expect_state(page, "saved")
    assert len(server.saves) == 3


def test_answers_that_never_reached_the_server_survive_a_reload(page: Page, server: ScriptedServer) -> None:
    server.next_saves.append((503, {}))
    open_quiz(page, server)
    tap(page, 2)
    expect_state(page, "local")
    page.reload()
    expect_state(page, "saved")
    assert server.saves[-1]["answers"] == {"1": [2]}
    expect_at(page, 2)


def test_another_tabs_answers_are_adopted_and_sent_back_with_ours(page: Page, server: ScriptedServer) -> None:
    server.next_saves.append((409, {"revision": 7, "answers": {"1": [0], "3": [1]}}))
    open_quiz(page, server)
    tap(page, 2)
    expect_state(page, "saved")
    assert server.saves[-1] == {"revision": 8, "answers": {"1": [2], "3": [1]}}


def test_an_attempt_that_is_over_leads_to_its_result(page: Page, server: ScriptedServer) -> None:
    server.next_saves.append((410, {"location": "/result"}))
    open_quiz(page, server)
    tap(page, 0)
    page.wait_for_url("**/result")


def test_a_busy_server_gets_the_same_paper_again_under_the_same_key(page: Page, server: ScriptedServer) -> None:
    server.next_submits.extend([503, 500])
    open_quiz(page, server)
    tap(page, 1)
    page.locator("[data-player-open]").tap()
    page.locator("[data-player-submit]").tap()
    expect(page.locator("[data-player-sending-text]")).to_contain_text("不会丢")
    page.wait_for_url("**/result")
    assert [form["submission_key"] for form in server.submits] == [["key-1"]] * 3
    assert [form["q-1"] for form in server.submits] == [["1"]] * 3


def test_without_network_the_paper_waits_and_goes_when_the_line_is_back(page: Page, server: ScriptedServer) -> None:
    open_quiz(page, server)
    page.context.set_offline(True)
    tap(page, 1)
    page.locator("[data-player-open]").tap()
    page.locator("[data-player-submit]").tap()
    expect(page.locator("[data-player-sending-text]")).to_contain_text("网络不好")
    assert server.submits == []
    page.context.set_offline(False)
    page.wait_for_url("**/result")
    assert len(server.submits) == 1


def test_nothing_stays_on_the_phone_after_the_answer_arrived(page: Page, server: ScriptedServer) -> None:
    open_quiz(page, server)
    tap(page, 1)
    assert page.evaluate("localStorage.length") == 1
    page.locator("[data-player-open]").tap()
    page.locator("[data-player-submit]").tap()
    page.wait_for_url("**/result")
    assert page.evaluate("localStorage.length") == 0


def test_the_paper_is_handed_in_at_the_deadline(page: Page, server: ScriptedServer) -> None:
    page.clock.install()
    open_quiz(page, server)
    tap(page, 1)
    expect_state(page, "saved")
    page.clock.fast_forward(server.seconds * 1000)
    page.wait_for_url("**/result")
    assert server.submits[-1]["q-1"] == ["1"]


def test_keys_choose_and_go_on_and_the_focus_follows(page: Page, server: ScriptedServer) -> None:
    open_quiz(page, server)
    page.keyboard.press("Tab")
    page.locator("#main").focus()
    page.keyboard.press("b")
    expect_at(page, 2)
    assert page.evaluate("document.activeElement.id") == "q2"
    page.keyboard.press("1")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect_at(page, 3)
    expect_state(page, "saved")
    assert server.saves[-1]["answers"] == {"1": [1], "2": [0, 2]}


def test_arrow_keys_change_a_choice_without_leaving_the_question(page: Page, server: ScriptedServer) -> None:
    open_quiz(page, server)
    page.locator("#q1 input").first.focus()
    page.keyboard.press("ArrowDown")
    expect_state(page, "saved")
    expect_at(page, 1)


def test_a_flag_and_an_open_question_are_shown_in_the_overview(page: Page, server: ScriptedServer) -> None:
    open_quiz(page, server)
    page.locator("[data-player-flag]").tap()
    tap(page, 0)
    expect_at(page, 2)
    page.locator("[data-player-open]").tap()
    expect(page.locator("[data-player-summary]")).to_contain_text("2")
    first = page.locator(".sheet-cell").first
    expect(first).to_have_class(re.compile(r"(?=.*is-answered)(?=.*is-flagged)"))
    expect(first).to_have_attribute("aria-label", re.compile("已答.*已标记"))


def test_it_works_where_storage_is_refused(page: Page, server: ScriptedServer) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused') }})")
    open_quiz(page, server)
    tap(page, 1)
    expect_state(page, "saved")


def test_it_works_without_script(browser: Browser, server: ScriptedServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/quiz")
    page.locator("#q1 .option").nth(1).click()
    page.locator("#q2 .option").nth(0).click()
    page.locator("#q2 .option").nth(2).click()
    page.locator(".player-plain button").click()
    page.wait_for_url("**/result")
    assert server.submits[0]["q-1"] == ["1"]
    assert server.submits[0]["q-2"] == ["0", "2"]
    context.close()


def test_two_requests_follow_the_page(page: Page, server: ScriptedServer) -> None:
    paths: list[str] = []
    page.on("request", lambda request: paths.append(request.url.split("/")[-1].split("?")[0]))
    open_quiz(page, server)
    assert [path for path in paths if path != "favicon.svg"] == ["quiz", "phone.css", "player.js"]
