"""What is kept about a person in drills is told to him, and his erasure takes out words that may name him."""

from __future__ import annotations

from sqlalchemy import select

from quizapp.db import Store
from quizapp.drills import DrillEvent, DrillExpected, State, clear_person
from quizapp.drills.person_data import describe
from quizapp.people import erase_person
from tests.drills.conftest import School
from tests.drills.test_muster import after, alarm, board_of, scan
from tests.support.clock import OPENING


def test_it_works(store: Store, school: School) -> None:
    alarm(store, school)
    scan(store, school, "赵一", 20)
    with store.write() as session:
        clear_person(
            session,
            school.id,
            school.people["赵一"],
            State.EXEMPT,
            reason="赵一请病假",
            nonce="c",
            actor="staff:1",
            now=after(30),
        )
    with store.read() as session:
        person_id = session.get_one(DrillExpected, school.people["赵一"]).person_id
        assert person_id is not None, "a word about him ties the roster line to the person"
        told = describe(session, person_id)
    assert [str(how_much) for _, how_much in told] == ["在 1 次演练的应到名单上"]
    with store.write() as session:
        erase_person(session, person_id, roster_too=True, now=OPENING)
    with store.read() as session:
        event = session.scalars(select(DrillEvent).where(DrillEvent.kind == "clear")).one()
    assert event.reason == "（已删除）"
    board = board_of(store, school.id)
    assert "赵一" not in [each.name for each in board.people]
    assert board.total.expected == 15, "that somebody was expected and exempt stays, without a name"


def test_somebody_in_no_drill_is_told_nothing(store: Store, school: School) -> None:
    with store.read() as session:
        assert describe(session, 12345) == []
