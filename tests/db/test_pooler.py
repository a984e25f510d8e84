"""Behind a PgBouncer that lends a connection for one transaction: nothing may be left on it, nothing is missing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from quizapp.db import Store
from quizapp.db.migrate import require_current, upgrade
from tests.support.pooler import Pooler, running_pooler
from tests.support.replicated import Postgres, running_alone

#: psycopg prepares a statement that it has seen five times.
_MANY = 20


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A PostgreSQL of its own."""
    with running_alone() as made:
        yield made


@pytest.fixture
def pooler(server: Postgres) -> Iterator[Pooler]:
    """In front of it."""
    with running_pooler(server.home) as made:
        yield made


def _ask_often(store: Store) -> None:
    """The same statement again and again, on two lines in turn over one server connection."""
    with store.engine.connect() as one, store.engine.connect() as two:
        for number in range(_MANY):
            for line in (one, two):
                with line.begin():
                    assert line.execute(text("SELECT :number + 0"), {"number": number}).scalar_one() == number


def test_statements_are_not_prepared_where_they_would_not_be_found(pooler: Pooler) -> None:
    store = Store(pooler.url, pool_size=4)
    _ask_often(store)
    store.close()


def test_statements_that_are_prepared_all_the_same_are_missed(pooler: Pooler) -> None:
    """The twin: an engine that does not look where its lines lead."""
    store = Store(pooler.url, pool_size=4)
    event.listen(store.engine, "connect", lambda raw, _entry: setattr(raw, "prepare_threshold", 5))
    with pytest.raises(DBAPIError, match="prepared statement"):
        _ask_often(store)
    store.close()


def test_straight_lines_go_on_preparing(server: Postgres) -> None:
    store = Store(server.url, pool_size=1)
    with store.engine.connect() as line:
        assert line.connection.driver_connection.prepare_threshold == 5  # type: ignore[union-attr]
    store.close()


def test_the_database_is_made_and_found_current_through_a_pooler(pooler: Pooler) -> None:
    store = Store(pooler.url, pool_size=2)
    upgrade(store)
    require_current(store)
    store.close()
