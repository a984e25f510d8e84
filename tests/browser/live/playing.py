"""What people do with a live room in their browsers."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizapp.live.room import ANSWERS
from quizapp.questions import Atom
from tests.live.makers import Game


def press(host: Page, name: str) -> None:
    """A button of the remote, once it is there and an act before it has come back."""
    button = host.get_by_role("button", name=name, exact=True)
    expect(button).to_be_enabled()
    expect(host.locator(".btn.is-busy")).to_have_count(0)
    # a thumb that taps twice is not meant: the remote rests a moment after each act
    expect(host.locator("[data-host-live]")).not_to_have_attribute("data-resting", "yes")
    with host.expect_response(lambda told: told.request.method == "POST") as told:
        button.click()
    assert told.value.status in {200, 409}


def ask(host: Page, phones: list[Page], name: str = "下一题") -> None:
    """The next question, until every phone shows it."""
    press(host, name)
    for phone in phones:
        expect(phone.locator("main.live")).to_have_attribute("data-scene", "ask")


def tell(host: Page) -> None:
    """The answers are in: the key."""
    press(host, "收答案")
    press(host, "公布答案")


def choose(phone: Page, game: Game, atoms: tuple[Atom, ...]) -> None:
    """The answer, as a finger gives it."""
    options = phone.locator("[data-live-question] .option")
    for atom in atoms:
        options.nth(int(atom)).click()
    if game.frozen(game.room.place).question.type == "multiple":
        phone.get_by_role("button", name="提交", exact=True).click()


def expect_kept(phone: Page) -> None:
    """已收到."""
    expect(phone.locator("[data-live-bar]")).to_have_attribute("data-state", "kept")


def stored(game: Game) -> dict[int, tuple[str, list[Atom]]]:
    """Nonce and atoms of each player's answer to the question on stage."""
    with game.store.read() as session:
        here = (ANSWERS.c.room_id == game.room_id, ANSWERS.c.place == game.room.place)
        return {row.player_id: (row.nonce, row.answer) for row in session.execute(select(ANSWERS).where(*here))}
