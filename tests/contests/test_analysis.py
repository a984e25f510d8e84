"""Question analysis over a real database: which papers count, what the page says, what a file holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from quizapp.accounts import Permission
from quizapp.contests import Attempt, Contest, ContestRow, read_contest
from quizapp.contests.analysis import Analysis, analyse, papers, weak
from quizapp.contests.analysis.weak import subject_of, unit_under
from quizapp.contests.pool import load_pool
from quizapp.item_statistics import Alarm
from quizapp.questions import Question, Source, find_type
from tests.contests.conftest import MakeScene, Scene
from tests.contests.makers import make_phone
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor


def contest_of(scene: Scene) -> ContestRow:
    with scene.store.read() as session:
        return read_contest(session, scene.contest_id, Permission.VIEW, scene.cast.alice.actor)


def answer(scene: Scene, number: int, wrong: dict[int, int] | None = None, *, miss: int = 0, unit_id: int = 0) -> None:
    """One person hands in: all right, but the pool's place ``p`` answered with option ``wrong[p]``, ``miss`` left out."""
    with scene.store.write() as session:
        contest = session.get_one(Contest, scene.contest_id)
        unit = unit_id or scene.cast.hongxing.id
        phone = make_phone(session, contest, unit, scene.clock(), name=f"甲{number}", key=f"phone-{number}")
    hand_in(scene, phone, wrong or {}, miss, f"k{number}")


def hand_in(scene: Scene, phone: Any, wrong: dict[int, int], miss: int, key: str) -> None:
    token = scene.start(phone).token
    contest = contest_of(scene)
    assert contest.pool_hash is not None
    with scene.store.read() as session:
        pool = load_pool(session, scene.contest_id, contest.pool_hash)
        issued = session.scalars(select(Attempt.issued).where(Attempt.token == token)).one()
    sheet: dict[str, object] = {}
    for number, (place, order) in enumerate(issued, start=1):
        question = pool.questions[place]
        right = list(find_type(question.type).right_answer(question, order))
        sheet[str(number)] = [order.index(wrong[place])] if place in wrong else right
    for number in range(1, miss + 1):
        sheet.pop(str(number))
    scene.submit(token, sheet, key=key, phone=phone)


def read(scene: Scene, **choices: bool) -> Analysis:
    with scene.store.read() as session:
        return analyse(session, contest_of(scene), **choices)


@pytest.fixture
def same_paper(make_scene: MakeScene) -> Scene:
    """Everybody has the same six questions."""
    return make_scene(bank_size=6, question_count=6, minutes_limit=30)


def single_place(scene: Scene) -> tuple[int, int]:
    """A single choice of the pool and one of its wrong options."""
    contest = contest_of(scene)
    assert contest.pool_hash is not None
    with scene.store.read() as session:
        questions = load_pool(session, scene.contest_id, contest.pool_hash).questions
    place = next(at for at, question in enumerate(questions) if question.type == "single")
    return place, next(option for option in range(4) if option not in questions[place].correct)


def test_a_wrong_key_comes_first(same_paper: Scene) -> None:
    place, other = single_place(same_paper)
    for number in range(20):
        answer(same_paper, number, {place: other})
    for number in range(20, 34):
        answer(same_paper, number, miss=4)
    found = read(same_paper)
    assert (found.papers, found.in_all, found.every) == (34, 34, 1)
    suspect = found.suspects[0]
    assert suspect.figures.question == place
    assert Alarm.WRONG_KEY in suspect.alarms
    assert found.exam is not None
    assert found.exam.consistency is not None


def test_only_the_first_paper_of_a_person_counts_unless_all_are_asked_for(same_paper: Scene) -> None:
    with same_paper.store.write() as session:
        contest = session.get_one(Contest, same_paper.contest_id)
        phone = make_phone(session, contest, same_paper.cast.hongxing.id, same_paper.clock(), name="甲", key="again")
    hand_in(same_paper, phone, {}, 6, "k1")
    hand_in(same_paper, phone, {}, 0, "k2")
    assert read(same_paper, first_only=True).items[0].figures.facility == 0.0
    assert read(same_paper, first_only=False).items[0].figures.facility == 0.5
    assert (read(same_paper).papers, read(same_paper, first_only=False).papers) == (1, 2)


