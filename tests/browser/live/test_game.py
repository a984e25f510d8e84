"""A whole game in browsers: three phones, the host's remote and the big screen, with all that goes wrong in a hall."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from quizapp.live.service.remotes import issue_remote
from tests.browser.conftest import Site
from tests.browser.live.conftest import NewPhone, settle, sign_in
from tests.browser.live.playing import ask, choose, expect_kept, press, stored, tell
from tests.live.makers import Game

pytestmark = pytest.mark.sqlite_only


def test_three_phones_a_host_and_a_screen(game: Game, new_phone: NewPhone, host: Page, screen: Page) -> None:
    expect(screen.locator(".hall-code")).to_have_text(game.room.code)
    wang, li, zhao = phones = [new_phone("王小明"), new_phone("李红"), new_phone("赵强")]
    expect(screen.locator(".hall-names li")).to_have_count(3)
    ask(host, phones, "开始第 1 题")
    expect(screen.locator(".hall-stem")).to_have_text(game.frozen(1).question.stem)
    choose(wang, game, game.right(1))
    choose(li, game, game.wrong(1))
    expect_kept(wang)
    expect_kept(li)
    expect(screen.locator(".hall-answered p")).to_contain_text("2 / 3")
    expect(host.locator(".host-figures")).to_contain_text("2 / 3")
    tell(host)
    expect(wang.locator("[data-live-verdict]")).to_have_attribute("data-tone", "right")
    expect(li.locator("[data-live-verdict]")).to_have_attribute("data-tone", "wrong")
    expect(zhao.locator("[data-live-verdict]")).to_have_attribute("data-tone", "none")
    expect(wang.locator("[data-part=reveal] [data-live-rank]")).to_have_text("1")
    expect(wang.locator(".review-note")).to_have_text(game.frozen(1).question.explanation)
    expect(screen.locator(".hall-option.is-right")).to_have_count(len(game.right(1)))
    ask(host, phones)
    for phone in phones:
        choose(phone, game, game.right(2))
        expect_kept(phone)
    tell(host)
    press(host, "看最后排名")
    expect(screen.locator(".hall-lines li")).to_have_count(3)
    expect(screen.locator(".hall-lines li").first).to_contain_text("王小明")
    expect(wang.locator("[data-part=board] [data-live-board] li").first).to_contain_text("20 分")
    press(host, "结束这一场")
    for phone in phones:
        expect(phone.get_by_role("heading", name="答题结束，谢谢参加")).to_be_visible()
    li.get_by_role("link", name="看我的答案和解析").click()
    expect(li.locator("article.review")).to_have_count(2)
    li.get_by_role("link", name="自己再答一遍").click()
    li.locator(".option").first.click()
    li.get_by_role("button", name="看看对不对").click()
    expect(li.locator("article.review")).to_have_count(1)


def test_a_reload_and_another_phone_go_on_where_one_was(
    game: Game, new_phone: NewPhone, host: Page, open_context: Callable[..., BrowserContext]
) -> None:
    wang = new_phone("王小明")
    ask(host, [wang], "开始第 1 题")
    choose(wang, game, game.right(1))
    expect_kept(wang)
    before = stored(game)
    wang.reload()
    expect_kept(wang)
    expect(wang.locator("[data-live-question] .option").first).to_be_visible()
    wang.goto(f"/l/{game.room.code}/move")
    wang.get_by_role("button", name="取一个码").click()
    code = wang.locator(".move-code").inner_text()
    other = open_context().new_page()
    other.goto(f"/l/{game.room.code}/continue")
    other.get_by_label("原来那部手机上的码").fill(code.lower())
    other.get_by_role("button", name="接着答").click()
    expect_kept(other)
    assert stored(game) == before
    wang.goto(f"/l/{game.room.code}")
    expect(wang.locator("main.live")).to_have_count(0)


def test_an_answer_of_a_broken_line_is_sent_later_with_its_nonce(game: Game, new_phone: NewPhone, host: Page) -> None:
    wang = new_phone("王小明")
    ask(host, [wang], "开始第 1 题")
    tried: list[str] = []

    def cut(route: Route) -> None:
        tried.append(json.loads(route.request.post_data or "{}")["nonce"])
        route.abort()

    wang.route("**/answers", cut)
    choose(wang, game, game.right(1))
    expect(wang.locator("[data-live-bar]")).to_have_attribute("data-state", "stuck")
    wang.reload()
    expect(wang.locator("[data-live-bar]")).to_have_attribute("data-state", "stuck")
    assert stored(game) == {}
    wang.unroute("**/answers")
    expect_kept(wang)
    assert len(set(tried)) == 1
    assert stored(game) == {game.players["王小明"]: (tried[0], list(game.right(1)))}


def test_an_answer_whose_receipt_was_lost_is_one_answer(game: Game, new_phone: NewPhone, host: Page) -> None:
    wang = new_phone("王小明")
    ask(host, [wang], "开始第 1 题")
    seen: list[int] = []

    def lose_the_first(route: Route) -> None:
        told = route.fetch()
        seen.append(told.status)
        route.abort() if len(seen) == 1 else route.fulfill(response=told)

    wang.route("**/answers", lose_the_first)
    choose(wang, game, game.right(1))
    expect_kept(wang)
    assert seen == [200, 200]
    assert len(stored(game)) == 1


def test_a_dead_line_is_told_and_the_room_is_caught_up_with(game: Game, new_phone: NewPhone, host: Page) -> None:
    wang = new_phone("王小明")
    wang.route("**/live-state/**", lambda route: route.abort())
    expect(wang.locator("[data-live-net]")).to_have_attribute("data-state", "bad")
    press(host, "开始第 1 题")
    wang.unroute("**/live-state/**")
    expect(wang.locator("main.live")).to_have_attribute("data-scene", "ask")
    expect(wang.locator("[data-live-net]")).to_have_attribute("data-state", "on")


def test_keys_answer_and_the_clock_is_not_read_aloud(game: Game, new_phone: NewPhone, host: Page) -> None:
    wang = new_phone("王小明", viewport={"width": 1440, "height": 900}, has_touch=False)
    ask(host, [wang], "开始第 1 题")
    expect(wang.locator(".live-question")).to_be_focused()
    right = game.right(1)
    for atom in right:
        wang.keyboard.press("ABCDEFGH"[int(atom)] if len(right) > 1 else str(int(atom) + 1))
    if game.frozen(1).question.type == "multiple":
        wang.keyboard.press("Enter")
    expect_kept(wang)
    expect(wang.locator("[data-live-say]")).to_have_text("已收到，等待公布答案")
    assert stored(game)[game.players["王小明"]][1] == list(right)


def test_of_two_hosts_the_second_is_told_and_a_remote_is_taken_over(
    game: Game, new_phone: NewPhone, host: Page, open_context: Callable[..., BrowserContext]
) -> None:
    phone = new_phone("王小明")
    with game.store.write() as session:
        token = issue_remote(session, game.room_id, actor="staff:1", now=game.clock())
    second = open_context().new_page()
    second.goto(f"/live-remote/{token}")
    second.route("**/*part=1*", lambda route: route.abort())
    ask(host, [phone], "开始第 1 题")
    expect(second.locator("[data-host-note]")).to_contain_text("连接中断")
    press(second, "开始第 1 题")
    expect(second.locator("[data-host-note]")).to_contain_text("另一位主持人")
    expect(second.get_by_role("button", name="收答案")).to_be_visible()
    assert game.room.place == 1
    second.unroute("**/*part=1*")
    host.locator("#host-hand summary").click()
    host.get_by_role("button", name="生成遥控二维码").click()
    expect(host.locator("[data-host-kept] .host-qr svg")).to_be_visible()
    expect(second.locator("[data-host-note]")).to_contain_text("已经交出或收回")


def test_somebody_sent_out_is_told_and_may_come_back(game: Game, new_phone: NewPhone, host: Page) -> None:
    wang = new_phone("王小明")
    expect(host.locator("#host-people summary").first).to_contain_text("1 人")
    host.locator("#host-people summary").first.click()
    host.locator(f"#host-p{game.players['王小明']} summary").click()
    press(host, "请出")
    expect(host.get_by_role("button", name="让他回来")).to_be_attached()
    ask(host, [wang], "开始第 1 题")
    choose(wang, game, game.right(1))
    expect(wang.get_by_role("heading", name="您已被请出这个直播间")).to_be_visible()
    assert stored(game) == {}


def test_without_script(game: Game, site: Site, host: Page, open_context: Callable[..., BrowserContext]) -> None:
    context = open_context(java_script_enabled=False)
    settle(game, context, site, "王小明")
    plain = context.new_page()
    plain.goto(f"/l/{game.room.code}")
    expect(plain.get_by_role("heading", name="您已进场")).to_be_visible()
    press(host, "开始第 1 题")
    options = plain.locator("[data-live-question] .option")
    expect(options.first).to_be_visible()
    for atom in game.right(1):
        options.nth(int(atom)).click()
    plain.locator("form .btn-primary").click()
    expect(plain.locator("[data-live-told]")).to_have_text("已收到，等待公布答案")
    tell(host)
    expect(plain.locator("[data-live-verdict-text]")).to_have_text("答对了")


def test_a_host_without_script(game: Game, site: Site, open_context: Callable[..., BrowserContext]) -> None:
    context = open_context(java_script_enabled=False)
    sign_in(context, site, game)
    plain = context.new_page()
    plain.goto(f"/console/live/{game.room_id}/host")
    plain.get_by_role("button", name="开始第 1 题").click()
    expect(plain.get_by_role("button", name="收答案")).to_be_visible()
    plain.get_by_role("button", name="收答案").click()
    expect(plain.get_by_role("button", name="公布答案")).to_be_visible()
