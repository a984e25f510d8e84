"""Other programs hear that a live quiz is over, and that it does not count after all."""

from __future__ import annotations

import pytest

from quizapp.db import Store
from quizapp.live import void_room
from quizapp.live.jobs import close_forgotten
from quizapp.webhooks.outbox import lay_out, send_due
from quizapp.webhooks.rules import EVENT_TYPES
from quizapp.webhooks.service import add_target
from tests.live.makers import Game, make_game
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.month import VAULT
from tests.webhooks.conftest import Listener


@pytest.fixture
def game(store: Store, cast: Cast, clock: FakeClock) -> Game:
    return make_game(store, cast, clock)


def _listen(game: Game, url: str, *types: str, unit_id: int | None = None) -> None:
    with game.store.write() as session:
        add_target(
            session, campaign_id=game.campaign_id, unit_id=unit_id or game.cast.county.id, name="县平台", url=url,
            types=list(types), vault=VAULT, allow_private=True, actor="staff:1", now=game.clock(),
        )  # fmt: skip


def _round(game: Game) -> int:
    with game.store.write() as session:
        lay_out(session, now=game.clock())
    return send_due(game.store, VAULT, now=game.clock(), allow_private=True)


def _play(game: Game) -> None:
    """Three come, two answer, one of those is taken out; and the end."""
    for name in ("王小明", "李红", "赵强"):
        game.come(name)
    place = game.ask()
    game.send("王小明", game.right(place))
    game.send("李红", game.wrong(place))
    game.tell()
    game.do("remove", player_id=game.players["李红"])
    game.do("finish")


def _void(game: Game) -> None:
    with game.store.write() as session:
        void_room(session, game.room_id, reason="题目放错了", actor="staff:1", now=game.clock())


def test_the_end_and_a_void_are_told_once_each(game: Game, listener: Listener) -> None:
    _listen(game, listener.url)
    _play(game)
    assert [_round(game), _round(game)] == [1, 0]
    _void(game)
    assert [_round(game), _round(game)] == [1, 0]
    finished, voided = listener.events
    about = {
        "id": game.room_id, "code": game.room.code, "title": "6·16 直播答题", "unit_code": game.cast.town.code,
        "unit": "东明镇", "state": "finished", "attendances": 1,
    }  # fmt: skip
    assert (finished["type"], finished["live"]) == ("live.finished", about)
    assert (voided["type"], voided["live"]) == ("live.voided", about | {"state": "voided", "attendances": 0})
    assert finished["id"] != voided["id"]
    assert set(finished) == set(voided), "one schema"
    assert (finished["session"], finished["person"], finished["filing"]) == (None, None, None)
    assert all("王" not in body.decode() and "李" not in body.decode() for _, body in listener.heard)
    assert {each["type"] for each in listener.events} <= set(EVENT_TYPES)
    assert listener.heard[0][0]["X-Quizapp-Event"] == "live.finished"


def test_a_room_that_is_left_alone_is_told_too(game: Game, listener: Listener) -> None:
    _listen(game, listener.url, "live.finished")
    game.clock.advance(hours=25)
    assert close_forgotten(game.store, None, game.clock()) == 1
    assert _round(game) == 1
    assert listener.events[0]["live"]["attendances"] == 0


def test_only_to_whom_it_concerns(game: Game, listener: Listener) -> None:
    """Another township, somebody who asked for voided ones alone, and nobody yet while it runs."""
    _listen(game, listener.url, unit_id=game.cast.sister_town.id)
    _listen(game, listener.url, "live.voided")
    _play(game)
    assert _round(game) == 0
    _void(game)
    assert _round(game) == 1
    assert [each["type"] for each in listener.events] == ["live.voided"]


def test_a_rehearsal_is_told_to_nobody(store: Store, cast: Cast, clock: FakeClock, listener: Listener) -> None:
    rehearsal = make_game(store, cast, clock, is_practice=True)
    _listen(rehearsal, listener.url)
    _play(rehearsal)
    assert _round(rehearsal) == 0
