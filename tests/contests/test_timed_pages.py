"""A clock for each question, as the phone sees it: without script, page by page."""

from __future__ import annotations

import re

import pytest

from tests.contests.conftest import MakeScene, Scene
from tests.contests.test_accommodations import give
from tests.contests.test_pages import settle, start
from tests.contests.test_question_time import OVER, stored
from tests.contests.test_submit_attempt import right_answers
from tests.support.visitor import Visitor


@pytest.fixture
def timed(make_scene: MakeScene) -> Scene:
    """Three questions of twenty seconds each."""
    return make_scene(question_seconds=20, question_count=3)


def shown(page: str) -> list[str]:
    """Numbers of the questions on the page."""
    return re.findall(r'data-question="(\d+)"', page)


def send(client: Visitor, where: str, **form: object) -> str:
    answer = client.post(f"{where}/answer", data=form)
    assert answer.status_code == 303
    return client.get(answer.headers["Location"]).text


def test_it_works_without_script(timed: Scene, client: Visitor) -> None:
    settle(timed, client)
    assert "20 秒，一题一页" in client.get(f"/q/{timed.code}").text
    where = start(timed, client)
    ready = client.get(where).text
    assert "看第 1 题，开始计时" in ready
    assert shown(ready) == []
    sheet = right_answers(timed, where.rpartition("/")[2])
    page = send(client, where, show=1)
    for number in (1, 2):
        assert shown(page) == [str(number)]
        page = send(client, where, number=number, show=number + 1, **{f"q-{number}": sheet[str(number)]})
    page = send(client, where, number=3, **{"q-3": sheet["3"]})
    assert "3 题都看过了" in page
    assert "每道题都有答案" in page
    answer = client.post(f"{where}/submit", data={"submission_key": "k"})
    assert ">30<" in client.get(answer.headers["Location"]).text


def test_looking_never_starts_a_clock(timed: Scene, client: Visitor) -> None:
    settle(timed, client)
    where = start(timed, client)
    for _ in range(3):
        assert shown(client.get(where).text) == []


def test_only_the_question_whose_clock_runs_is_on_the_page(timed: Scene, client: Visitor) -> None:
    settle(timed, client)
    where = start(timed, client)
    send(client, where, show=1)
    page = client.get(where).text
    assert shown(page) == ["1"]
    assert len(re.findall("<fieldset", page)) == 1
    token = where.rpartition("/")[2]
    assert [
        each["number"] for each in client.get(f"/api/contests/{timed.code}/attempts/{token}").json["questions"]
    ] == [1]


def test_who_leaves_finds_the_next_question_waiting(timed: Scene, client: Visitor) -> None:
    settle(timed, client)
    where = start(timed, client)
    send(client, where, show=1)
    send(client, where, number=1, **{"q-1": "0"})
    timed.clock.now += OVER
    page = client.get(where).text
    assert "第 1 题做完了" in page
    assert "看第 2 题，开始计时" in page
    assert stored(timed) == {"0": [0]}


def test_a_late_answer_is_told_and_leaves_what_stood(timed: Scene, client: Visitor) -> None:
    settle(timed, client)
    where = start(timed, client)
    send(client, where, show=1)
    send(client, where, number=1, **{"q-1": "0"})
    timed.clock.advance(seconds=36)
    page = send(client, where, number=1, show=2, **{"q-1": "1"})
    assert "第 1 题超过了时间" in page
    assert shown(page) == ["2"]
    assert stored(timed) == {"0": [0]}


def test_a_double_tap_skips_nothing(timed: Scene, client: Visitor) -> None:
    settle(timed, client)
    where = start(timed, client)
    send(client, where, show=1)
    for _ in range(2):
        page = send(client, where, number=1, show=2, **{"q-1": "0"})
        assert shown(page) == ["2"]


def test_out_of_turn_leads_back_to_the_paper(timed: Scene, client: Visitor) -> None:
    settle(timed, client)
    where = start(timed, client)
    assert "看第 1 题" in send(client, where, show=3)


def test_the_script_hears_whether_it_counts(timed: Scene, client: Visitor) -> None:
    settle(timed, client)
    where = start(timed, client)
    send(client, where, show=1)
    as_json = {"Accept": "application/json"}
    form = {"number": 1, "q-1": "0"}
    assert client.post(f"{where}/answer", data=form, headers=as_json).json["stored"] is True
    timed.clock.advance(seconds=36)
    assert client.post(f"{where}/answer", data=form, headers=as_json).json["stored"] is False


def test_after_the_papers_own_end_the_result_comes(timed: Scene, client: Visitor) -> None:
    settle(timed, client)
    where = start(timed, client)
    send(client, where, show=1)
    send(client, where, number=1, **{"q-1": "0"})
    timed.clock.advance(minutes=16)
    answer = client.post(f"{where}/answer", data={"show": 2})
    assert answer.headers["Location"] == f"{where}/result"


def test_who_has_no_limit_gets_the_whole_paper(timed: Scene, client: Visitor) -> None:
    zhao = settle(timed, client)
    give(timed, None, person_id=zhao.person_id)
    page = client.get(f"/q/{timed.code}").text
    assert "不限时" in page
    paper = client.get(start(timed, client)).text
    assert shown(paper) == ["1", "2", "3"]
    assert "您有照顾安排" in paper
    assert "data-deadline" not in paper


def test_more_time_is_told_in_plain_words(timed: Scene, client: Visitor) -> None:
    zhao = settle(timed, client)
    give(timed, 150, person_id=zhao.person_id)
    assert "平常的 150%" in client.get(f"/q/{timed.code}").text
    where = start(timed, client)
    assert "每题 30 秒" in client.get(where).text
