"""What was said while a drill ran is never changed or deleted: the database refuses, whoever asks."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from quizapp.db import Store
from quizapp.drills import DrillEvent
from tests.drills.conftest import School
from tests.drills.test_muster import alarm

CHANGES = (
    "UPDATE drill_event SET state = 'missing'",
    "UPDATE drill_event SET reason = '补一个理由'",
    "UPDATE drill_event SET at = recorded_at, actor = 'staff:9'",
    "UPDATE drill_event SET people = 3, reason = '（已删除）'",
    "DELETE FROM drill_event",
)


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses(store: Store, school: School, statement: str) -> None:
    alarm(store, school)
    with store.read() as session:
        before = session.execute(select(DrillEvent.__table__)).all()
    assert before, "there is something to change"
    with pytest.raises(DBAPIError, match="append-only"), store.write() as session:
        session.execute(text(statement))
    with store.read() as session:
        assert session.execute(select(DrillEvent.__table__)).all() == before


def test_a_truncation_is_refused_where_there_is_one(store: Store, school: School) -> None:
    alarm(store, school)
    if store.engine.dialect.name == "sqlite":
        return
    with pytest.raises(DBAPIError, match="append-only"), store.write() as session:
        session.execute(text("TRUNCATE drill_event"))
