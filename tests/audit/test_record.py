"""Writing into the audit log."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from quizapp.audit import erase_personal, read_head, record, verify
from quizapp.audit.models import AuditEntry
from quizapp.db import Store
from tests.support.cast import Cast
from tests.support.clock import FakeClock
from tests.support.counting import statement_counter

KEY = b"k" * 32


def write(store: Store, cast: Cast, clock: FakeClock, **fields: Any) -> int:
    """One entry by Alice about contest 7."""
    values: dict[str, Any] = {
        "actor": cast.alice.actor, "action": "contest.open", "object_type": "contest", "object_id": "7",
        "unit_id": cast.town.id, "detail": {"minutes": 10}, "now": clock(), "key": KEY,
    }  # fmt: skip
    with store.write() as session:
        return record(session, **(values | fields))


def test_it_works(store: Store, cast: Cast, clock: FakeClock) -> None:
    assert [write(store, cast, clock) for _ in range(3)] == [1, 2, 3]
    with store.read() as session:
        outcome = verify(session, KEY)
        assert (outcome.ok, outcome.checked) == (True, 3)
        assert read_head(session).count == 3


def test_an_empty_log_is_whole(store: Store) -> None:
    with store.read() as session:
        assert verify(session, KEY).ok


def test_an_entry_costs_three_statements(store: Store, cast: Cast, clock: FakeClock) -> None:
    with statement_counter(store) as sent:
        write(store, cast, clock)
    assert len(sent) == 3, str(sent)


def test_a_deed_that_fails_leaves_no_entry(store: Store, cast: Cast, clock: FakeClock) -> None:
    write(store, cast, clock)

    def failing_deed() -> None:
        with store.write() as session:
            record(
                session, actor=cast.alice.actor, action="contest.open", object_type="contest", object_id="8",
                unit_id=cast.town.id, detail={}, now=clock(), key=KEY,
            )  # fmt: skip
            raise RuntimeError("the deed failed")

    with pytest.raises(RuntimeError, match="the deed failed"):
        failing_deed()
    assert write(store, cast, clock) == 2
    with store.read() as session:
        assert verify(session, KEY).ok


@pytest.mark.parametrize(
    "detail", [{"名": "=HYPERLINK(1)"}, {"n": 1e5, "m": 1.0}, {"𠮷": "\u202e<b>", "list": [1, None]}]
)
def test_hostile_facts_survive(store: Store, cast: Cast, clock: FakeClock, detail: dict[str, Any]) -> None:
    write(store, cast, clock, detail=detail, personal=detail)
    with store.read() as session:
        assert verify(session, KEY).ok


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_entry",
        "UPDATE audit_entry SET detail = '{}'",
        "UPDATE audit_entry SET actor_name = 'Nobody' WHERE position = 1",
        "UPDATE audit_entry SET personal = 'other'",
        "UPDATE audit_entry SET unit_id = NULL",
        "UPDATE audit_head SET count = 0",
        "UPDATE audit_head SET count = count",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_refuses_to_change_it(store: Store, cast: Cast, clock: FakeClock, statement: str) -> None:
    write(store, cast, clock, personal={"name": "张三"})
    with pytest.raises(DBAPIError, match=r"append-only|stays|only grows"), store.write() as session:
        session.execute(text(statement))


@pytest.mark.postgresql_only
def test_postgresql_refuses_to_truncate_it(store: Store, cast: Cast, clock: FakeClock) -> None:
    write(store, cast, clock)
    with pytest.raises(DBAPIError, match="append-only"), store.write() as session:
        session.execute(text("TRUNCATE audit_entry"))


def test_a_person_is_erased_and_the_chain_stays_whole(store: Store, cast: Cast, clock: FakeClock) -> None:
    write(
        store,
        cast,
        clock,
        action="people.reveal_phone",
        object_type="person",
        personal={"name": "张三", "phone": "138"},
    )
    write(
        store, cast, clock, action="people.reveal_phone", object_type="person", object_id="8", personal={"name": "李四"}
    )
    with store.write() as session:
        assert erase_personal(session, object_type="person", object_id="7") == 1
        assert erase_personal(session, object_type="person", object_id="7") == 0
    with store.read() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.position)).all()
        assert (rows[0].personal, rows[0].personal_salt) == (None, None)
        assert "李四" in (rows[1].personal or "")
        assert verify(session, KEY).ok


def test_the_digest_of_erased_data_cannot_be_guessed(store: Store, cast: Cast, clock: FakeClock) -> None:
    """The same phone number twice: two salts, two digests; without the salt a list of all numbers is of no use."""
    for _ in range(2):
        write(store, cast, clock, personal={"phone": "13812348000"})
    with store.read() as session:
        digests = session.scalars(select(AuditEntry.personal_digest)).all()
    assert len(set(digests)) == 2


def test_another_key_opens_nothing(store: Store, cast: Cast, clock: FakeClock) -> None:
    write(store, cast, clock)
    with store.read() as session:
        assert not verify(session, b"x" * 32).ok
