"""A problem from raised to verified by another person; who sees it, what is late, what the list and its files say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from quizapp.activities import SessionFacts
from quizapp.db import Store
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.evaluations import (
    Done,
    Improvement,
    ImprovementFilter,
    SamePerson,
    Wanted,
    change_improvement,
    count_improvements,
    history_of,
    improvement_for,
    list_improvements,
    raise_improvement,
    reopen_improvement,
    report_done,
    verify_improvement,
    withdraw_improvement,
)
from tests.evaluations.conftest import problem
from tests.support.cast import Cast
from tests.support.clock import OPENING
from tests.support.counting import statement_counter
from tests.support.month import Month

TODAY = OPENING.date()


def report(store: Store, number: int, actor: str = "staff:7", note: str = "换了锁") -> None:
    with store.write() as session:
        report_done(session, number, Done(note=note, on=TODAY), actor=actor, now=OPENING)


def verify(store: Store, number: int, actor: str) -> Improvement:
    with store.write() as session:
        return verify_improvement(session, number, note="现场看过", actor=actor, now=OPENING)


def test_it_works(store: Store, cast: Cast, facts: SessionFacts) -> None:
    made = problem(store, facts, cast)
    with pytest.raises(Conflict):
        verify(store, made, "staff:2")
    report(store, made)
    with pytest.raises(SamePerson):
        verify(store, made, "staff:7")
    with store.write() as session:
        reopen_improvement(session, made, reason="锁还是打不开", actor="staff:2", now=OPENING)
    report(store, made, note="整扇门换了")
    row = verify(store, made, "staff:2")
    assert (row.state, row.reopened, row.done_note, row.verified_by) == ("verified", 1, "整扇门换了", "staff:2")
    verify(store, made, "staff:2")
    with store.read() as session:
        steps = [each.kind for each in history_of(session, made)]
    assert steps == ["raised", "done", "reopened", "done", "verified"]
    with pytest.raises(DatabaseError), store.write() as session:
        session.execute(text("UPDATE improvement SET done_by = verified_by"))


def test_what_is_settled_is_not_changed(store: Store, cast: Cast, facts: SessionFacts) -> None:
    made, other = problem(store, facts, cast), problem(store, facts, cast, "误登记")
    wanted = Wanted(
        problem="西门锁着", owner_unit_id=cast.town.id, owner_name="赵六", due_on=TODAY + timedelta(days=20)
    )
    with store.write() as session:
        change_improvement(session, made, wanted, actor="staff:1", now=OPENING)
        change_improvement(session, made, wanted, actor="staff:1", now=OPENING)
        withdraw_improvement(session, other, reason="重复", actor="staff:1", now=OPENING)
        events = [(each.kind, each.note) for each in history_of(session, made)]
    assert events == [("raised", ""), ("changed", f"{TODAY + timedelta(days=5)} → {TODAY + timedelta(days=20)}")]
    for deed in (
        lambda session: report_done(session, other, Done(note="x", on=TODAY), actor="staff:1", now=OPENING),
        lambda session: change_improvement(session, other, wanted, actor="staff:1", now=OPENING),
        lambda session: reopen_improvement(session, other, reason="x", actor="staff:1", now=OPENING),
    ):
        with store.write() as session, pytest.raises(Conflict):
            deed(session)
    for deed in (
        lambda session: report_done(session, made, Done(note=" ", on=TODAY), actor="staff:1", now=OPENING),
        lambda session: withdraw_improvement(session, made, reason=" ", actor="staff:1", now=OPENING),
    ):
        with store.write() as session, pytest.raises(Invalid):
            deed(session)


def test_a_form_sent_twice_raises_it_once(store: Store, cast: Cast, facts: SessionFacts) -> None:
    wanted = Wanted(problem="西门锁着", owner_unit_id=cast.town.id, owner_name="王五", due_on=TODAY)
    with store.write() as session:
        ids = {raise_improvement(session, facts, wanted, nonce="n", actor="staff:1", now=OPENING) for _ in range(2)}
        assert len(ids) == 1
        assert len(history_of(session, ids.pop())) == 1


def test_the_list_puts_the_urgent_first_and_knows_its_units(
    store: Store, cast: Cast, month: Month, facts: SessionFacts
) -> None:
    late = problem(store, facts, cast, "早该改", due_on=TODAY - timedelta(days=1))
    last_day = problem(store, facts, cast, "今天到期", due_on=TODAY, owner_staff_id=cast.hong.id)
    elsewhere = problem(store, facts, cast, "厂里的", owner_unit_id=cast.factory.id)
    done = problem(store, facts, cast, "改好了", due_on=TODAY - timedelta(days=9))
    report(store, done)
    wanted = ImprovementFilter(campaign_id=month.id, paths=(cast.town.path,), today=TODAY, staff_id=cast.hong.id)

    def shown(**changes: object) -> list[int]:
        values = {name: getattr(wanted, name) for name in wanted.__slots__} | changes
        with store.read() as session:
            return [item.row.id for item in list_improvements(session, ImprovementFilter(**values))]

    assert shown() == [late, last_day, elsewhere, done]
    assert shown(shown="overdue") == [late]
    assert shown(shown="mine") == [last_day]
    assert shown(below=cast.factory.path) == [elsewhere]
    assert shown(words="厂里") == [elsewhere]
    assert shown(paths=(cast.hongxing.path,)) == [late, last_day, done], "whoever has to mend it sees it"
    assert shown(paths=(cast.sister_town.path,)) == []
    with store.read() as session, statement_counter(store) as count:
        counts = count_improvements(session, wanted)
        list_improvements(session, wanted)
        assert len(count) == 2, str(count)
    assert counts == {
        "standing": 4, "overdue": 1, "open": 3, "done": 1, "verified": 0, "mine": 1, "all": 4,
    }  # fmt: skip


def test_the_unit_that_mends_reports_and_the_drills_side_judges(store: Store, cast: Cast, facts: SessionFacts) -> None:
    made = problem(store, facts, cast)
    with store.read() as session:
        mends = improvement_for(session, made, cast.hong.actor)
        drills = improvement_for(session, made, cast.alice.actor)
        helper = improvement_for(session, made, cast.bob.actor)
        viewer = improvement_for(session, made, cast.vera.actor)
        for stranger in (cast.qing, cast.sun, cast.zhao):
            with pytest.raises(NotFound):
                improvement_for(session, made, stranger.actor)
    assert [(each.may_report, each.may_judge) for each in (mends, drills, helper, viewer)] == [
        (True, False), (True, True), (True, False), (False, False),
    ]  # fmt: skip
