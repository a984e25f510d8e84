"""Whatever a phone says of its own time, the server's clock alone decides what is open, late and how long it took."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from quizapp.live.room import ANSWERS
from tests.live.makers import Game
from tests.live.test_api import phone
from tests.support.visitor import Visitor

WRONG = [
    timedelta(hours=-30),
    timedelta(minutes=-20),
    timedelta(seconds=-2),
    timedelta(seconds=2),
    timedelta(minutes=20),
    timedelta(hours=30),
]


def send(client: Visitor, game: Game, wrong: timedelta) -> Any:
    """An answer from a phone whose clock is wrong, and which says so wherever a program could."""
    says = game.clock() + wrong
    body = {
        "place": 1,
        "answer": list(game.right(1)),
        "nonce": "n1",
        "at": int(says.timestamp() * 1000),
        "elapsed_ms": 1,
    }
    return client.post(
        f"/api/live/{game.room.code}/answers", json=body,
        headers={"Date": format_datetime(says), "Live-Now": str(int(says.timestamp() * 1000))},
    )  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_the_servers_clock_alone_decides(app: Flask, game: Game, wrong: timedelta) -> None:
    wang, li = phone(app, game, "王小明"), phone(app, game, "李红")
    for each in (wang, li):
        assert each.post(f"/api/live/{game.room.code}/join").status_code == 200
    game.do("next")
    opens_at = game.clock.advance(seconds=3)
    game.clock.now = opens_at - timedelta(milliseconds=1)
    assert send(wang, game, wrong).json["error"]["code"] == "live_not_open"
    game.clock.now = opens_at + timedelta(seconds=7)
    assert send(wang, game, wrong).status_code == 200
    game.clock.now = opens_at + timedelta(seconds=21)
    state = app.test_client().get(f"/live-state/{game.room.code}")
    assert int(state.headers["Live-Now"]) == int(game.clock().timestamp() * 1000)
    game.clock.now = opens_at + timedelta(seconds=21, milliseconds=1)
    assert send(li, game, wrong).json["error"]["code"] == "live_closed"
    with game.store.read() as session:
        kept = session.execute(select(ANSWERS)).one()
    assert (kept.received_at, kept.elapsed_ms) == (opens_at + timedelta(seconds=7), 7_000)
