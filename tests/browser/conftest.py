"""A real browser against the whole application over a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from quizapp.kit.clock import utc_now
from tests.support.cast import Officer
from tests.support.clock import FakeClock
from tests.support.postgres import running_server
from tests.support.stores import Databases, PostgresDatabases
from tests.support.visitor import Visitor

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
#: How long a page may take to say what is expected: a busy machine and a line that breaks again and again are no defect.
PATIENCE_MS = 120_000
expect.set_options(timeout=PATIENCE_MS)
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "locale": "zh-CN"}


class RunningClock(FakeClock):
    """The real time: the player follows the Date header of real answers, so nothing else would do."""

    def __call__(self) -> datetime:
        return utc_now()


@pytest.fixture
def clock() -> FakeClock:
    """The application's clock, running."""
    return RunningClock()


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[Databases]:
    """Makes fresh PostgreSQL databases; a page that is gone may still write to its own."""
    with running_server() as url:
        yield PostgresDatabases.prepare(url, recycles=False)


@dataclass(frozen=True, kw_only=True)
class Site:
    """The running application."""

    url: str
    app: Flask


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    """The application on a port of its own, answering many at once."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(url=f"http://127.0.0.1:{server.server_port}", app=app)
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A phone of 360 x 740."""
    context = browser.new_context(base_url=site.url, **PHONE)
    context.set_default_timeout(120_000)
    yield context
    context.close()


@pytest.fixture
def plain_phone(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """The same phone without JavaScript."""
    context = browser.new_context(base_url=site.url, java_script_enabled=False, **PHONE)
    context.set_default_timeout(120_000)
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext) -> Iterator[Page]:
    """A page on which uncaught script errors and refused content (CSP) fail the test."""
    page = phone.new_page()
    faults = faults_of(page)
    yield page
    assert faults == []


def faults_of(page: Page) -> list[str]:
    """Fills with what goes wrong on the page: script errors, and content that the policy refused."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
    return faults


def signed_in(browser: Browser, site: Site, officer: Officer, **options: Any) -> BrowserContext:
    """A browser in which the officer has signed in; the caller closes it."""
    visitor = site.app.test_client()
    assert isinstance(visitor, Visitor)
    visitor.sign_in(officer)
    cookie = visitor.get_cookie("session")
    assert cookie is not None
    context = browser.new_context(base_url=site.url, locale="zh-CN", **options)
    context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])
    context.set_default_timeout(PATIENCE_MS)
    return context
