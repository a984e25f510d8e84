"""The report of a contest: its numbers are the ledger's at one position, and small groups stay unseen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from quizapp.contests import Attempt, Contest, restore_attempt, void_attempt
from quizapp.contests.summary import Summary, read_topics, summarize
from quizapp.contests.summary.hiding import MIN_PEOPLE, hidden_units
from quizapp.errors import NotFound
from quizapp.ledger import Scope, distinct_people, latest_position, sums
from quizapp.units.models import Unit
from tests.contests.conftest import Scene
from tests.contests.makers import make_phone
from tests.contests.test_analysis import answer, contest_of, hand_in, same_paper
from tests.support.counting import statement_counter
from tests.support.visitor import Visitor

__all__ = ["same_paper"]


def report(scene: Scene, unit_id: int | None = None, position: int | None = None) -> Summary:
    with scene.store.read() as session:
        return summarize(session, contest_of(scene), unit_id=unit_id, position=position)


def position(scene: Scene) -> int:
    with scene.store.read() as session:
        return latest_position(session)


def ledger_says(scene: Scene, at: int) -> tuple[int, int]:
    """人数 and 人次 of the campaign as the statistics read them."""
    with scene.store.read() as session:
        scope = Scope(campaign_id=scene.campaign_id, unit_path=scene.cast.county.path, position=at)
        people = distinct_people(session, scope, kinds=["knowledge_contest"], measure="attendance")
        return people, sum(each.quantity for each in sums(session, scope, kinds=["knowledge_contest"]))


def decide(scene: Scene, deed: Any, number: int = 0) -> None:
    with scene.store.write() as session:
        paper = session.scalars(select(Attempt.id).order_by(Attempt.id)).all()[number]
        deed(session, paper, reason="核对", actor=scene.cast.alice.actor, now=scene.clock())


def test_it_works(scene: Scene) -> None:
    for number in range(4):
        answer(scene, number)
    answer(scene, 4, miss=10)
    answer(scene, 5, unit_id=scene.cast.qingshan.id)
    found = report(scene)
    total = found.total.counts
    assert (total.people, total.papers, total.passed_people, total.verified_people) == (6, 6, 5, 0)
    assert total.share == pytest.approx(5 / 6)
    assert found.days == ((date(2026, 6, 16), 6),)
    assert found.hours[10] == 6
    assert [band.attempts for band in found.bands] == [1, 0, 0, 0, 0, 5]
    assert found.tries == ((1, 6),)
    assert {line.name: line.counts.people for line in found.units} == {"红星村": 5, "青山村": 1, "东明化工厂": 0}


def test_numbers_are_the_ledgers_at_every_position(scene: Scene) -> None:
    positions = []
    for number in range(4):
        answer(scene, number)
        positions.append(position(scene))
    decide(scene, void_attempt)
    positions.append(position(scene))
    decide(scene, restore_attempt)
    positions.append(position(scene))
    decide(scene, void_attempt)
    positions.append(position(scene))
    told = [report(scene, position=at).total.counts for at in positions]
    assert [(each.people, each.papers) for each in told] == [ledger_says(scene, at) for at in positions]
    assert [each.papers for each in told] == [1, 2, 3, 4, 3, 4, 3]
    assert report(scene).position == positions[-1]


def test_a_person_who_tries_often_is_one_person_in_every_unit_above(scene: Scene) -> None:
    with scene.store.write() as session:
        contest = session.get_one(Contest, scene.contest_id)
        phone = make_phone(session, contest, scene.cast.hongxing.id, scene.clock(), name="甲", key="again")
    for number in range(3):
        hand_in(scene, phone, {}, number, f"k{number}")
    for number in range(5):
        answer(scene, number)
    found = report(scene)
    assert (found.total.counts.people, found.total.counts.papers) == (6, 8)
    assert found.tries == ((1, 5), (2, 0), (3, 1))


def test_days_without_papers_are_shown_and_hours_are_the_campaigns(scene: Scene) -> None:
    answer(scene, 1)
    scene.clock.advance(days=2, hours=12)
    answer(scene, 2)
    found = report(scene)
    assert found.days == ((date(2026, 6, 16), 1), (date(2026, 6, 17), 0), (date(2026, 6, 18), 1))
    assert {hour: papers for hour, papers in enumerate(found.hours) if papers} == {10: 1, 22: 1}


def test_participation_stands_against_the_declared_headcount(scene: Scene) -> None:
    with scene.store.write() as session:
        village = session.get_one(Unit, scene.cast.hongxing.id)
        village.headcount, village.headcount_as_of = 20, date(2026, 5, 1)
    for number in range(5):
        answer(scene, number)
    line = next(line for line in report(scene).units if line.name == "红星村")
    assert (line.participation, line.headcount_as_of) == (0.25, date(2026, 5, 1))
    assert report(scene, scene.cast.hongxing.id).total.participation == 0.25


def test_people_from_elsewhere_and_of_the_host_itself_have_their_own_lines(scene: Scene) -> None:
    for number, unit in enumerate((scene.cast.town, scene.cast.sister_town, scene.cast.hongxing)):
        answer(scene, number, unit_id=unit.id)
    lines = {(line.unit_id, line.is_own): line.counts.people for line in report(scene).units if line.counts.people}
    assert lines == {(scene.cast.hongxing.id, False): 1, (scene.cast.town.id, True): 1, (0, False): 1}


def test_scores_of_few_people_are_hidden_and_cannot_be_worked_out(scene: Scene) -> None:
    for number in range(5):
        answer(scene, number)
    answer(scene, 9, miss=10, unit_id=scene.cast.qingshan.id)
    for number in range(20, 27):
        answer(scene, number, unit_id=scene.cast.factory.id)
    found = report(scene)
    assert {line.name for line in found.units if line.is_hidden} == {"红星村", "青山村"}
    alone, beside = report(scene, scene.cast.qingshan.id), report(scene, scene.cast.hongxing.id)
    assert alone.is_hidden
    assert beside.is_hidden
    assert (alone.bands, alone.tries, alone.total.counts.people) == ((), (), 1)
    assert not report(scene, scene.cast.factory.id).is_hidden


@given(st.dictionaries(st.integers(1, 50), st.integers(0, 12), max_size=8))
def test_what_is_hidden_is_nobody_or_enough(people: dict[int, int]) -> None:
    hidden = hidden_units(people)
    assert hidden >= {unit for unit, number in people.items() if 0 < number < MIN_PEOPLE}
    if hidden:
        together = sum(people[unit] for unit in hidden)
        assert together >= MIN_PEOPLE or hidden == {unit for unit in people if people[unit]}


def test_a_unit_elsewhere_has_no_page_here(scene: Scene) -> None:
    with pytest.raises(NotFound):
        report(scene, scene.cast.sister_town.id)


def test_statements_do_not_grow_with_papers_or_units(scene: Scene) -> None:
    counts = []
    for number in range(10):
        answer(scene, number, unit_id=(scene.cast.hongxing.id, scene.cast.qingshan.id)[number % 2])
        if number in (5, 9):
            with statement_counter(scene.store) as sent:
                report(scene)
            counts.append(len(sent))
    assert counts[0] == counts[1] <= 13, counts


def test_knowledge_points_of_a_unit_are_of_its_people_alone(same_paper: Scene) -> None:
    for number in range(5):
        answer(same_paper, number)
    for number in range(5, 10):
        answer(same_paper, number, miss=6, unit_id=same_paper.cast.qingshan.id)
    with same_paper.store.read() as session:
        contest = contest_of(same_paper)
        everybody = read_topics(session, contest, "")
        village = read_topics(session, contest, same_paper.cast.hongxing.path)
    assert (everybody.rows[0].answers, everybody.rows[0].share) == (60, 0.5)
    assert everybody.rows[0].by_unit[same_paper.cast.hongxing.id] == 1.0
    assert (village.rows[0].answers, village.rows[0].share) == (30, 1.0)


def test_page_and_files_say_the_same(scene: Scene, client: Visitor) -> None:
    for number in range(6):
        answer(scene, number)
    answer(scene, 7, unit_id=scene.cast.qingshan.id)
    client.sign_in(scene.cast.vera)
    where = f"/console/contests/{scene.contest_id}/summary"
    page = client.get(where).text
    assert page.count('class="chart"') == 4
    assert page.count('role="img"') >= 4
    assert f"?unit={scene.cast.hongxing.id}" in page
    assert "甲" not in page
    lines = client.get(f"{where}.csv").data.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("红星村,,,6,—,6,0,6,—,—")
    for fmt in ("xlsx", "docx", "pdf"):
        answered = client.get(f"{where}.{fmt}?unit={scene.cast.hongxing.id}")
        assert (answered.status_code, len(answered.data) > 1000) == (200, True), fmt


def test_before_anybody_answered_the_page_says_what_to_expect(scene: Scene, client: Visitor) -> None:
    client.sign_in(scene.cast.alice)
    assert "还没有人交卷" in client.get(f"/console/contests/{scene.contest_id}/summary").text


def test_an_old_position_keeps_its_numbers(scene: Scene, client: Visitor) -> None:
    for number in range(6):
        answer(scene, number)
    at = position(scene)
    answer(scene, 9)
    client.sign_in(scene.cast.alice)
    page = client.get(f"/console/contests/{scene.contest_id}/summary?position={at}").text
    assert f"截至台账第 {at} 条" in page
    assert report(scene, position=at).total.counts.papers == 6
