"""A live room over HTTP, by the real time: phones, a host and a screen are browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from quizapp.accounts import open_session
from quizapp.db import Store
from quizapp.live import join
from quizapp.people import NewPerson, hash_device, register_person
from quizapp.web.signing import SessionCookie, make_signer
from tests.browser.conftest import PHONE, Site
from tests.contests.makers import VAULT
from tests.live.makers import Game, make_game
from tests.support.cast import Cast
from tests.support.clock import FakeClock

#: Long enough for everything a busy machine does while a question is open; the host closes it.
SECONDS = 300

NewPhone = Callable[..., Page]


@pytest.fixture
def game(store: Store, cast: Cast, clock: FakeClock) -> Game:
    """Two questions, its lobby open."""
    return make_game(store, cast, clock, questions=2, seconds=SECONDS)


@pytest.fixture
def open_context(browser: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """Another browser of its own each time; faults of scripts and refused content fail the test."""
    opened: list[BrowserContext] = []
    faults: list[str] = []

    def make(**about: object) -> BrowserContext:
        context = browser.new_context(base_url=site.url, **{**PHONE, **about})  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert faults == []


def settle(game: Game, context: BrowserContext, site: Site, name: str) -> None:
    """This phone speaks for ``name`` of 红星村."""
    context.request.get(f"/l/{game.room.code}")
    key = next(str(each["value"]) for each in context.cookies() if each["name"] == "device")
    signing = site.app.extensions["quizapp"].settings.key_for("device")
    device = hash_device(str(make_signer(signing, "device").loads(key)))
    new = NewPerson(campaign_id=game.campaign_id, unit_id=game.cast.hongxing.id, name=name, notice_version=1)
    with game.store.write() as session:
        register_person(session, new, device_hash=device, vault=VAULT, now=game.clock())
    game.players[name] = game.store.retrying(
        partial(join, code=game.room.code, device_hash=device, now=game.clock())
    ).id  # fmt: skip


@pytest.fixture
def new_phone(game: Game, site: Site, open_context: Callable[..., BrowserContext]) -> NewPhone:
    """A phone that has joined under a name, on the room's page."""

    def make(name: str, **about: object) -> Page:
        context = open_context(**about)
        settle(game, context, site, name)
        page = context.new_page()
        page.goto(f"/l/{game.room.code}")
        return page

    return make


def sign_in(context: BrowserContext, site: Site, game: Game) -> None:
    """The organizer of the town's county, by the real time."""
    with game.store.write() as session:
        token = open_session(session, game.cast.alice.id, device="test", address="127.0.0.1", now=game.clock())
    serializer = SessionCookie().get_signing_serializer(site.app)
    assert serializer is not None
    context.add_cookies([{"name": "session", "value": str(serializer.dumps({"_user_id": token})), "url": site.url}])


@pytest.fixture
def host(game: Game, site: Site, open_context: Callable[..., BrowserContext]) -> Page:
    """The remote on the organizer's phone."""
    context = open_context()
    sign_in(context, site, game)
    page = context.new_page()
    page.goto(f"/console/live/{game.room_id}/host")
    return page


@pytest.fixture
def screen(game: Game, open_context: Callable[..., BrowserContext]) -> Page:
    """The big screen of the hall."""
    page = open_context(viewport={"width": 1440, "height": 900}, has_touch=False).new_page()
    page.goto(f"/live-screen/{game.room.screen_token}")
    return page
