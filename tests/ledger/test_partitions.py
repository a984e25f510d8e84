"""Why the ledger is one table (docs/decisions/0018): a partitioned one lets a record count twice."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from quizapp.db import Store

pytestmark = pytest.mark.postgresql_only

_COLUMNS = "campaign_id, source_table, source_id, measure"
_TWICE = ("(1, 'attempt', 7, 'attendance')", "(2, 'attempt', 7, 'attendance')")


def _count_twice(session: Session, table: str) -> None:
    for row in _TWICE:
        session.execute(text(f"INSERT INTO {table} ({_COLUMNS}) VALUES {row}"))


@pytest.fixture
def copies(store: Store) -> Store:
    """The keys of the ledger twice: as one table with its own constraint, and partitioned by campaign."""
    with store.write() as session:
        session.execute(text(f"CREATE TABLE whole AS SELECT {_COLUMNS} FROM ledger_entry WITH NO DATA"))
        key = session.scalar(
            text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'uq_ledger_entry_source'")
        )
        assert key == "UNIQUE (source_table, source_id, measure)"
        session.execute(text(f"ALTER TABLE whole ADD {key}"))
        session.execute(text("CREATE TABLE parts (LIKE whole) PARTITION BY LIST (campaign_id)"))
        for campaign in (1, 2):
            session.execute(text(f"CREATE TABLE parts_{campaign} PARTITION OF parts FOR VALUES IN ({campaign})"))
    return store


def test_one_table_refuses_the_second_line_of_a_record(copies: Store) -> None:
    with pytest.raises(IntegrityError), copies.write() as session:
        _count_twice(session, "whole")


def test_partitions_cannot_have_that_constraint_and_let_the_second_line_in(copies: Store) -> None:
    with pytest.raises(DBAPIError, match="partition"), copies.write() as session:
        session.execute(text("ALTER TABLE parts ADD UNIQUE (source_table, source_id, measure)"))
    with copies.write() as session:
        session.execute(text("ALTER TABLE parts ADD UNIQUE (source_table, source_id, measure, campaign_id)"))
        _count_twice(session, "parts")
        assert session.scalar(text("SELECT count(*) FROM parts")) == 2


def test_a_registry_beside_the_partitions_would_keep_the_promise(copies: Store) -> None:
    with copies.write() as session:
        session.execute(text("CREATE TABLE seen (LIKE whole, PRIMARY KEY (source_table, source_id, measure))"))
    with pytest.raises(IntegrityError), copies.write() as session:
        _count_twice(session, "seen")
