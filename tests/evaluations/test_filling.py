"""A sheet from draft to finished, never changed again, put right by another one."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from quizapp.activities import SessionFacts, load_facts
from quizapp.db import Store
from quizapp.drills import Drill, end_test, sound_alarm
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.evaluations import (
    Answer,
    EvaluationChanged,
    EvaluationFinished,
    EvaluationIncomplete,
    EvaluationView,
    Filled,
    correct_evaluation,
    digest_of,
    discard_evaluation,
    get_criteria,
    list_evaluations,
    read_evaluation,
    save_evaluation,
    start_evaluation,
    together,
)
from quizapp.evaluations import criteria as sheets
from quizapp.evaluations.views_shared import read_beside
from tests.drills.conftest import School, make_school
from tests.drills.test_muster import after, scan
from tests.evaluations.conftest import begin, fill, finish, problem
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.month import Month


def read(store: Store, evaluation_id: int) -> EvaluationView:
    with store.read() as session:
        return read_evaluation(session, evaluation_id)


def test_it_works(store: Store, school: School, facts: SessionFacts) -> None:
    made = begin(store, facts, "graded", drill_id=school.id)
    view = read(store, made)
    assert "action.proposal" not in view.criteria.item_by_key, "a live drill is not asked what a tabletop is asked"
    with pytest.raises(EvaluationIncomplete):
        finish(store, facts, made, school.id)
    with store.write() as session:
        filled = Filled(
            answers={name: Answer(level="mostly") for name in view.criteria.item_by_key}, evaluators=[("李四", "镇应急办"), ("", "空的"), ("赵六", "")], conclusion="good",
            texts={"purpose": "疏散", "basis": "预案", "method": "现场看", "strange": "x"}, revision=0,
        )  # fmt: skip
        save_evaluation(session, made, filled)
    finish(store, facts, made, school.id)
    view = read(store, made)
    assert (view.is_finished, view.result.percent, view.conclusion, view.names) == (True, 80, "良", "李四、赵六")
    assert view.row.figures["arrived"] == 2
    assert view.row.figures["first_s"] == 20
    assert "strange" not in view.row.texts
    assert digest_of(view.row) == view.row.digest


def test_a_finished_one_is_never_changed(store: Store, facts: SessionFacts, school: School) -> None:
    made = begin(store, facts)
    fill(store, made)
    finish(store, facts, made)
    before = read(store, made).row.digest
    with store.write() as session, pytest.raises(EvaluationFinished):
        save_evaluation(session, made, Filled(revision=1))
    with store.write() as session, pytest.raises(EvaluationFinished):
        discard_evaluation(session, made)
    for deed in ("UPDATE evaluation SET remarks = 'x'", "DELETE FROM evaluation"):
        with pytest.raises(DatabaseError), store.write() as session:
            session.execute(text(deed))
    finish(store, facts, made)
    scan(store, school, "孙三", 90)
    view = read(store, made)
    assert digest_of(view.row) == before, "finishing twice and later scans change nothing"


def test_a_correction_is_a_new_one_that_names_the_old(store: Store, facts: SessionFacts) -> None:
    made = begin(store, facts)
    with store.write() as session, pytest.raises(Conflict):
        correct_evaluation(session, made, reason="早了", nonce="c", actor="staff:2", now=OPENING)
    fill(store, made)
    finish(store, facts, made)
    with store.write() as session, pytest.raises(Invalid):
        correct_evaluation(session, made, reason=" ", nonce="c", actor="staff:2", now=OPENING)
    with store.write() as session:
        other = correct_evaluation(session, made, reason="漏看了西门", nonce="c", actor="staff:2", now=OPENING)
        again = correct_evaluation(session, made, reason="又来", nonce="d", actor="staff:2", now=OPENING)
    assert again == other, "one that was begun is gone on with"
    copy = read(store, other)
    assert (copy.result.answered, copy.row.corrects_id, copy.row.state) == (10, made, "draft")
    assert read(store, made).counts, "a draft puts nothing right"
    fill(store, other, level="no", conclusion="repeat")
    finish(store, facts, other)
    with store.read() as session:
        views = list_evaluations(session, facts.id)
    assert [(view.row.id, view.corrected_by) for view in views] == [(made, other), (other, None)]
    (group,) = together(views)
    assert (group.evaluations, group.percent, group.conclusions) == (1, 0, {"没有达到，要再练一次": 1})


def test_two_phones_do_not_overwrite_each_other(store: Store, facts: SessionFacts) -> None:
    made = begin(store, facts)
    fill(store, made, level="yes")
    with pytest.raises(EvaluationChanged):
        fill(store, made, level="no", revision=0)
    fill(store, made, level="no", revision=1)
    assert read(store, made).result.percent == 0


def test_a_new_version_changes_no_old_evaluation(
    store: Store, facts: SessionFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = begin(store, facts)
    fill(store, made)
    finish(store, facts, made)
    before, old = read(store, made), get_criteria("village")
    newer = msgspec.structs.replace(old, version=2, title="新表", sections=old.sections[:1])
    monkeypatch.setattr(sheets, "all_criteria", lambda: {("village", 1): old, ("village", 2): newer})
    after, fresh = read(store, made), read(store, begin(store, facts))
    assert (after.criteria, after.result) == (before.criteria, before.result)
    assert (fresh.criteria.title, fresh.row.criteria_version, fresh.result.asked) == ("新表", 2, 2)


def test_drafts_are_thrown_away_but_not_from_under_an_improvement(
    store: Store, cast: Cast, facts: SessionFacts
) -> None:
    made = begin(store, facts)
    problem(store, facts, cast, evaluation_id=made, item="during.alarm")
    with store.write() as session, pytest.raises(Conflict):
        discard_evaluation(session, made)
    other = begin(store, facts)
    with store.write() as session:
        discard_evaluation(session, other)
    with pytest.raises(NotFound):
        read(store, other)


def test_a_form_sent_twice_is_one_draft_and_a_cancelled_session_none(
    store: Store, cast: Cast, facts: SessionFacts
) -> None:
    sheet = get_criteria("village")
    with store.write() as session:
        ids = {start_evaluation(session, facts, sheet, None, nonce="n", actor="staff:1", now=OPENING) for _ in range(2)}
        assert len(ids) == 1
        cancelled = replace(load_facts(session, facts.id), cancelled_at=OPENING)
        with pytest.raises(Conflict):
            start_evaluation(session, cancelled, sheet, None, nonce="m", actor="staff:1", now=OPENING)


def test_the_figures_are_those_of_the_run_that_was_watched(store: Store, cast: Cast, month: Month) -> None:
    """A test run with two arrivals, the drill itself with one: each sheet keeps its own run, whenever it is finished."""
    school = make_school(store, cast, month)
    with store.write() as session:
        facts = load_facts(session, school.session_id)
        sound_alarm(session, school.id, is_test=True, actor="staff:1", now=OPENING)
    of_test = begin(store, facts, drill_id=school.id)
    scan(store, school, "赵一", 20)
    scan(store, school, "钱二", 45)
    with store.write() as session:
        end_test(session, school.id, actor="staff:1", now=after(100))
        sound_alarm(session, school.id, actor="staff:1", now=after(600))
    of_drill = begin(store, facts, drill_id=school.id)
    scan(store, school, "赵一", 630)
    for each in (of_test, of_drill):
        fill(store, each)
        finish(store, facts, each, school.id)
    said = [read(store, each).row.figures for each in (of_test, of_drill)]
    assert [(each["run"], each["nature"], each["arrived"], each["first_s"]) for each in said] == [
        (1, "test", 2, 20), (2, "drill", 1, 30),
    ]  # fmt: skip
    with store.read() as session:
        beside = read_beside(session, facts, 1)
        assert beside.drill is not None
        assert (beside.drill.run, beside.figures["arrived"]) == (1, 2)
        assert session.get_one(Drill, school.id).run == 2, "looking back changes nothing"
