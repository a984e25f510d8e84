"""Picking questions for every paper from a list, and what the form says about its plan."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import func, select

from quizapp.contests import Contest, ContestQuestion, publish_contest, read_settings
from quizapp.contests.blueprint import Blueprint, PaperSection
from tests.contests.conftest import MakeScene, Scene
from tests.support.visitor import Visitor

PLAN = Blueprint(sections=(PaperSection(count=4, points=500), PaperSection(count=2, points=250)))


@pytest.fixture
def draft(make_scene: MakeScene) -> Scene:
    """A draft with a plan of six questions."""
    return make_scene(is_published=False, blueprint=PLAN)


def required(scene: Scene) -> tuple[str, ...]:
    with scene.store.read() as session:
        plan = read_settings(session, session.get_one(Contest, scene.contest_id)).blueprint
    assert plan is not None
    return plan.required


def page(scene: Scene) -> str:
    return f"/console/contests/{scene.contest_id}/required"


def test_ticked_questions_stand_on_every_paper(draft: Scene, client: Visitor) -> None:
    client.sign_in(draft.cast.alice)
    assert "（第 7 种）" in client.get(page(draft)).text
    sent = client.post(page(draft), data={"shown": ["1:q-007", "1:q-008"], "required": ["1:q-007"]})
    assert sent.status_code == 303
    assert required(draft) == ("1:q-007",)
    assert "checked" in client.get(page(draft)).text
    with draft.store.write() as session:
        publish_contest(session, draft.contest_id, actor=draft.cast.alice.actor, now=draft.clock(), rng=Random(1))
    with draft.store.read() as session:
        marked = select(func.count()).where(ContestQuestion.contest_id == draft.contest_id, ContestQuestion.is_required)
        assert session.scalar(marked) == 1
    assert client.post(page(draft), data={"shown": "1:q-008", "required": "1:q-008"}).status_code == 409


def test_ticks_of_other_pages_stay_and_what_was_not_shown_is_not_taken(draft: Scene, client: Visitor) -> None:
    client.sign_in(draft.cast.alice)
    client.post(page(draft), data={"shown": ["1:q-007"], "required": ["1:q-007"]})
    client.post(page(draft), data={"shown": ["1:q-009"], "required": ["1:q-009", "1:q-011"]})
    assert required(draft) == ("1:q-007", "1:q-009")
    client.post(page(draft), data={"shown": ["1:q-007"]})
    assert required(draft) == ("1:q-009",)


def test_search_narrows_the_list_and_chosen_ones_come_first(draft: Scene, client: Visitor) -> None:
    client.sign_in(draft.cast.alice)
    client.post(page(draft), data={"shown": ["1:q-030"], "required": ["1:q-030"]})
    everything = client.get(page(draft)).text
    assert everything.index("（第 30 种）") < everything.index("（第 1 种）")
    found = client.get(f"{page(draft)}?q=第 7 种").text
    assert found.count('name="required"') == 1


def test_without_a_plan_the_page_says_what_comes_first(make_scene: MakeScene, client: Visitor) -> None:
    scene = make_scene(is_published=False)
    client.sign_in(scene.cast.alice)
    assert "先填组卷表" in client.get(page(scene)).text
    assert client.post(page(scene), data={"shown": "1:q-007", "required": "1:q-007"}).status_code == 409


def test_the_form_says_the_plans_sum_and_locks_what_it_replaces(draft: Scene, client: Visitor) -> None:
    client.sign_in(draft.cast.alice)
    text = client.get(f"/console/contests/{draft.contest_id}/edit").text
    assert "组卷表合计：6 题，满分 25 分" in text
    assert "readonly" in text
    assert "挑必考题" in text
    assert "readonly" not in client.get("/console/contests/new").text
