"""How many statements a tap costs, through the whole application: sessions, limits and identity included."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quizapp.contests import pool
from tests.contests.conftest import Scene
from tests.contests.test_pages import settle, start
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor

Tap = Callable[[Visitor, str, str], object]

TAPS: dict[str, tuple[int, Tap]] = {
    # contest, person, papers, whether boards are public (people are told before they start), teams, rounds
    "contest page": (6, lambda client, code, _where: client.get(f"/q/{code}")),
    "open paper": (1, lambda client, _code, where: client.get(where)),
    "save": (2, lambda client, _code, where: client.post(f"{where}/save", json={"revision": 1, "answers": {"1": [0]}})),
    # the paper, its line in the ledger, and the result that counts: boards and certificates read that one row
    "submit": (
        4,
        lambda client, _code, where: client.post(f"{where}/submit", data={"q-1": "0", "submission_key": "k"}),
    ),
    "start again": (3, lambda client, code, _where: client.post(f"/q/{code}/start")),
}


@pytest.mark.parametrize("tap", sorted(TAPS))
def test_statements_with_the_pool_in_memory(scene: Scene, client: Visitor, tap: str) -> None:
    settle(scene, client)
    where = start(scene, client)
    most, work = TAPS[tap]
    with statement_counter(scene.store) as sent:
        answer = work(client, scene.code, where)
    assert answer.status_code in {200, 303}  # type: ignore[attr-defined]
    assert len(sent) == most, str(sent)


@pytest.mark.parametrize(("tap", "most"), [("open paper", 2), ("submit", 5)])
def test_statements_after_a_restart(scene: Scene, client: Visitor, tap: str, most: int) -> None:
    settle(scene, client)
    where = start(scene, client)
    pool._cache.clear()
    with statement_counter(scene.store) as sent:
        TAPS[tap][1](client, scene.code, where)
    assert len(sent) == most, str(sent)
