"""Turns: short requests stand one behind the other, but never for long."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from flask import Flask

from quizapp.contests.views_bare import PaperLayer
from quizapp.db import Store
from quizapp.web import turns
from quizapp.web.entrance import Entrance
from quizapp.web.layer import Layer
from quizapp.web.turns import Turns

PAPER, RESULT = "/q/abcdef/a/token", "/q/abcdef/a/token/result"
Meet = Callable[..., bool]


@pytest.fixture
def meet(app: Flask) -> Meet:
    """Whether two requests for an address are ever inside together: each waits there for the other, so many seconds."""

    def met(path: str, method: str = "GET", *, wait_s: float = 30) -> bool:
        inside, seen = Barrier(2), []

        def inner(_environ: Any, start: Any) -> list[bytes]:
            try:
                inside.wait(wait_s)
                seen.append(True)
            except BrokenBarrierError:
                seen.append(False)
            start("200 OK", [])
            return []

        entrance = Entrance(inner, app, Turns([Layer(inner, app), PaperLayer(inner, app)]))
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path}
        threads = [Thread(target=entrance, args=(dict(environ), lambda *_: None)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(seen) == 2
        return all(seen)

    return met


def test_papers_are_opened_one_after_the_other_on_sqlite(
    meet: Meet, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 10)
    assert meet(PAPER, wait_s=0.4 if store.is_sqlite else 30) is not store.is_sqlite


@pytest.mark.parametrize(
    ("method", "path"), [("GET", RESULT), ("POST", PAPER), ("GET", "/q/abcdef"), ("GET", "/c/a/b/c")]
)
def test_whatever_else_takes_no_turn(meet: Meet, monkeypatch: pytest.MonkeyPatch, method: str, path: str) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 60)
    assert meet(path, method)


def test_nobody_waits_long_for_a_turn(meet: Meet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", 0.01)
    assert meet(PAPER)


def test_a_turn_that_failed_is_given_back() -> None:
    each = Turns([])
    with pytest.raises(ZeroDivisionError), each.turn():
        divmod(1, 0)
    with each.turn() as is_alone:
        assert is_alone
        with each.turn() as is_second_alone:
            assert not is_second_alone
    with each.turn() as is_alone:
        assert is_alone
