"""A live room over a real server: who opens it, and a phone that asks again until it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from random import Random
from time import sleep
from typing import Any

import msgspec
from sqlalchemy import select

from benchmarks.phones import Browser
from benchmarks.world import World
from quizapp.banks import BankQuestion
from quizapp.db import Store
from quizapp.live import Act, Draft, act, issue_remote, make_room
from quizapp.live.room import QUESTIONS, Frozen, to_frozen
from quizapp.live.service.making import draw_questions
from quizapp.questions import Atom, find_type
from tests.support.patience import wait_until


@contextmanager
def opened(world: World) -> Iterator[Store]:
    """The world's database, beside its server."""
    store = Store(world.settings.database_url)
    try:
        yield store
    finally:
        store.close()


def open_room(world: World, *, questions: int = 2) -> tuple[str, str, list[Frozen]]:
    """Code and remote of a room with its lobby open, and its long questions with their keys."""
    now = datetime.now(UTC)
    with opened(world) as store, store.write() as session:
        room = make_room(
            session, Draft(title="直播答题"), campaign_id=world.campaign_id, unit_id=world.town_id, actor="test", now=now
        )  # fmt: skip
        bank_ids = session.scalars(select(BankQuestion.bank_id).distinct()).all()
        draw_questions(
            session, room.id, bank_ids=bank_ids, count=questions, seconds=600, points=10, rng=Random(3), now=now
        )  # fmt: skip
        act(session, room.id, Act(action="open", revision=0), actor="test", now=now)
        frozen = [to_frozen(row) for row in session.execute(select(QUESTIONS).order_by(QUESTIONS.c.place))]
        return room.code, issue_remote(session, room.id, actor="test", now=now), frozen


def right_answer(frozen: Frozen) -> tuple[Atom, ...]:
    """As a phone sends it."""
    return find_type(frozen.question.type).right_answer(frozen.question, frozen.order)


def ask(port: int, method: str, path: str, browser: Browser, body: object = None) -> tuple[int, Any]:
    """Ask again until a whole answer comes, as a phone does: the nonce in the body stays the same."""
    headers = {"Cookie": browser.cookie, "X-CSRFToken": browser.csrf, "Content-Type": "application/json"}
    content = msgspec.json.encode(body) if body is not None else None
    heard: list[tuple[int, Any]] = []

    def answers() -> bool:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request(method, path, content, headers)
            answer = connection.getresponse()
            told = answer.read()
        except (OSError, HTTPException):
            told = b""
        finally:
            connection.close()
        if not told or answer.status >= 500:  # a line that breaks between two headers leaves an answer without a body
            sleep(0.05)
            return False
        heard.append((answer.status, msgspec.json.decode(told)))
        return True

    wait_until(answers, path)
    return heard[0]


class Remote:
    """The host's, on a good line."""

    def __init__(self, port: int, code: str, token: str, browser: Browser) -> None:
        self._port, self._code, self._path, self._browser = port, code, f"/api/live-remote/{token}", browser

    def tap(self, action: str) -> tuple[int, Any]:
        """One button, upon the room as it stands."""
        seen = ask(self._port, "GET", self._path, self._browser)[1]["rev"]
        return ask(self._port, "POST", self._path, self._browser, {"action": action, "revision": seen})

    def wait_for(self, phase: str, field: str) -> Any:
        """The public state, once it is in that phase and tells ``field``."""
        return self._wait(f"/live-state/{self._code}", lambda state: state["phase"] == phase and bool(state[field]))

    def wait_for_answers(self, count: int) -> None:
        """So many have answered the question on stage."""
        self._wait(f"/live-count/{self._code}", lambda counts: counts["answered"] == count)

    def _wait(self, path: str, is_so: Callable[[Any], bool]) -> Any:
        told: list[Any] = []

        def comes() -> bool:
            told.append(ask(self._port, "GET", path, self._browser)[1])
            sleep(0.05)
            return is_so(told[-1])

        wait_until(comes, told)
        return told[-1]

    def reveal(self) -> Any:
        """Close the question, wait for what is on its way, and tell the key; the state then."""
        self.tap("close")
        self.insist("reveal")
        return self.wait_for("revealed", "reveal")

    def insist(self, action: str) -> None:
        """Tap until it is the moment."""

        def is_done() -> bool:
            sleep(0.05)
            return self.tap(action)[0] == 200

        wait_until(is_done, action)
