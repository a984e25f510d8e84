"""No byte of a key or an explanation reaches a phone before submission: canaries in every secret, every route crawled."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from quizapp.web.policy import Audience, access_of
from tests.contests.conftest import MakeScene, Scene
from tests.contests.test_pages import settle, start
from tests.support.visitor import Visitor

CANARY = "canary7f3a"


@pytest.fixture
def planted(make_scene: MakeScene) -> Scene:
    """A contest whose every explanation, source and question key holds a canary."""
    return make_scene(mark=CANARY)


def participant_paths(app: Flask, values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(method, path) of every route without staff whose place-holders we can fill."""
    for rule in app.url_map.iter_rules():
        access = access_of(app.view_functions[rule.endpoint])
        if access is None or access.audience is Audience.STAFF or not rule.arguments <= set(values):
            continue
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(rule.endpoint, {name: values[name] for name in rule.arguments})
        yield from ((method, path) for method in sorted((rule.methods or set()) & {"GET", "POST"}))


def seen_bytes(answer: TestResponse) -> bytes:
    return answer.get_data() + str(answer.headers).encode()


def crawl(client: Visitor, scene: Scene, token: str) -> dict[str, bytes]:
    """Everything this browser can get about the contest without handing in."""
    values = {"code": scene.code, "token": token, "filename": "dist/player.js"}
    found = {}
    for method, path in participant_paths(client.application, values):
        if method == "GET":
            found[path] = seen_bytes(client.get(path))
            found[f"{path} as JSON"] = seen_bytes(client.get(path, headers={"Accept": "application/json"}))
        elif path.endswith("/save"):
            body = {"revision": 1, "answers": {"1": [0]}}
            found[f"{method} {path}"] = seen_bytes(client.post(path, json=body))
            found[f"{method} {path} again"] = seen_bytes(client.post(path, json=body))
        elif path.endswith("/start"):
            found[f"{method} {path}"] = seen_bytes(client.post(path))
    return found


def test_no_canary_before_submission(planted: Scene, client: Visitor) -> None:
    settle(planted, client)
    token = start(planted, client).rpartition("/")[2]
    pages = crawl(client, planted, token)
    assert len([path for path in pages if planted.code in path]) >= 12, sorted(pages)
    assert any(b"question-stem" in page for page in pages.values())
    assert [path for path, page in pages.items() if CANARY.encode() in page] == []


def test_no_canary_for_a_phone_that_got_the_link(planted: Scene, client: Visitor) -> None:
    settle(planted, client)
    token = start(planted, client).rpartition("/")[2]
    client.post(f"/q/{planted.code}/a/{token}/submit", data={"submission_key": "k"})
    friend = client.application.test_client()
    assert isinstance(friend, Visitor)
    pages = crawl(friend, planted, token)
    assert [path for path, page in pages.items() if CANARY.encode() in page] == []


def test_the_canaries_sing_after_submission(planted: Scene, client: Visitor) -> None:
    """The twin of the tests above: what they look for is there to be found."""
    settle(planted, client)
    where = start(planted, client)
    client.post(f"{where}/submit", data={"submission_key": "k"})
    assert client.get(f"{where}/result").text.count(CANARY) >= 10


def test_the_paper_carries_nothing_but_stems_and_options(planted: Scene, client: Visitor) -> None:
    settle(planted, client)
    token = start(planted, client).rpartition("/")[2]
    paper = json.loads(client.get(f"/api/contests/{planted.code}/attempts/{token}").data)
    for question in paper["questions"]:
        assert set(question) == {"number", "type", "stem", "options", "max_picks", "chosen"}


def test_shown_positions_say_nothing_about_the_stored_order(planted: Scene, client: Visitor) -> None:
    """The right option of these questions stands at different places on different papers."""
    from sqlalchemy import select

    from quizapp.contests import Attempt

    for number in range(3):
        phone = client.application.test_client()
        assert isinstance(phone, Visitor)
        settle(planted, phone, name=f"村民{number}")
        start(planted, phone)
    with planted.store.read() as session:
        orders = [tuple(order) for issued in session.scalars(select(Attempt.issued)) for _, order in issued]
    assert len({order for order in orders if len(order) == 4}) > 10
