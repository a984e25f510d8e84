"""The page that waits: what it says, to whom, and what it costs."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from quizapp.web import hole
from tests.admission.conftest import Hall
from tests.contests.conftest import MakeScene
from tests.support.counting import statement_counter


def test_the_page_costs_no_statement_once_its_phone_has_a_number(hall: Hall) -> None:
    phone = hall.phone()
    with hall.full():
        assert not hall.knock(phone)
        with statement_counter(hall.scene.store) as asking:
            hall.place(phone)
            hall.place(phone)
    assert len(asking) == 0


def test_it_goes_on_by_itself_without_script_and_says_no_word_twice(hall: Hall) -> None:
    with hall.full():
        hall.knock(hall.phone())
        page = hall.phone().get(hall.page, headers={"Accept-Language": "zh-CN"})
    seconds = re.search(r'<noscript><meta http-equiv="refresh" content="(\d+)"></noscript>', page.text)
    assert seconds is not None
    assert 1 < int(seconds[1]) < 25
    assert "前面还有 1 人" in page.text
    assert hole("")[0] not in page.text, "every hole is filled"
    assert page.headers["Cache-Control"] == "no-store"
    assert len(page.data) < 6000


@pytest.mark.parametrize("mark", ["@@ahead@@", "{{ ahead }}"])
def test_titles_are_words_not_code(make_scene: MakeScene, app: Flask, mark: str) -> None:
    hall = Hall(app=app, scene=make_scene(title=f"<b>安全</b>{mark}竞赛"))
    with hall.full():
        page = hall.phone().get(hall.page).text
    assert f"&lt;b&gt;安全&lt;/b&gt;{mark}竞赛" in page
