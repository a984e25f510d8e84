"""The contest's page is filled for whoever has done nothing in it yet: word for word what its template says, to each his own."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest
from flask import Flask, render_template
from sqlalchemy import update

from quizapp.contests import Contest, views_participant
from quizapp.contests.views_contest_page import ContestPage
from quizapp.teams.models import TeamSetting
from quizapp.web.warming import compile_first_pages
from tests.contests.conftest import MakeScene, Scene
from tests.contests.test_pages import settle, start
from tests.support.visitor import Visitor

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def new_phone(app: Flask) -> Visitor:
    phone = app.test_client()
    assert isinstance(phone, Visitor)
    return phone


def rendered(page: ContestPage) -> str:
    """What the template makes of this very person."""
    seen = {each.name: getattr(page, each.name) for each in fields(page)}
    return render_template("contests/contest.html", **seen, lacks_phone=page.lacks_phone)


def look(phone: Visitor, scene: Scene, **headers: str) -> str:
    """The page, its form tokens taken out."""
    answer = phone.get(f"/q/{scene.code}", headers=headers)
    assert answer.status_code == 200
    return _TOKEN.sub("", answer.text)


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW", "en"])
@pytest.mark.parametrize("changes", [{}, {"tries_total": None, "tries_per_day": 2, "minutes_limit": None}], ids=str)
def test_what_is_filled_is_what_the_template_says(
    make_scene: MakeScene, app: Flask, monkeypatch: pytest.MonkeyPatch, language: str, changes: dict[str, Any]
) -> None:
    scene = make_scene(**changes)
    phones = [new_phone(app) for _ in range(4)]
    for phone, name in zip(phones, ("赵敏", "", '<i>"王"&amp;', "欧阳·娜仁"), strict=True):
        if name:
            settle(scene, phone, name)
    phones[3].set_cookie("elder", "1")
    filled = [look(phone, scene, accept_language=language) for phone in (*phones, *phones)]
    monkeypatch.setattr(views_participant, "show_contest", rendered)
    assert filled == [look(phone, scene, accept_language=language) for phone in (*phones, *phones)]
    assert "&lt;i&gt;" in filled[2]
    assert "\x02" not in "".join(filled)


def test_everybody_has_a_form_token_of_his_own(scene: Scene, app: Flask) -> None:
    phones = [new_phone(app) for _ in range(3)]
    for number, phone in enumerate(phones):
        settle(scene, phone, f"参赛人{number}")
    tokens = [set(_TOKEN.findall(phone.get(f"/q/{scene.code}").text)) for phone in phones]
    assert [len(each) for each in tokens] == [1, 1, 1], "the same in all forms of a page"
    assert len(set.union(*tokens)) == 3
    for phone, (token,) in zip(phones, tokens, strict=True):
        sent = phone.post(f"/q/{scene.code}/start", data={"csrf_token": token}, csrf=False)
        assert "/a/" in sent.location


def test_what_an_organizer_changes_is_seen_at_once(scene: Scene, app: Flask) -> None:
    first, second = new_phone(app), new_phone(app)
    assert "安全知识竞赛" in look(first, scene)
    with scene.store.write() as session:
        session.execute(update(Contest).where(Contest.id == scene.contest_id).values(title="改过名的竞赛"))
        session.add(TeamSetting(contest_id=scene.contest_id, is_open=True, changed_at=scene.clock()))
    page = look(second, scene)
    assert "改过名的竞赛" in page
    assert "安全知识竞赛" not in page
    assert "组队参赛" in page


def test_what_one_person_is_told_nobody_else_reads(scene: Scene, app: Flask) -> None:
    told, other = new_phone(app), new_phone(app)
    with told.session_transaction() as session:
        session["_flashes"] = [("success", "只说给一个人听")]
    assert "只说给一个人听" in look(told, scene)
    assert "只说给一个人听" not in look(other, scene)
    assert "只说给一个人听" not in look(told, scene)


def test_who_has_begun_reads_of_his_own_paper_alone(scene: Scene, app: Flask) -> None:
    begun, fresh = new_phone(app), new_phone(app)
    settle(scene, begun, "赵敏")
    settle(scene, fresh, "钱伟")
    where = start(scene, begun)
    assert "继续答题</button>" in look(begun, scene)
    assert "继续答题</button>" not in look(fresh, scene)
    begun.post(f"{where}/submit", data={"submission_key": "k1"})
    assert "我的答卷" in look(begun, scene)
    assert "我的答卷" not in look(fresh, scene)


def test_an_address_with_a_language_is_answered_in_it_and_kept_for_nobody(scene: Scene, app: Flask) -> None:
    asked = new_phone(app).get(f"/q/{scene.code}?lang=en").text
    assert '<html lang="en"' in asked
    assert f'name="next" value="/q/{scene.code}?lang=en"' in asked
    others = new_phone(app).get(f"/q/{scene.code}", headers={"Accept-Language": "en"}).text
    assert f'name="next" value="/q/{scene.code}"' in others


def test_a_warmed_process_compiles_nothing_for_the_first_phone(scene: Scene, app: Flask) -> None:
    compile_first_pages(app)
    known = set(app.jinja_env.cache or ())
    phone = new_phone(app)
    settle(scene, phone)
    look(phone, scene)
    where = start(scene, phone)
    phone.get(where)
    phone.post(f"{where}/submit", data={"submission_key": "k1"})
    phone.get(f"{where}/result")
    compiled = {name for _, name in set(app.jinja_env.cache or ()) - known}
    assert not {name for name in compiled if name.startswith(("contests/", "layouts/", "macros/"))}
