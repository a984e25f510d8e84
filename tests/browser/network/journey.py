"""What a person does with the phone, and what the server has of it in the end."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

from playwright.sync_api import Error, Page, expect
from sqlalchemy import func, select

from quizapp.contests import Attempt
from quizapp.ledger.models import LedgerEntry
from tests.contests.conftest import Scene
from tests.contests.test_submit_attempt import right_answers

#: How often somebody tries again before giving up. Far more often than the worst seed needs.
TRIES = 20

#: How long somebody looks at a page that does not come before tapping again, in milliseconds.
PATIENCE_MS = 15_000

#: Where a browser is that could not show an address.
ERROR_PAGE = "chrome-error:"

#: A page that needs no line.
NOWHERE = "about:blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What stands in the database of this contest."""

    papers: int
    handed_in: int
    entries: int
    #: Of the newest paper, by 1-based question number.
    answers: dict[str, list[int]]


#: What stands there after somebody has answered ``answers`` and handed in once.
def handed_in_once(answers: dict[str, list[int]]) -> Truth:
    """One paper, one line in the ledger."""
    return Truth(papers=1, handed_in=1, entries=1, answers=answers)


def truth(scene: Scene) -> Truth:
    """Read it."""
    with scene.store.read() as session:
        papers = session.execute(select(Attempt.answers, Attempt.submitted_at).order_by(Attempt.id)).all()
        entries = session.scalar(select(func.count()).select_from(LedgerEntry)) or 0
    answers = papers[-1].answers if papers else {}
    return Truth(
        papers=len(papers), handed_in=sum(paper.submitted_at is not None for paper in papers), entries=entries,
        answers={str(int(place) + 1): picked for place, picked in answers.items() if picked},
    )  # fmt: skip


def sheet_of(scene: Scene, token: str) -> dict[str, list[int]]:
    """The right answers, as they are tapped."""
    return {number: list(picked) for number, picked in right_answers(scene, token).items()}  # type: ignore[call-overload]


def visit(page: Page, path: str) -> None:
    """Open an address, and again when the line breaks."""
    for _ in range(TRIES):
        try:
            answer = page.goto(path, timeout=PATIENCE_MS)
        except Error:
            rest(page)
            continue
        if answer is not None and answer.ok and page.locator("h1").count():
            return
    raise AssertionError(f"{path} never came")


def rest(page: Page) -> None:
    """Wait until nothing is on the way to this page any more.

    The browser shows its own error page a moment after a line broke. An address that is opened before that is called
    interrupted and arrives all the same, where it interrupts the next one, and so on: so it is waited for.
    """
    for _ in range(TRIES):
        with suppress(Error):
            page.goto(NOWHERE, timeout=PATIENCE_MS)
            return
        with suppress(Error):
            page.wait_for_url(NOWHERE, timeout=PATIENCE_MS)
            return
    raise AssertionError("the browser never came to rest")


def begin(scene: Scene, page: Page) -> str:
    """From the contest's page to the paper, as often as the line needs; the token of the paper."""
    for _ in range(TRIES):
        visit(page, f"/q/{scene.code}")
        start = page.get_by_role("button", name="答题").first
        if not start.count():
            continue  # the page was torn above its button
        start.click()
        with suppress(Error):  # a page torn at the wrong place is never loaded: who has waited long enough taps again
            page.wait_for_load_state(timeout=PATIENCE_MS)
        if "/a/" in page.url and page.locator("form.is-enhanced").count():
            return page.url.rpartition("/")[2]
    raise AssertionError("the paper never came")


def tap(page: Page, number: int, picked: list[int]) -> None:
    """These options of question ``number``, which is on the screen."""
    question = page.locator(f"#q{number}")
    expect(question).to_be_visible()
    for position in picked:
        question.locator(".option").nth(position).click()
    if question.get_attribute("data-type") == "multiple":
        page.locator("[data-player-next]").click()


def go_to(page: Page, number: int) -> None:
    """By way of the overview."""
    page.locator("[data-player-open]").click()
    page.locator(".sheet-cell").nth(number - 1).click()
    expect(page.locator(f"#q{number}")).to_be_visible()


def says(page: Page, state: str) -> None:
    """Wait until the line under the title says so."""
    expect(page.locator("[data-player-state]")).to_have_attribute("data-state", state)


def keeps_here(page: Page) -> None:
    """Wait until it says that the answers are not on the server: after the first try in vain, or after more."""
    expect(page.locator("[data-player-state]")).to_have_attribute("data-state", re.compile("^(local|failed)$"))


def hand_in(page: Page) -> None:
    """Open the overview, if it is not, and tap 交卷."""
    if not page.locator("[data-player-sheet]").is_visible():
        page.locator("[data-player-open]").click()
    page.locator("[data-player-submit]").click()


def told(page: Page) -> str:
    """What the box says while the paper waits to be sent again."""
    box = page.locator("[data-player-sending-text]")
    expect(box).to_contain_text("秒后")
    return box.inner_text()


def _load_again(page: Page) -> None:
    """The address that the browser could not show."""
    with suppress(Error):
        page.reload(timeout=PATIENCE_MS)


def sees_result(page: Page) -> None:
    """Wait for the result; a line that breaks here is tried again, as a person does."""
    for _ in range(TRIES):
        if page.url.startswith(ERROR_PAGE):
            _load_again(page)
        try:
            page.wait_for_url("**/result", timeout=120_000, wait_until="commit")
            break
        except Error as error:
            if "net::" not in error.message:
                raise
            _load_again(page)
    if not page.get_by_text("已交卷").count():
        visit(page, page.url)
    expect(page.get_by_text("已交卷")).to_be_visible()
