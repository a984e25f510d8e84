"""Marks along the ledger: once, in steps, by whoever comes first; nothing personal in them, nobody refused."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from quizapp.contests import Attempt, void_attempt
from quizapp.integrity import IntegrityMark, Mark, Rule, find_marks, find_marks_of_contest, keep_marks, mark_new
from quizapp.integrity import marking as marking_module
from quizapp.ledger import latest_position, read_position
from quizapp.people import Roster, RosterEntry
from tests.contests.conftest import Scene
from tests.contests.test_races import together
from tests.integrity.makers import answer, many_names
from tests.support.counting import statement_counter


def rules(scene: Scene) -> dict[str, int]:
    with scene.store.read() as session:
        rows = session.execute(select(IntegrityMark.rule, func.count()).group_by(IntegrityMark.rule))
        return {row[0]: row[1] for row in rows}


def test_it_works_once_and_again_without_a_trace(scene: Scene) -> None:
    honest = answer(scene, 100, seconds=150)
    many_names(scene)
    assert mark_new(scene.store, now=scene.clock()) == 27
    assert rules(scene) == {"device": 9, "speed": 9, "rhythm": 9}
    first = scene.clock()
    scene.clock.advance(minutes=5)
    assert mark_new(scene.store, now=scene.clock()) == 0
    with scene.store.read() as session:
        assert {mark.first_seen for mark in session.scalars(select(IntegrityMark))} == {first}
        assert session.scalar(select(func.count()).where(IntegrityMark.attempt_id == honest)) == 0
        assert read_position(session, "integrity") == latest_position(session)


def test_what_comes_later_throws_a_light_on_what_came_before(scene: Scene) -> None:
    for number in range(6):
        answer(scene, number, key="cheat", seconds=20 + number)
    assert mark_new(scene.store, now=scene.clock()) == 0
    answer(scene, 6, key="cheat", seconds=21)
    assert mark_new(scene.store, now=scene.clock()) == 7
    answer(scene, 7, key="cheat", seconds=19)
    assert mark_new(scene.store, now=scene.clock()) == 1
    with scene.store.read() as session:
        assert {mark.detail["names"] for mark in session.scalars(select(IntegrityMark))} == {8}


def test_steps_and_one_sweep_find_the_same(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    many_names(scene)
    monkeypatch.setattr(marking_module, "STEP", 2)
    assert mark_new(scene.store, now=scene.clock()) == 27
    with scene.store.write() as session:
        assert keep_marks(session, find_marks_of_contest(session, scene.contest_id), now=scene.clock()) == 0


def test_one_run_does_only_so_much(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    many_names(scene)
    monkeypatch.setattr(marking_module, "STEP", 2)
    monkeypatch.setattr(marking_module, "MOST_STEPS", 2)
    mark_new(scene.store, now=scene.clock())
    with scene.store.read() as session:
        assert read_position(session, "integrity") == 4


def test_several_processes_at_once_make_each_mark_once(scene: Scene) -> None:
    many_names(scene)
    assert sum(together(lambda _: mark_new(scene.store, now=scene.clock()), crowd=4)) == 27
    assert sum(rules(scene).values()) == 27


def test_a_voided_paper_is_not_judged_again(scene: Scene) -> None:
    ids = many_names(scene)
    with scene.store.write() as session:
        void_attempt(session, ids[0], reason="一人代答", actor=scene.cast.alice.actor, now=scene.clock())
    mark_new(scene.store, now=scene.clock())
    with scene.store.read() as session:
        assert ids[0] not in set(session.scalars(select(IntegrityMark.attempt_id)))


def test_the_number_of_statements_does_not_grow(scene: Scene) -> None:
    counts = []
    for size in (10, 20):
        many_names(scene, size)
        with scene.store.read() as session, statement_counter(scene.store) as sent:
            find_marks(session, 0, latest_position(session))
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 6, counts


def test_nothing_personal_is_stored(scene: Scene) -> None:
    many_names(scene)
    mark_new(scene.store, now=scene.clock())
    allowed = {"names", "days", "seconds", "same_percent", "least", "questions", "papers", "every"}
    with scene.store.read() as session:
        for detail in session.scalars(select(IntegrityMark.detail)):
            assert set(detail) <= allowed
            assert all(isinstance(value, int | float) for value in detail.values())


def test_a_name_that_the_unit_s_roster_does_not_have(scene: Scene) -> None:
    with scene.store.write() as session:
        unit_id = scene.cast.hongxing.id
        roster = Roster(campaign_id=scene.campaign_id, unit_id=unit_id, title="村民名册", created_at=scene.clock())
        session.add(roster)
        session.flush()
        for number in (1, 2):
            entry = RosterEntry(
                roster_id=roster.id, unit_id=unit_id, name=f"村民{number}", name_key=f"村民{number}",
                identity=str(number), position=number,
            )  # fmt: skip
            session.add(entry)
    papers = [answer(scene, number, seconds=150) for number in (1, 2, 3)]
    mark_new(scene.store, now=scene.clock())
    with scene.store.read() as session:
        marked = session.execute(select(IntegrityMark.attempt_id, IntegrityMark.rule)).all()
    assert [tuple(row) for row in marked] == [(papers[2], "roster")]


@pytest.mark.parametrize(
    "changes",
    [{"score": 1.5}, {"rule": "shoe_size"}, {"dismissed_by": "staff:1"}],
    ids=["score", "rule", "dismissed by nobody's time"],
)
def test_the_database_refuses_what_makes_no_sense(scene: Scene, changes: dict[str, Any]) -> None:
    attempt_id = answer(scene, 1)
    values = {
        "contest_id": scene.contest_id, "attempt_id": attempt_id, "rule": "speed", "score": 0.5, "detail": {},
        "first_seen": scene.clock(),
    }  # fmt: skip
    with pytest.raises(IntegrityError), scene.store.write() as session:
        session.add(IntegrityMark(**(values | changes)))


def test_a_mark_only_grows_stronger(scene: Scene) -> None:
    attempt_id = answer(scene, 1)
    for score, kept in ((0.4, 0.4), (0.9, 0.9), (0.2, 0.9)):
        with scene.store.write() as session:
            mark = Mark(attempt_id=attempt_id, rule=Rule.NIGHT, score=score, detail={"papers": 9, "phones": 1})
            keep_marks(session, [(scene.contest_id, mark)], now=scene.clock())
        with scene.store.read() as session:
            assert session.scalars(select(IntegrityMark.score)).one() == kept


def test_marks_block_nobody(scene: Scene) -> None:
    many_names(scene)
    mark_new(scene.store, now=scene.clock())
    again = answer(scene, 0, key="cheat", seconds=12)
    with scene.store.read() as session:
        assert session.get_one(Attempt, again).is_counted
