"""A phone behind a bad line."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext

from quizapp.db import Store
from tests.browser.conftest import PHONE, Site
from tests.contests.conftest import Scene
from tests.contests.makers import make_contest, make_phone
from tests.support.cast import Cast
from tests.support.chaos import BadLine
from tests.support.clock import FakeClock


@pytest.fixture
def scene(store: Store, cast: Cast, clock: FakeClock) -> Scene:
    """A contest of five questions and ten minutes."""
    with store.write() as session:
        contest = make_contest(session, cast, clock(), question_count=5, points_each=2000, minutes_limit=10)
        wang = make_phone(session, contest, cast.hongxing.id, clock())
        return Scene(
            store=store, clock=clock, cast=cast, contest_id=contest.id, campaign_id=contest.campaign_id,
            code=contest.code, wang=wang,
        )  # fmt: skip


@pytest.fixture
def line(site: Site) -> Iterator[BadLine]:
    """The line between phone and server."""
    address = urlsplit(site.url)
    with BadLine((address.hostname or "", address.port or 0)) as line:
        yield line


@pytest.fixture
def phone(browser: Browser, line: BadLine) -> Iterator[BrowserContext]:
    """A phone of 360 x 740 at the end of the line."""
    context = browser.new_context(base_url=line.url, **PHONE)
    context.set_default_timeout(120_000)
    yield context
    context.close()
