"""Papers by a plan: sections, required questions, the same paper for all, sample papers that leave no trace."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, inspect, select

from quizapp.contests import Attempt, Contest, ContestFixed, publish_contest, read_settings, update_contest
from quizapp.contests.blueprint import (
    Blueprint,
    PaperSection,
    check_fits,
    fit,
    load_blueprint,
    tidy_blueprint,
)
from quizapp.contests.pool import load_pool
from quizapp.errors import Invalid
from quizapp.questions import Question, draw_sections, find_type
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import make_phone
from tests.contests.test_pages import settle
from tests.support.visitor import Visitor

EASY = PaperSection(count=3, points=500, title="一、单选题", types=("single",))
HARD = PaperSection(count=2, points=1250, title="二、多选题", types=("multiple",))
PLAN = Blueprint(sections=(EASY, HARD))


def pool_of(scene: Scene) -> Any:
    with scene.store.read() as session:
        contest = session.get_one(Contest, scene.contest_id)
        assert contest.pool_hash is not None
        return load_pool(session, scene.contest_id, contest.pool_hash)


def issued_of(scene: Scene, token: str) -> list[Any]:
    with scene.store.read() as session:
        return list(session.scalars(select(Attempt.issued).where(Attempt.token == token)).one())


def test_a_paper_follows_the_plan_and_points_follow_the_section(make_scene: MakeScene) -> None:
    scene = make_scene(blueprint=PLAN, pass_percent=60)
    token = scene.start().token
    pool, issued = pool_of(scene), issued_of(scene, token)
    kinds = [pool.questions[place].type for place, _order, _section in issued]
    assert kinds == ["single"] * 3 + ["multiple"] * 2
    assert [section for _, _, section in issued] == [0, 0, 0, 1, 1]
    sheet = {
        str(number): list(find_type(pool.questions[place].type).right_answer(pool.questions[place], order))
        for number, (place, order, section) in enumerate(issued, start=1)
        if section == 1
    }
    receipt = scene.submit(token, sheet)
    assert (receipt.score, receipt.max_score, receipt.passed) == (2500, 4000, True)


def test_everybody_gets_the_same_paper_where_wished(make_scene: MakeScene) -> None:
    scene = make_scene(blueprint=Blueprint(sections=(EASY, HARD), same_paper=True, shuffles_options=False))
    papers = []
    for number in range(4):
        with scene.store.write() as session:
            contest = session.get_one(Contest, scene.contest_id)
            phone = make_phone(
                session, contest, scene.cast.hongxing.id, scene.clock(), name=f"甲{number}", key=f"p{number}"
            )
        papers.append(issued_of(scene, scene.start(phone).token))
    assert papers[1:] == papers[:-1]
    assert all(order == sorted(order) for _, order, _ in papers[0])


def test_required_questions_stand_on_every_paper(make_scene: MakeScene) -> None:
    scene = make_scene(is_published=False)
    with scene.store.read() as session:
        keys = {row.key: row.type for row in session.execute(_bank_rows())}
    wanted = tuple(key for key, kind in keys.items() if kind == "single")[:2]
    with scene.store.write() as session:
        contest = session.get_one(Contest, scene.contest_id)
        chosen = read_settings(session, contest)
        values = {name: getattr(chosen, name) for name in type(chosen).__dataclass_fields__}
        values["blueprint"] = Blueprint(sections=(EASY, HARD), required=wanted)
        update_contest(
            session, scene.contest_id, type(chosen)(**values), actor=scene.cast.alice.actor, now=scene.clock()
        )
        publish_contest(session, scene.contest_id, actor=scene.cast.alice.actor, now=scene.clock(), rng=Random(1))
    pool = pool_of(scene)
    must = {place for place, question in enumerate(pool.questions) if question.key in wanted}
    assert len(must) == 2
    for number in range(5):
        with scene.store.write() as session:
            contest = session.get_one(Contest, scene.contest_id)
            phone = make_phone(
                session, contest, scene.cast.hongxing.id, scene.clock(), name=f"乙{number}", key=f"q{number}"
            )
        assert must <= {place for place, *_ in issued_of(scene, scene.start(phone).token)}


def _bank_rows() -> Any:
    from quizapp.banks import BankQuestion

    return select(BankQuestion.key, BankQuestion.type).order_by(BankQuestion.key)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Blueprint(sections=(PaperSection(count=300, points=100),)), "sections"),
        (Blueprint(sections=(PaperSection(count=2, points=0),)), "sections"),
        (Blueprint(sections=()), "sections"),
        (Blueprint(sections=(PaperSection(count=1, points=1, types=("essay",)),)), "sections"),
        (Blueprint(sections=(PaperSection(count=29, points=100, types=("single",)),)), "sections"),
        (Blueprint(sections=(PaperSection(count=20, points=100), PaperSection(count=20, points=100))), "sections"),
        (Blueprint(sections=(EASY,), required=("no-such-key",)), "required"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_its_field(make_scene: MakeScene, plan: Blueprint, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        make_scene(blueprint=plan)
    assert caught.value.field == field


def test_the_plan_is_fixed_once_published(make_scene: MakeScene) -> None:
    scene = make_scene(blueprint=PLAN)
    with scene.store.write() as session:
        contest = session.get_one(Contest, scene.contest_id)
        chosen = read_settings(session, contest)
        values = {name: getattr(chosen, name) for name in type(chosen).__dataclass_fields__}
        values["blueprint"] = Blueprint(sections=(EASY,))
        with pytest.raises(ContestFixed):
            update_contest(
                session, scene.contest_id, type(chosen)(**values), actor=scene.cast.alice.actor, now=scene.clock()
            )


def test_a_plan_survives_storing() -> None:
    assert load_blueprint(PLAN.dump()) == PLAN
    assert load_blueprint(None) is None
    assert tidy_blueprint(PLAN) == PLAN


kinds = st.sampled_from(["single", "multiple", "true_false"])
pools = st.lists(st.tuples(kinds, st.sampled_from(["easy", "hard"])), min_size=1, max_size=30)
sections = st.builds(
    PaperSection, count=st.integers(1, 6), points=st.just(100),
    types=st.lists(kinds, max_size=2, unique=True).map(tuple), difficulties=st.sampled_from([(), ("easy",), ("hard",)]),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(pool=pools, plan=st.lists(sections, min_size=1, max_size=4), seed=st.text(max_size=4))
def test_what_was_checked_once_never_fails_for_anybody(pool: Any, plan: list[PaperSection], seed: str) -> None:
    questions = [
        Question(type=kind, stem=str(n), options=("甲", "乙"), correct=(0,), difficulty=level)
        for n, (kind, level) in enumerate(pool)
    ]
    blueprint = Blueprint(sections=tuple(plan))
    planned = fit(blueprint, questions, [None] * len(questions))
    try:
        check_fits(blueprint, planned)
    except Invalid:
        return
    for person in range(3):
        paper = draw_sections(questions, planned.sections, seed=seed, person_key=str(person))
        assert len({place.question_index for place in paper}) == len(paper) == blueprint.count
        counts = Counter(place.section for place in paper)
        assert [counts[number] for number in range(len(plan))] == [section.count for section in plan]
        for place in paper:
            assert plan[place.section or 0].takes(questions[place.question_index], None)


def test_the_form_makes_a_plan_and_a_sample_paper_leaves_no_trace(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    form = client.get("/console/contests/new").text
    assert "组卷表" in form
    values = {
        "title": "分部分竞赛", "opens_at": "2026-06-16T09:00", "closes_at": "2027-06-30T22:00", "reveal": "explanations",
        "question_count": "10", "points_each": "10", "pass_percent": "60", "preset": "all_or_nothing",
        "bank_ids": "1", "campaign_id": str(scene.campaign_id), "unit_id": str(scene.cast.town.id),
        "sections-0-kind": "single", "sections-0-count": "3", "sections-0-points": "5", "sections-0-title": "一、单选题",
        "sections-1-kind": "multiple", "sections-1-count": "2", "sections-1-points": "12.5", "shuffles_options": "y", "save": "1",
    }  # fmt: skip
    made = client.post("/console/contests/new", data=values)
    assert made.status_code == 303, made.text
    where = made.headers["Location"]
    with scene.store.read() as session:
        before = {table: session.scalar(select(func.count()).select_from(Attempt)) for table in ("attempt",)}
        assert inspect(session.get_bind()).has_table("attempt")
    page = client.get(f"{where}/trial").text
    assert "一、单选题" in page
    assert page.count("<fieldset") == 5
    result = client.post(f"{where}/trial?n=1", data={"q-1": "0", "q-4": ["0", "1"]})
    assert result.status_code == 200
    assert "不计入任何数字" in result.text
    with scene.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == before["attempt"]


def test_participants_see_the_plan(make_scene: MakeScene, client: Visitor) -> None:
    scene = make_scene(blueprint=PLAN)
    settle(scene, client)
    page = client.get(f"/q/{scene.code}").text
    assert "满分 40 分" in page
    assert "一、单选题" in page
