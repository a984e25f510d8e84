"""The contest as JSON."""

from __future__ import annotations

import pytest

from tests.contests.conftest import Scene
from tests.contests.test_pages import settle
from tests.contests.test_submit_attempt import entries, right_answers
from tests.support.visitor import Visitor


def test_a_whole_contest(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    base = f"/api/contests/{scene.code}"
    about = client.get(base).json
    assert (about["verdict"], about["has_person"], about["tries_left_today"]) == ("start", True, 3)
    token = client.post(f"{base}/start").json["token"]
    paper = f"{base}/attempts/{token}"
    sheet = right_answers(scene, token)
    assert client.post(f"{paper}/save", json={"revision": 1, "answers": {"1": sheet["1"]}}).status_code == 200
    shown = client.get(paper).json
    assert (len(shown["questions"]), shown["questions"][0]["chosen"], shown["revision"]) == (10, sheet["1"], 1)
    assert client.get(f"{paper}/result").json == {"receipt": None, "reveal": "score", "review": []}
    receipt = client.post(f"{paper}/submit", json={"submission_key": "k", "answers": sheet}).json
    assert (receipt["score"], receipt["passed"]) == (10_000, True)
    assert client.post(f"{paper}/submit", json={"submission_key": "other"}).json == receipt
    result = client.get(f"{paper}/result").json
    assert (result["receipt"], len(result["review"])) == (receipt, 10)
    assert client.get(paper).json["questions"] == []
    assert len(entries(scene)) == 1


def test_an_older_save_is_told_what_stands(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    token = client.post(f"/api/contests/{scene.code}/start").json["token"]
    path = f"/api/contests/{scene.code}/attempts/{token}/save"
    client.post(path, json={"revision": 5, "answers": {"1": [1]}})
    late = client.post(path, json={"revision": 4, "answers": {"1": [2]}})
    assert (late.status_code, late.json["answers"], late.json["revision"]) == (409, {"1": [1]}, 5)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/start", 403, "identity_needed"), ("/attempts/none", 404, "no_such_attempt")],
)
def test_refusals_carry_a_code(scene: Scene, client: Visitor, path: str, status: int, code: str) -> None:
    address = f"/api/contests/{scene.code}{path}"
    answer = client.post(address) if path == "/start" else client.get(address)
    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)


def test_a_body_of_another_shape_is_refused_with_its_place(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    token = client.post(f"/api/contests/{scene.code}/start").json["token"]
    path = f"/api/contests/{scene.code}/attempts/{token}/save"
    answer = client.post(path, json={"revision": 1, "answers": {"1": [None]}})
    assert answer.status_code == 422
    assert "answers" in answer.json["error"]["field"]
