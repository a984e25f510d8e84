"""The application as a whole: it starts, answers, and says who may come."""

from __future__ import annotations

from tests.support.visitor import Visitor


def test_it_works(client: Visitor) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"database": "ok", "migrations": "current", "draining": False}
