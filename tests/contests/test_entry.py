"""The hook by which another feature keeps somebody out of a contest."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from quizapp.contests import CannotStart, StartVerdict, entry
from tests.contests.conftest import Scene
from tests.contests.test_pages import settle, start
from tests.support.visitor import Visitor

WORDS = "决赛只请初赛前三名参加"


@pytest.fixture
def list_of_one(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A feature that admits nobody but 王小明; what it was asked."""
    asked: list[dict[str, Any]] = []

    def refusal(_session: object, *, contest_id: int, person_id: int) -> str | None:
        asked.append({"contest_id": contest_id, "person_id": person_id})
        return None if person_id == scene.wang.person_id else WORDS

    monkeypatch.setattr(entry, "_gates", lambda: (SimpleNamespace(refusal=refusal),))
    return asked


def test_who_is_not_on_the_list_reads_why(scene: Scene, client: Visitor, list_of_one: list[dict[str, Any]]) -> None:
    zhao = settle(scene, client)
    page = client.get(f"/q/{scene.code}").text
    assert WORDS in page
    assert "开始答题" not in page
    assert client.post(f"/q/{scene.code}/start").headers["Location"] == f"/q/{scene.code}"
    with pytest.raises(CannotStart, match=WORDS) as refused:
        scene.start(zhao)
    assert refused.value.verdict is StartVerdict.NOT_ADMITTED
    assert list_of_one[0] == {"contest_id": scene.contest_id, "person_id": zhao.person_id}


def test_the_api_says_the_same(scene: Scene, client: Visitor, list_of_one: list[dict[str, Any]]) -> None:
    settle(scene, client)
    assert client.get(f"/api/contests/{scene.code}").json["verdict"] == "not_admitted"
    answer = client.post(f"/api/contests/{scene.code}/start")
    assert answer.status_code == 409
    assert answer.json["error"]["message"] == WORDS
    assert list_of_one


def test_who_is_on_the_list_starts(scene: Scene, list_of_one: list[dict[str, Any]]) -> None:
    assert scene.start().is_new
    assert len(list_of_one) == 1


def test_an_open_paper_is_not_taken_away(scene: Scene, client: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(scene, client)
    where = start(scene, client)
    monkeypatch.setattr(entry, "_gates", lambda: (SimpleNamespace(refusal=lambda *_, **__: WORDS),))
    assert start(scene, client) == where
    assert client.get(where).status_code == 200
