"""Forged forms are refused; honest ones lose nothing."""

from __future__ import annotations

import re

import pytest

from tests.support.cast import Cast
from tests.support.visitor import Visitor

pytestmark = pytest.mark.sqlite_only
OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


def test_it_works_with_the_field_of_a_form(client: Visitor) -> None:
    page = client.get("/staff/sign-in")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    answer = client.post(
        "/preferences", csrf=False, data={"csrf_token": token[1], "elder": "1", "next": "/staff/sign-in"}
    )
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in")


def test_it_works_with_the_header_of_a_script(client: Visitor) -> None:
    assert client.post("/preferences", data={"elder": "1"}).status_code == 303


def test_a_form_from_elsewhere_is_refused(client: Visitor) -> None:
    answer = client.post("/preferences", csrf=False, data={"elder": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert "没有保存" in answer.text
    assert "再次提交" not in answer.text, "a stranger's form may not be offered for sending"


def test_a_stale_form_of_ours_keeps_what_was_typed(client: Visitor) -> None:
    answer = client.post(
        "/preferences?from=lunch", csrf=False, headers=OURS,
        data={"csrf_token": "stale", "elder": "1", "next": '/c/x?"><script>', "many": ["a", "b"]},
    )  # fmt: skip
    assert answer.status_code == 400
    assert "<script>" not in answer.text
    fields = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text.split('action="/preferences?from=lunch"')[1]
    )
    sent = [(name, value) for name, value in fields if name != "csrf_token"]
    assert sent[:4] == [("elder", "1"), ("next", "/c/x?&#34;&gt;&lt;script&gt;"), ("many", "a"), ("many", "b")]
    fresh = dict(fields)["csrf_token"]
    assert client.post("/preferences", csrf=False, data={"csrf_token": fresh, "elder": "1"}).status_code == 303


def test_a_password_is_never_written_into_a_page(client: Visitor, cast: Cast) -> None:
    answer = client.post("/staff/sign-in", csrf=False, headers=OURS, data={"username": "alice", "password": "p-canary"})
    assert answer.status_code == 400
    assert "p-canary" not in answer.text


def test_a_program_gets_json(client: Visitor) -> None:
    answer = client.post("/preferences", csrf=False, json={})
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]["code"] == "csrf"


def test_another_browsers_token_is_refused(client: Visitor) -> None:
    other = client.application.test_client()
    assert isinstance(other, Visitor)
    with other.session_transaction() as session:
        session["csrf_token"] = "1" * 40
    client.get("/staff/sign-in")
    assert client.post("/preferences", headers={"X-CSRFToken": other.form_token()}).status_code == 400
    assert other.post("/preferences", headers={"X-CSRFToken": other.form_token()}).status_code == 303
