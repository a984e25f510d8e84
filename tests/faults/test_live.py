"""kill -9 in the middle of a question: the game goes on where it was, and what was acknowledged is there, once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from random import Random
from time import monotonic, sleep
from typing import Any

import msgspec
from sqlalchemy import func, select

from benchmarks.phones import Browser, open_browser, open_browsers
from benchmarks.world import Phone, World
from quizapp.banks import BankQuestion
from quizapp.db import Store
from quizapp.ledger import LedgerEntry
from quizapp.live import Act, Draft, act, issue_remote, make_room
from quizapp.live.room import ANSWERS, PLAYERS, QUESTIONS, to_frozen
from quizapp.live.service.making import draw_questions
from quizapp.questions import find_type
from tests.faults.server import Server

#: A server that was killed is back long before this.
_PATIENCE_S = 90


@contextmanager
def opened(world: World) -> Iterator[Store]:
    store = Store(world.settings.database_url)
    try:
        yield store
    finally:
        store.close()


def open_room(world: World) -> tuple[str, str, tuple[Any, ...]]:
    """Code, remote, and a right answer to the first of two long questions."""
    now = datetime.now(UTC)
    with opened(world) as store, store.write() as session:
        room = make_room(
            session, Draft(title="直播答题"), campaign_id=world.campaign_id, unit_id=world.town_id, actor="test", now=now
        )  # fmt: skip
        bank_ids = session.scalars(select(BankQuestion.bank_id).distinct()).all()
        draw_questions(
            session, room.id, bank_ids=bank_ids, count=2, seconds=600, points=10, rng=Random(3), now=now
        )  # fmt: skip
        act(session, room.id, Act(action="open", revision=0), actor="test", now=now)
        first = to_frozen(session.execute(select(QUESTIONS).order_by(QUESTIONS.c.place)).first())  # type: ignore[arg-type]
        right = find_type(first.question.type).right_answer(first.question, first.order)
        return room.code, issue_remote(session, room.id, actor="test", now=now), right


def ask(port: int, method: str, path: str, browser: Browser, body: object = None) -> tuple[int, Any]:
    """Ask again until the server answers, as a phone does: the nonce in the body stays the same."""
    headers = {"Cookie": browser.cookie, "X-CSRFToken": browser.csrf, "Content-Type": "application/json"}
    give_up_at = monotonic() + _PATIENCE_S
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            content = msgspec.json.encode(body) if body is not None else None
            connection.request(method, path, content, headers)
            answer = connection.getresponse()
            if answer.status < 500:
                return answer.status, msgspec.json.decode(answer.read() or b"null")
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        assert monotonic() < give_up_at, path
        sleep(0.05)


def test_a_game_goes_on_after_kill_nine_in_mid_question(world: World) -> None:
    code, remote, given = open_room(world)
    phones = open_browsers(world)
    host = open_browser(world.settings, Phone(device_key="host"), len(phones))
    server = Server(world)

    def tap(action: str) -> Any:
        seen = ask(server.port, "GET", f"/api/live-remote/{remote}", host)[1]["rev"]
        body = {"action": action, "revision": seen}
        return ask(server.port, "POST", f"/api/live-remote/{remote}", host, body)

    def wait_for(phase: str, field: str) -> Any:
        give_up_at = monotonic() + _PATIENCE_S
        while True:
            state = ask(server.port, "GET", f"/live-state/{code}", host)[1]
            if state["phase"] == phase and state[field]:
                return state
            assert monotonic() < give_up_at, state
            sleep(0.1)

    def answer(number: int) -> int:
        body = {"place": 1, "answer": list(given), "nonce": f"n{number}"}
        path = f"/api/live/{code}/answers"
        browser = phones[number]
        first = ask(server.port, "POST", path, browser, body)
        again = ask(server.port, "POST", path, browser, body)
        assert first == again  # one receipt, whichever side of the kill it was asked on
        return first[0]

    with server, ThreadPoolExecutor(16) as crowd:
        joined = list(crowd.map(lambda each: ask(server.port, "POST", f"/api/live/{code}/join", each, {})[0], phones))
        assert set(joined) == {200}
        tap("next")
        before = wait_for("asking", "question")
        statuses = crowd.map(answer, range(len(phones)))
        for _ in range(3):
            with opened(world) as store, store.read() as session:
                so_far = session.scalar(select(func.count()).select_from(ANSWERS)) or 0
            server.kill()
            server.start()
            after = wait_for("asking", "question")
            assert (after["opens_at"], after["closes_at"]) == (before["opens_at"], before["closes_at"])
            with opened(world) as store, store.read() as session:
                assert (session.scalar(select(func.count()).select_from(ANSWERS)) or 0) >= so_far
        assert set(statuses) == {200}
        tap("close")
        locked = wait_for("locked", "reveal_from")
        server.kill()
        server.start()
        while tap("reveal")[0] != 200:
            sleep(0.2)
        server.kill()
        server.start()
        told = wait_for("revealed", "reveal")
    assert told["reveal"]["answered"] == len(phones)
    assert locked["question"] is None or locked["question"]["place"] == 1
    with opened(world) as store, store.read() as session:
        players = session.execute(select(PLAYERS).order_by(PLAYERS.c.rank)).all()
        answers = {row.player_id: row for row in session.execute(select(ANSWERS))}
        credited = select(func.sum(LedgerEntry.quantity)).where(LedgerEntry.kind == "live_quiz_player")
        assert session.scalar(credited) == len(phones)
    assert [player.rank for player in players] == list(range(1, len(phones) + 1))
    assert all(player.score == answers[player.id].points for player in players)
