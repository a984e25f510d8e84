"""What a hall asks at once is answered in front of the framework, word for word as the framework answers it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from quizapp.live.views_bare import PhoneLayer
from quizapp.web.context import Services
from quizapp.web.signing import sign_form_token
from tests.live.makers import Game
from tests.live.test_api import phone
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor


def layer_of(app: Flask) -> PhoneLayer:
    layer = app.extensions["quizapp.live.bare"]._app
    assert isinstance(layer, PhoneLayer)
    return layer


def headers_of(client: Visitor) -> dict[str, str]:
    """What this browser sends with every request from a page of ours."""
    token = client.form_token()
    held = {name: client.get_cookie(name) for name in ("device", "session")}
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in held.items() if cookie is not None)
    return {"Cookie": cookies, "X-CSRFToken": token, "Content-Type": "application/json"}


class Twins:
    """The same request to the layer and to the framework behind it."""

    def __init__(self, app: Flask, game: Game, client: Visitor) -> None:
        self.layer, self.room, self.headers = layer_of(app), f"/api/live/{game.room.code}", headers_of(client)
        self.places = (Client(self.layer, use_cookies=False), Client(self.layer._inner, use_cookies=False))

    def both(self, method: str, path: str, body: Any = None, **about: Any) -> list[TestResponse]:
        headers = {**self.headers, **about.pop("headers", {})}
        raw = body if isinstance(body, bytes) or body is None else msgspec.json.encode(body)
        return [each.open(f"{self.room}{path}", method=method, data=raw, headers=headers) for each in self.places]


@pytest.fixture
def wang(app: Flask, game: Game) -> Visitor:
    """A player's browser."""
    client = phone(app, game, "王小明")
    assert client.post(f"/api/live/{game.room.code}/join").status_code == 200
    return client


@pytest.fixture
def twins(app: Flask, game: Game, wang: Visitor) -> Twins:
    """Both, while the first question is open."""
    game.ask()
    return Twins(app, game, wang)


def sent(game: Game, **more: Any) -> dict[str, Any]:
    return {"place": 1, "answer": list(game.right(1)), "nonce": "nonce-1", **more}


def same(answers: list[TestResponse], status: int) -> Any:
    first, second = answers
    assert (first.status_code, second.status_code) == (status, status), (first.text, second.text)
    assert first.data == second.data
    assert sorted(first.headers) == sorted(second.headers)
    return first.json


def test_both_answer_the_same_in_body_and_headers(twins: Twins, game: Game) -> None:
    assert same(twins.both("GET", "/me"), 200)["answer"] is None
    receipt = same(twins.both("POST", "/answers", sent(game)), 200)["receipt"]
    assert receipt["answer"] == list(game.right(1))
    assert same(twins.both("GET", "/me"), 200)["answer"] == receipt
    game.tell()
    told = same(twins.both("GET", "/me"), 200)["result"]
    assert (told["right"], told["rank"], told["of"]) == (True, 1, 1)
    assert same(twins.both("POST", "/answers", sent(game)), 200)["receipt"] == receipt, "a lost receipt, asked again"


def test_the_framework_is_not_asked_for_what_goes_well(app: Flask, game: Game, wang: Visitor) -> None:
    def never(_environ: Any, _start: Any) -> Any:
        raise AssertionError("the framework was asked")

    game.ask()
    alone, room = Client(PhoneLayer(never, app), use_cookies=False), f"/api/live/{game.room.code}"
    headers = headers_of(wang)
    assert alone.post(f"{room}/answers", data=msgspec.json.encode(sent(game)), headers=headers).status_code == 200
    assert alone.get(f"{room}/me", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"place": 2}, 409),
        ({"answer": []}, 422),
        ({"answer": [99]}, 422),
        ({"answer": "A"}, 422),
        ({"nonce": ""}, 422),
        ({"place": -1}, 422),
    ],
)  # fmt: skip
def test_what_is_wrong_is_answered_by_the_framework(
    twins: Twins, game: Game, more: dict[str, Any], status: int
) -> None:  # fmt: skip
    assert same(twins.both("POST", "/answers", sent(game, **more)), status)["error"]["message"]


@pytest.mark.parametrize("body", [b"{", b"", b"\xff" * 10, b" " * 20_000])
def test_a_body_that_is_none_is_the_frameworks(twins: Twins, body: bytes) -> None:
    answers = twins.both("POST", "/answers", body)
    assert answers[0].status_code == answers[1].status_code == 422
    assert answers[0].data == answers[1].data


def test_another_answer_meets_the_first_one(twins: Twins, game: Game) -> None:
    receipt = same(twins.both("POST", "/answers", sent(game)), 200)["receipt"]
    refused = same(twins.both("POST", "/answers", sent(game, answer=list(game.wrong(1)), nonce="nonce-2")), 409)
    assert refused["error"]["code"] == "live_answered"
    assert refused["receipt"] == receipt


@pytest.mark.parametrize("token", ["", "nonsense", "of another session"])
def test_a_forged_form_stores_nothing(app: Flask, twins: Twins, game: Game, token: str) -> None:
    if token.startswith("of"):
        token = sign_form_token(app.config["SECRET_KEY"], "1" * 40)
    answers = twins.both("POST", "/answers", sent(game), headers={"X-CSRFToken": token})
    assert same(answers, 400)["error"]["code"] == "csrf"
    assert same(twins.both("GET", "/me"), 200)["answer"] is None


def test_who_has_no_cookie_or_a_forged_one_is_not_a_player(twins: Twins, game: Game) -> None:
    forged = twins.headers["Cookie"].replace("device=", "device=x")
    for cookie in ("", forged):
        first, second = twins.both("GET", "/me", headers={"Cookie": cookie})
        assert first.json == second.json == {"player": None, "answer": None, "result": None}
        assert "device=" in first.headers["Set-Cookie"], "the framework gives it a key of its own"


def test_a_session_that_lasts_longer_than_the_window_is_the_frameworks(
    app: Flask, game: Game, wang: Visitor
) -> None:  # fmt: skip
    with wang.session_transaction() as session:
        session.permanent = True
    game.ask()
    first, second = Twins(app, game, wang).both("GET", "/me")
    assert first.status_code == 200
    assert "session=" in first.headers["Set-Cookie"]
    assert "session=" in second.headers["Set-Cookie"]


def test_a_foreign_host_is_refused(
    app: Flask, twins: Twins, game: Game, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["quiz.example"])
    assert {each.status_code for each in twins.both("GET", "/me", headers={"Host": "evil.example"})} == {400}
    assert {each.status_code for each in twins.both("GET", "/me", headers={"Host": "quiz.example"})} == {200}


def test_the_limit_holds(twins: Twins) -> None:
    layer = twins.places[0]
    codes = [layer.get(f"{twins.room}/me", headers=twins.headers).status_code for _ in range(241)]
    assert codes == [200] * 240 + [429]


def test_an_answer_costs_two_statements_and_me_one(app: Flask, twins: Twins, game: Game) -> None:
    services = app.extensions["quizapp"]
    assert isinstance(services, Services)
    layer, body = twins.places[0], msgspec.json.encode(sent(game))
    layer.post(f"{twins.room}/answers", data=msgspec.json.encode(sent(game, place=2)), headers=twins.headers)
    with statement_counter(services.store) as answering:
        assert layer.post(f"{twins.room}/answers", data=body, headers=twins.headers).status_code == 200
    with statement_counter(services.store) as asking:
        assert layer.get(f"{twins.room}/me", headers=twins.headers).status_code == 200
    assert (len(answering), len(asking)) == (2, 1)
