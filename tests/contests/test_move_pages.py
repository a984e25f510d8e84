"""换手机继续答题 through the whole application: two browsers, one paper."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask

from tests.contests.conftest import Scene
from tests.contests.test_pages import settle, start
from tests.contests.test_reopen_attempt import REASON, reopen
from tests.support.visitor import Visitor


def second_phone(app: Flask) -> Visitor:
    client = app.test_client()
    assert isinstance(client, Visitor)
    return client


def code_on(client: Visitor, where: str) -> str:
    """The code as the page tells it."""
    page = client.post(f"{where}/move").text
    found = re.search(r'move-code"[^>]*>([0-9A-Z ]+)<', page)
    assert found is not None, page
    return found[1]


def test_it_works(scene: Scene, client: Visitor, app: Flask) -> None:
    settle(scene, client)
    where = start(scene, client)
    client.post(f"{where}/save", json={"revision": 1, "answers": {"1": [0]}})
    assert "换手机继续答题" in client.get(where).text
    code = code_on(client, where)
    other = second_phone(app)
    assert "输入码接着答" in other.get(f"/q/{scene.code}").text
    assert "8 位的码" in other.get(f"/q/{scene.code}/continue").text
    answer = other.post(f"/q/{scene.code}/continue", data={"move_code": code.lower()})
    assert answer.headers["Location"] == where
    assert "checked" in other.get(where).text
    assert "继续答题" in other.get(f"/q/{scene.code}").text
    told = client.get(where)
    assert told.status_code == 403
    assert "已经换到另一部手机上了" in told.text
    assert client.post(f"{where}/save", json={"revision": 2, "answers": {}}).status_code == 403


def test_a_wrong_code_is_told_kindly(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    start(scene, client)
    answer = client.post(f"/q/{scene.code}/continue", data={"move_code": "AAAA AAAA"})
    assert answer.status_code == 422
    assert "请在原来的手机上重新取一个" in answer.text
    assert 'role="alert"' in answer.text


def test_guessing_ends_after_ten_tries(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    told = [client.post(f"/q/{scene.code}/continue", data={"move_code": "AAAAAAAA"}).status_code for _ in range(11)]
    assert told == [422] * 10 + [429]


def test_a_paper_that_is_over_leads_to_its_result(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    where = start(scene, client)
    client.post(f"{where}/submit", data={"submission_key": "k"})
    for answer in (client.get(f"{where}/move"), client.post(f"{where}/move")):
        assert answer.headers["Location"] == f"{where}/result"


def test_a_reopened_paper_is_explained_where_it_is_answered(scene: Scene, client: Visitor) -> None:
    settle(scene, client)
    where = start(scene, client)
    client.post(f"{where}/submit", data={"submission_key": "k", "q-1": "0"})
    scene.clock.now += timedelta(minutes=30)
    reopen(scene, where.rpartition("/")[2])
    for path in (f"/q/{scene.code}", where):
        page = client.get(path).text
        assert "组织者重新打开了这份答卷" in page
        assert REASON in page
    assert client.get(f"{where}/result").headers["Location"] == where
