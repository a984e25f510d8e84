"""What the policy is for: were foreign code ever to reach a page or a picture, a browser would not run it."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from quizapp.db import Store
from quizapp.media import keep_trusted
from quizapp.web import public, security
from tests.browser.conftest import Site, faults_of
from tests.support.clock import OPENING

pytestmark = pytest.mark.sqlite_only

#: As a hole in a template would let it through; each part says by an attribute of the page that it took effect.
PLANTED = """<!doctype html><html lang="zh-Hans"><head><title>planted</title>
<style>#styled { color: rgb(1, 2, 3) }</style></head><body>
<script>document.documentElement.dataset.script = "ran"</script>
<img src="/no/such/picture" onerror="document.documentElement.dataset.handler = 'ran'">
<p id="styled">a</p><p id="dressed" style="color: rgb(1, 2, 3)">b</p>
<script src="data:text/javascript,document.documentElement.dataset.data='ran'"></script>
</body></html>"""
PICTURE = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/>
<script>document.documentElement.setAttribute("data-script", "ran")</script></svg>"""
_COLOUR = "id => getComputedStyle(document.getElementById(id)).color === 'rgb(1, 2, 3)'"


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    """The application with one page that has everything inline."""
    fresh_app.add_url_rule("/planted", "planted", public(lambda: PLANTED))
    return fresh_app


@pytest.fixture
def picture(store: Store) -> str:
    """Path of a vector picture with a script in it."""
    with store.write() as session:
        return f"/media/{keep_trusted(session, {'a.svg': PICTURE}, now=OPENING)['a.svg'].name}"


def took_effect(page: Page) -> set[str]:
    """What of the planted page the browser did."""
    page.goto("/planted")
    styled = {name for name in ("styled", "dressed") if page.evaluate(_COLOUR, name)}
    return styled | set(page.evaluate("Object.keys(document.documentElement.dataset)"))


def picture_ran(page: Page, picture: str) -> bool:
    """Whether the script of a picture ran that was opened by itself."""
    page.goto(picture)
    assert page.evaluate("document.documentElement.localName") == "svg"
    return bool(page.evaluate("document.documentElement.hasAttribute('data-script')"))


def test_nothing_inline_takes_effect_and_each_part_is_reported(site: Site, phone: BrowserContext) -> None:
    page = phone.new_page()
    faults = faults_of(page)
    assert took_effect(page) == set()
    assert len(faults) == 5, "script, handler, two styles, script from data: each fails the test of a page of ours"


def test_the_twin_without_a_policy_runs_it_all(
    site: Site, phone: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "content_security_policy", lambda **_named: "")
    page = phone.new_page()
    faults = faults_of(page)
    assert took_effect(page) == {"script", "handler", "styled", "dressed", "data"}
    assert faults == []


def test_the_script_of_a_picture_does_not_run(site: Site, phone: BrowserContext, picture: str) -> None:
    assert not picture_ran(phone.new_page(), picture)


def test_the_twin_without_a_policy_for_files_runs_it(
    site: Site, phone: BrowserContext, picture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "_LOCKED_POLICY", "")
    assert picture_ran(phone.new_page(), picture)
