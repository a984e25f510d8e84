"""Every exception has an answer: for people a page, for programs JSON, for nobody an internal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import structlog
from flask import Flask
from structlog.testing import capture_logs
from werkzeug.exceptions import BadRequest

from quizapp.errors import (
    Conflict,
    Invalid,
    Misconfigured,
    NotAllowed,
    NotFound,
    QuizError,
    SignInRequired,
    TooMany,
    Unavailable,
)
from quizapp.web import public
from quizapp.web.errors import status_of
from tests.support.visitor import Visitor

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    """These tests add routes that fail."""
    return fresh_app


class ContestClosed(Conflict):
    """A feature's own error."""

    code = "contest_closed"


def _failing(app: Flask, error: Exception) -> str:
    def view() -> str:
        raise error

    app.view_functions["failing"] = public(view)
    app.url_map.add(app.url_rule_class("/failing", endpoint="failing", methods=["GET"]))
    app.url_map.add(app.url_rule_class("/api/failing", endpoint="failing", methods=["GET"]))
    return "/failing"


CASES: list[tuple[Callable[[], Exception], int, str]] = [
    (lambda: NotFound("没有“%(x)s”", x="红星村"), 404, "not_found"),
    (lambda: NotAllowed("不行"), 403, "not_allowed"),
    (lambda: Conflict("冲突"), 409, "conflict"),
    (lambda: ContestClosed("已经结束"), 409, "contest_closed"),
    (lambda: Invalid("不对", field="name"), 422, "invalid"),
    (lambda: TooMany("太快", retry_after_s=7), 429, "too_many"),
    (lambda: Unavailable("稍等", retry_after_s=3), 503, "unavailable"),
    (lambda: QuizError("别的"), 400, "error"),
]


@pytest.mark.parametrize(("make", "status", "code"), CASES)
def test_an_error_of_the_house_becomes_a_page(app: Flask, client: Visitor, make: Any, status: int, code: str) -> None:
    error = make()
    answer = client.get(_failing(app, error))
    assert answer.status_code == status
    assert answer.content_type == "text/html; charset=utf-8"
    assert str(error) in answer.text
    assert "<h1>" in answer.text
    assert status_of(error) == status


@pytest.mark.parametrize(("make", "status", "code"), CASES)
def test_a_program_gets_json(app: Flask, client: Visitor, make: Any, status: int, code: str) -> None:
    error = make()
    _failing(app, error)
    for headers in ({"Accept": "application/json"}, {"X-Requested-With": "fetch"}):
        assert client.get("/failing", headers=headers).json == client.get("/api/failing").json
    answer = client.get("/api/failing")
    assert answer.status_code == status
    assert answer.json is not None
    body = answer.json["error"]
    assert (body["code"], body["message"]) == (code, str(error))
    assert body.get("field") == getattr(error, "field", None)


def test_who_is_too_fast_hears_when_to_come_again(app: Flask, client: Visitor) -> None:
    assert client.get(_failing(app, TooMany("太快", retry_after_s=7))).headers["Retry-After"] == "7"


def test_a_full_disk_is_answered_with_come_again(app: Flask, client: Visitor) -> None:
    answer = client.get(_failing(app, Unavailable("稍等", retry_after_s=3)))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert 'href="/failing"' in answer.text, "the page offers to try again"


@pytest.fixture
def surprises(app: Flask) -> Flask:
    """The application as in production: exceptions are answered, not thrown at the test."""
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def test_a_surprise_is_logged_under_an_id_and_told_in_general(surprises: Flask) -> None:
    _failing(surprises, RuntimeError("secret internals /srv/quizapp"))
    structlog.reset_defaults()
    with capture_logs() as logs:
        answer = surprises.test_client().get("/failing")
    assert answer.status_code == 500
    assert "secret internals" not in answer.text
    assert "Traceback" not in answer.text
    (line,) = [line for line in logs if line["event"] == "unexpected_error"]
    assert answer.headers["X-Request-ID"] in answer.text, "the id by which the log knows it"
    assert isinstance(line["exc_info"], RuntimeError)


def test_a_misconfiguration_tells_strangers_nothing(surprises: Flask) -> None:
    _failing(surprises, Misconfigured("密钥文件 /srv/secret.key 太短"))
    answer = surprises.test_client().get("/failing")
    assert answer.status_code == 500
    assert "secret.key" not in answer.text


def test_a_guest_is_led_to_the_sign_in_page_but_a_program_gets_401(app: Flask, client: Visitor) -> None:
    _failing(app, SignInRequired("请先登录"))
    assert client.get("/failing").status_code == 303
    assert client.get("/api/failing").status_code == 401


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/no/such/page", 404), ("DELETE", "/healthz", 405)])
def test_the_routers_own_errors_speak_chinese_too(client: Visitor, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert "：请" in answer.text


def test_werkzeugs_english_is_not_shown(app: Flask, client: Visitor) -> None:
    answer = client.get(_failing(app, BadRequest("internal english words")))
    assert answer.status_code == 400
    assert "english" not in answer.text


def test_the_way_back_is_a_page_of_ours(app: Flask, client: Visitor) -> None:
    path = _failing(app, NotFound("没有"))
    assert 'href="/c/abc?x=1"' in client.get(path, headers={"Referer": "http://localhost/c/abc?x=1"}).text
    assert "evil" not in client.get(path, headers={"Referer": "http://evil.example/c/abc"}).text
