"""The API keeps the promises of its own document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import schemathesis
from flask import Blueprint, Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from quizapp.db import Store
from quizapp.settings import Settings
from quizapp.web import api_route, create_app, participant, public
from quizapp.web.openapi import build_document
from quizapp.web.policy import init_policy
from tests.support.gate import Shown, size
from tests.support.visitor import Visitor

#: Who may come is tested route by route; and a well-formed request may still be about nothing, or send 7.0 for 7.
_NOT_HERE = [ignored_auth, positive_data_acceptance]


class Sum(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Two small numbers and perhaps a word."""

    left: int
    right: int
    word: str = ""


class Total(msgspec.Struct, kw_only=True):
    """Their sum."""

    total: int


class Page(msgspec.Struct, kw_only=True):
    """Which page."""

    number: int = 1


@pytest.fixture
def sums(store: Store, settings: Settings) -> Flask:
    """The application with two API routes of a made-up feature."""
    app = create_app(settings, store)
    blueprint = Blueprint("sums", __name__)

    @blueprint.post("/api/sums")
    @participant
    @api_route(summary="Add", request=Sum, responses={200: Total})
    def add(body: Sum) -> Total:
        return Total(total=body.left + body.right)

    @blueprint.get("/api/sums/<int:start>")
    @public
    @api_route(summary="Count", query=Page, responses={200: Total})
    def count(start: int, query: Page) -> Total:
        return Total(total=start + query.number)

    app.register_blueprint(blueprint)
    app.test_client_class = Visitor
    return app


def _post(app: Flask, body: bytes) -> Any:
    client = app.test_client()
    return client.post("/api/sums", data=body, content_type="application/json")


@pytest.mark.sqlite_only
def test_it_works(sums: Flask) -> None:
    answer = _post(sums, b'{"left": 1, "right": 2}')
    assert (answer.status_code, answer.json) == (200, {"total": 3})
    assert sums.test_client().get("/api/sums/5?number=2").json == {"total": 7}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"left": 1, "right": "two"}', "right"),
        (b'{"left": 1}', None),
        (b"{", None),
        (b'{"left":1,"right":2,"x":3}', None),
    ],
)
def test_a_wrong_body_is_refused_before_the_view(sums: Flask, body: bytes, field: str | None) -> None:
    answer = _post(sums, body)
    assert answer.status_code == 422
    assert answer.json["error"]["code"] == "invalid"
    assert answer.json["error"].get("field") == field


@pytest.mark.sqlite_only
def test_a_wrong_query_is_refused(sums: Flask) -> None:
    assert sums.test_client().get("/api/sums/5?number=two").status_code == 422


@pytest.mark.sqlite_only
def test_the_document_names_every_api_route(sums: Flask) -> None:
    document = build_document(sums)
    assert {"/api/sums", "/api/sums/{start}", "/healthz"} <= set(document["paths"])
    assert document["paths"]["/api/sums"]["post"]["security"] == [{"form_token": []}]


def _checked(app: Flask, cases: int) -> Callable[[], None]:
    """A test that throws generated requests at every route of the document and compares the answers with it."""
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    token, cookie = visitor.form_token(), visitor.get_cookie("session")
    assert cookie is not None
    headers, cookies = {"X-CSRFToken": token}, {"session": cookie.value}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)

    @given(case=schema.as_strategy())
    @hypothesis_settings(
        max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
    )
    def check(case: schemathesis.Case[Any]) -> None:
        answer = case.call(headers=headers, cookies=cookies)
        case.validate_response(answer, excluded_checks=_NOT_HERE)
        assert answer.status_code < 500 or answer.status_code == 503

    return check


@pytest.mark.sqlite_only
def test_made_up_requests_find_no_gap(sums: Flask) -> None:
    _checked(sums, 30)()


@pytest.mark.sqlite_only
def test_every_feature_keeps_its_contract(app: Flask, shown: Shown) -> None:
    cases = size(60, done=50_000)
    _checked(app, cases)()
    shown(24, "made-up requests without a 5xx", cases, asked=50_000)


@pytest.mark.sqlite_only
def test_an_undeclared_route_stops_the_start(store: Store, settings: Settings) -> None:
    app = create_app(settings, store)
    app.add_url_rule("/forgotten", "forgotten", lambda: "")
    with pytest.raises(RuntimeError, match="forgotten"):
        init_policy(app)
