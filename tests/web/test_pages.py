"""Language, elder view, addresses that lead back, built files."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import LanguageAccept

from quizapp.web import asset, safe_next
from quizapp.web.i18n import match_browser
from tests.support.cast import Cast
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("zh-CN,zh;q=0.9", "zh_Hans"), ("zh-TW", "zh_Hant"), ("zh-HK,en;q=0.5", "zh_Hant"), ("zh-Hant-CN", "zh_Hant"),
        ("zh", "zh_Hans"), ("zh-SG", "zh_Hans"), ("en-US,en;q=0.9", "en"), ("fr,en;q=0.4,zh;q=0.9", "zh_Hans"),
        ("fr", "zh_Hans"), ("", "zh_Hans"), ("*", "zh_Hans"), ("zh_TW;q=broken", "zh_Hans"),
    ],
)  # fmt: skip
def test_the_browsers_wish_counts(client: Visitor, header: str, locale: str) -> None:
    html = {"zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant", "en": "en"}[locale]
    assert f'<html lang="{html}"' in client.get("/staff/sign-in", headers={"Accept-Language": header}).text


def test_nothing_asked_for_is_simplified_chinese() -> None:
    assert match_browser(LanguageAccept()) == "zh_Hans"


def test_a_language_in_the_address_is_remembered(client: Visitor) -> None:
    assert '<html lang="en"' in client.get("/staff/sign-in?lang=en").text
    assert '<html lang="en"' in client.get("/staff/sign-in").text
    assert '<html lang="en"' in client.get("/staff/sign-in?lang=xx").text, "an unknown one changes nothing"
    assert '<html lang="zh-Hant"' in client.get("/staff/sign-in?lang=zh_Hant").text


def test_a_language_is_chosen_by_a_plain_form(client: Visitor) -> None:
    answer = client.post("/preferences", data={"locale": "zh_Hant", "next": "/staff/sign-in"})
    assert answer.location == "/staff/sign-in"
    assert '<html lang="zh-Hant"' in client.get("/staff/sign-in").text


def test_the_elder_view_is_switched_by_a_plain_form(client: Visitor) -> None:
    assert "data-elder>" not in client.get("/staff/sign-in").text
    client.post("/preferences", data={"elder": "1"})
    assert "data-elder>" in client.get("/staff/sign-in").text
    client.post("/preferences", data={"elder": "0"})
    assert "data-elder>" not in client.get("/staff/sign-in").text


@pytest.mark.parametrize("target", ["/", "/c/abc?x=1&y=二", "/console/staff/7", "/a//b", "/a:b"])
def test_a_path_of_ours_is_a_way_back(target: str) -> None:
    assert safe_next(target, "/home") == target


@pytest.mark.parametrize(
    "target",
    ["", None, "//evil.example", "///evil.example", "/\\evil.example", "/\\/evil", "https://evil.example", "evil.example",
     "javascript:alert(1)", "/\tx", "/\nx", "/ x", "\x00/x", "/\x7f", "\\\\evil", "data:text/html,x"],
)  # fmt: skip
def test_nothing_else_is(target: str | None) -> None:
    assert safe_next(target, "/home") == "/home"


def test_a_built_file_is_kept_for_ever_and_a_guessed_one_is_not(client: Visitor) -> None:
    assert client.get(asset("phone.css")).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for address in ("/static/dist/phone.css", "/static/dist/phone.css?v=old"):
        assert "immutable" not in client.get(address).headers["Cache-Control"]
    assert client.get("/static/dist/no-such.css").headers["Cache-Control"] == "no-store"


def test_an_unknown_asset_is_noticed_at_once() -> None:
    with pytest.raises(KeyError):
        asset("no-such.css")


def test_a_signed_in_page_costs_two_statements_for_knowing_who_it_is(app: Flask, client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.alice)
    store = app.extensions["quizapp"].store
    with statement_counter(store) as sent:
        assert client.get("/console/account/password").status_code == 200
    assert len(sent) == 2, str(sent)


def test_a_public_page_costs_none(app: Flask, client: Visitor) -> None:
    with statement_counter(app.extensions["quizapp"].store) as sent:
        assert client.get("/staff/sign-in").status_code == 200
    assert len(sent) == 0, str(sent)


def test_the_navigation_shows_what_one_may_do(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.alice)
    assert "/console/staff" not in client.get("/console/account").text
    client.sign_in(cast.adam)
    page = client.get("/console/staff")
    assert 'href="/console/audit"' in page.text
    assert 'aria-current="page"' in page.text