def test_statements_do_not_grow_and_nothing_is_read_twice(scene: Scene) -> None:
    for number in range(5):
        answer(scene, number)
    contest = contest_of(scene)
    with scene.store.read() as session, statement_counter(scene.store) as sent:
        first = analyse(session, contest)
        assert len(sent) <= 3, str(sent)
        again = analyse(session, contest)
        assert len(sent) <= 4, str(sent)
    assert again is first
    answer(scene, 99)
    assert read(scene).papers == 6


def test_many_papers_are_sampled_by_person(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "MAX_PAPERS", 4)
    for number in range(10):
        answer(scene, number)
    found = read(scene)
    assert found.every == 3
    assert 1 <= found.papers < found.in_all == 10


def test_weak_points_stand_by_law_and_unit(same_paper: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weak, "MIN_ANSWERS", 3)
    for number in range(3):
        answer(same_paper, number, unit_id=same_paper.cast.hongxing.id)
    for number in range(3, 6):
        answer(same_paper, number, miss=6, unit_id=same_paper.cast.qingshan.id)
    answer(same_paper, 7, unit_id=same_paper.cast.factory.id)
    row = read(same_paper).weak.rows[0]
    cast = same_paper.cast
    assert row.subject == "《中华人民共和国安全生产法》"
    assert (row.by_unit[cast.hongxing.id], row.by_unit[cast.qingshan.id]) == (1.0, 0.0)
    assert (row.answers, row.share) == (42, pytest.approx(4 / 7))


@pytest.mark.parametrize(
    ("path", "unit"), [("/1/5/9/", 9), ("/1/5/9/12/", 9), ("/1/5/", 0), ("/1/55/9/", 0), ("/2/", 0)]
)
def test_unit_just_below(path: str, unit: int) -> None:
    assert unit_under(path, "/1/5/") == unit


def test_subject_is_law_then_standard_then_topic() -> None:
    standard = Question(type="single", stem="a", source=Source(standard="GB 17761-2024"), topic="电动车")
    assert subject_of(standard, "《中华人民共和国消防法》第44条") == "《中华人民共和国消防法》"
    assert subject_of(standard, "GB 17761-2024") == "GB 17761-2024"
    assert subject_of(Question(type="single", stem="a", topic="电动车"), "") == "电动车"


def test_page_question_and_files(same_paper: Scene, client: Visitor) -> None:
    place, other = single_place(same_paper)
    for number in range(31):
        answer(same_paper, number, {place: other} if number % 2 else None)
    client.sign_in(same_paper.cast.alice)
    where = f"/console/contests/{same_paper.contest_id}/analysis"
    page = client.get(where).text
    assert "题目分析" in page
    assert page.count("scatter-dot") == 6
    one = client.get(f"{where}/{place}").text
    assert "成绩好的" in one
    for fmt in ("xlsx", "csv", "docx", "pdf"):
        answered = client.get(f"{where}.{fmt}")
        assert (answered.status_code, len(answered.data) > 500) == (200, True), fmt
    told = json.loads(client.get(f"{where}.json").data)
    assert "题目分析" in json.dumps(told, ensure_ascii=False)


def test_page_before_anybody_answered(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    assert "还没有人交卷" in client.get(f"/console/contests/{scene.contest_id}/analysis").text
    assert client.get(f"/console/contests/{scene.contest_id}/analysis/0").status_code == 404


def test_who_may_not_edit_sees_figures_but_no_keys(same_paper: Scene, client: Visitor) -> None:
    answer(same_paper, 1)
    client.sign_in(same_paper.cast.vera)
    where = f"/console/contests/{same_paper.contest_id}/analysis"
    page = client.get(where)
    assert page.status_code == 200
    assert "/analysis/0" not in page.text
    assert client.get(f"{where}/0").status_code == 403
    assert client.get(f"{where}.csv").status_code == 403
