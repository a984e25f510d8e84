"""The addresses that phones, remotes and screens ask: what they answer, what they refuse, and what they never tell."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from quizapp.db import Store
from quizapp.live import issue_remote, revoke_remotes
from quizapp.live.room import QUESTIONS
from quizapp.people import NewPerson, register_person
from quizapp.questions import dump_question
from tests.contests.makers import VAULT, hold_phone
from tests.live.makers import CANARY, Game, make_game
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.visitor import Visitor


def phone(app: Flask, game: Game, name: str) -> Visitor:
    """A browser whose person has given a name."""
    client = app.test_client()
    assert isinstance(client, Visitor)
    device = hold_phone(client, "nothing")
    new = NewPerson(campaign_id=game.campaign_id, unit_id=game.cast.hongxing.id, name=name, notice_version=1)
    with game.store.write() as session:
        register_person(session, new, device_hash=device, vault=VAULT, now=game.clock())
    return client


def told(client: Visitor, game: Game) -> dict[str, Any]:
    """The public state."""
    game_app = client.application
    game_app.extensions["quizapp.live.bare"].hub().forget(game.room.code)
    found: dict[str, Any] = client.get(f"/live-state/{game.room.code}").json
    return found


def send(client: Visitor, game: Game, atoms: Any, **more: Any) -> Any:
    body = {"place": game.room.place, "answer": list(atoms), "nonce": "n1", **more}
    return client.post(f"/api/live/{game.room.code}/answers", json=body)


def tap(client: Visitor, game: Game, action: str, **more: Any) -> Any:
    return client.post(
        f"/api/live-host/{game.room_id}", json={"action": action, "revision": game.room.revision, **more}
    )  # fmt: skip


def test_a_question_goes_round(app: Flask, game: Game, cast: Cast) -> None:
    wang, host = phone(app, game, "王小明"), app.test_client()
    assert isinstance(host, Visitor)
    host.sign_in(cast.alice)
    room = f"/api/live/{game.room.code}"
    assert wang.get(f"{room}/me").json == {"player": None, "answer": None, "result": None}
    assert send(wang, game, [0], place=1).json["error"]["code"] == "live_not_player"
    assert wang.post(f"{room}/join").json["player"]["name"] == "王小明"
    assert told(wang, game)["phase"] == "lobby"
    assert tap(host, game, "next").status_code == 200
    ready = told(wang, game)
    assert (ready["phase"], ready["question"]) == ("asking", None)
    assert send(wang, game, game.right(1)).json["error"]["code"] == "live_not_open"
    game.clock.advance(seconds=3)
    asked = told(wang, game)
    assert asked["question"]["place"] == 1
    assert asked["closes_at"] - asked["opens_at"] == 20_000
    receipt = send(wang, game, game.right(1)).json["receipt"]
    assert receipt["answer"] == list(game.right(1))
    again = send(wang, game, game.wrong(1), nonce="n2")
    assert (again.status_code, again.json["error"]["code"], again.json["receipt"]) == (409, "live_answered", receipt)
    me = wang.get(f"{room}/me").json
    assert (me["answer"], me["result"]) == (receipt, None)
    assert wang.get(f"/live-count/{game.room.code}").json == {"rev": 2, "players": 1, "answered": 1}
    assert tap(host, game, "reveal").json["error"]["code"] == "live_still_open"
    tap(host, game, "close")
    game.clock.advance(seconds=1)
    told_host = tap(host, game, "reveal").json
    assert told_host["actions"] == ["next", "board", "finish", "lock"]
    revealed = told(wang, game)["reveal"]
    assert (revealed["answered"], revealed["right"], sum(revealed["counts"])) == (1, 1, len(game.right(1)))
    assert CANARY in revealed["explanation"]
    result = wang.get(f"{room}/me").json["result"]
    assert (result["right"], result["rank"], result["of"], result["score"]) == (True, 1, 1, 10)
    board = tap(host, game, "board").json["state"]["board"]
    assert [(line["rank"], line["name"]) for line in board] == [(1, "王小明")]


def test_an_unchanged_state_costs_no_body_and_tells_the_time(app: Flask, client: Visitor, game: Game) -> None:
    address = f"/live-state/{game.room.code}"
    first = client.get(address)
    game.clock.advance(seconds=2)
    second = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data) == (304, b"")
    assert int(second.headers["Live-Now"]) - int(first.headers["Live-Now"]) == 2_000
    assert "Set-Cookie" not in second.headers
    assert client.get("/live-state/XXXXXX").status_code == 404


def test_two_hosts_cannot_both_press_next(app: Flask, game: Game, cast: Cast) -> None:
    host = app.test_client()
    assert isinstance(host, Visitor)
    host.sign_in(cast.alice)
    seen = game.room.revision
    assert tap(host, game, "next", revision=seen).status_code == 200
    second = tap(host, game, "next", revision=seen)
    assert (second.status_code, second.json["rev"], second.json["state"]["place"]) == (409, seen + 1, 1)


def test_a_remote_hosts_its_room_until_it_is_taken_back(client: Visitor, game: Game) -> None:
    def issue() -> str:
        with game.store.write() as session:
            return issue_remote(session, game.room_id, actor="staff:1", now=game.clock())

    first, second = issue(), issue()
    assert client.get(f"/api/live-remote/{first}").status_code == 404  # taking over ends the other one
    body = {"action": "next", "revision": game.room.revision}
    assert client.post(f"/api/live-remote/{second}", json=body).status_code == 200
    with game.store.write() as session:
        revoke_remotes(session, game.room_id, now=game.clock())
    assert client.post(f"/api/live-remote/{second}", json=body).status_code == 404


def test_another_phone_goes_on_with_a_code_once(app: Flask, game: Game) -> None:
    old, new, third = phone(app, game, "王小明"), phone(app, game, "李红"), phone(app, game, "赵强")
    room = f"/api/live/{game.room.code}"
    old.post(f"{room}/join")
    code = old.post(f"{room}/move-code").json["code"]
    assert new.post(f"{room}/move", json={"move_code": code}).json["player"]["name"] == "王小明"
    assert third.post(f"{room}/move", json={"move_code": code}).status_code == 404
    assert old.get(f"{room}/me").json["player"] is None
    game.ask()
    assert send(old, game, game.right(1)).status_code == 403
    assert send(new, game, game.right(1)).status_code == 200


def test_a_phone_without_a_name_is_sent_to_give_one(app: Flask, client: Visitor, game: Game) -> None:
    refused = client.post(f"/api/live/{game.room.code}/join")
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "identity_needed")


@pytest.mark.parametrize("answer", [[], ["x" * 201], [10_000], [True], "0", [[0]], [None]])
def test_what_is_no_answer_is_refused(app: Flask, game: Game, answer: Any) -> None:
    wang = phone(app, game, "王小明")
    wang.post(f"/api/live/{game.room.code}/join")
    game.ask()
    body = {"place": 1, "answer": answer, "nonce": "n"}
    assert wang.post(f"/api/live/{game.room.code}/answers", json=body).status_code == 422


def test_nothing_is_told_before_its_moment(app: Flask, store: Store, cast: Cast, clock: FakeClock) -> None:
    """Every address that a phone or the screen may ask, at every step: no key and no word of a later question."""
    game = make_game(store, cast, clock)
    for place in (1, 2, 3, 4):
        _mark(game, place)
    wang, host = phone(app, game, "王小明"), app.test_client()
    assert isinstance(host, Visitor)
    host.sign_in(cast.alice)
    room, screen = f"/api/live/{game.room.code}", f"/api/live-screen/{game.room.screen_token}"
    wang.post(f"{room}/join")
    addresses = (f"/live-state/{game.room.code}", f"/live-count/{game.room.code}", f"{room}/me", screen)
    pages = (f"/l/{game.room.code}", f"/live-screen/{game.room.screen_token}", f"/l/{game.room.code}/result")

    def heard() -> str:
        told(wang, game)
        return "\n".join(wang.get(address).get_data(as_text=True) for address in (*addresses, *pages))

    def check(place: int, *, is_shown: bool, is_told: bool) -> None:
        text = heard()
        assert (f"题干标记{place}号" in text) == is_shown
        assert (f"解析标记{place}号" in text) == is_told
        for later in range(place + 1, 5):
            assert f"标记{later}号" not in text

    check(0, is_shown=False, is_told=False)
    for place in (1, 2, 3):
        tap(host, game, "next")
        check(place, is_shown=False, is_told=False)
        clock.advance(seconds=2, milliseconds=999)
        check(place, is_shown=False, is_told=False)
        clock.advance(milliseconds=1)
        check(place, is_shown=True, is_told=False)
        answered = send(wang, game, game.right(place), nonce=f"n{place}")
        assert "right" not in json.dumps(answered.json)
        check(place, is_shown=True, is_told=False)
        tap(host, game, "close")
        clock.advance(seconds=1)
        check(place, is_shown=True, is_told=False)
        tap(host, game, "reveal")
        check(place, is_shown=True, is_told=True)


def _mark(game: Game, place: int) -> None:
    """A question that can be recognised by its stem and by its explanation."""
    question = game.frozen(place).question
    marked = replace(question, stem=f"题干标记{place}号", explanation=f"解析标记{place}号")
    with game.store.write() as session:
        here = (QUESTIONS.c.room_id == game.room_id, QUESTIONS.c.place == place)
        session.execute(update(QUESTIONS).where(*here).values(content=dump_question(marked)))
