"""Clocks of questions and the code for another phone, as programs use them."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask

from tests.contests.conftest import MakeScene, Scene
from tests.contests.test_accommodations import give
from tests.contests.test_move_pages import second_phone
from tests.contests.test_pages import settle, start
from tests.support.visitor import Visitor


def api_of(where: str) -> str:
    return where.replace("/q/", "/api/contests/").replace("/a/", "/attempts/")


def test_a_question_is_shown_and_its_clock_runs(make_scene: MakeScene, client: Visitor) -> None:
    scene = make_scene(question_seconds=20)
    zhao = settle(scene, client)
    give(scene, 150, person_id=zhao.person_id)
    paper = api_of(start(scene, client))
    about = client.get(paper).json
    assert (about["seconds_each"], about["time_percent"], about["questions"]) == (30, 150, [])
    shown = client.post(f"{paper}/questions/1").json
    assert shown["question"]["number"] == 1
    assert datetime.fromisoformat(shown["ends_at"]) == scene.clock() + timedelta(seconds=30)
    assert client.post(f"{paper}/questions/3").status_code == 409
    client.post(f"{paper}/save", json={"revision": 1, "answers": {"1": [0], "2": [0]}})
    assert [each["chosen"] for each in client.get(paper).json["questions"]] == [[0]]


def test_a_paper_goes_on_on_another_phone(scene: Scene, client: Visitor, app: Flask) -> None:
    settle(scene, client)
    paper = api_of(start(scene, client))
    code = client.post(f"{paper}/move-code").json["code"]
    other = second_phone(app)
    other.get(f"/q/{scene.code}")
    told = other.post(f"/api/contests/{scene.code}/continue", json={"move_code": code})
    assert told.json == {"token": paper.rpartition("/")[2]}
    assert other.get(paper).status_code == 200
    refused = client.get(paper)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "attempt_moved")
    assert other.post(f"/api/contests/{scene.code}/continue", json={"move_code": code}).status_code == 404
