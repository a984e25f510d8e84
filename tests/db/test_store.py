"""Stores open only where they can keep their promises."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from quizapp.db import Store, UtcDateTime
from quizapp.db.engines import FULL, _prepare_sqlite
from quizapp.errors import Misconfigured


@pytest.fixture
def bell(store: Store) -> Callable[[], None]:
    """Writes one line more into ``ring``, in a transaction of its own."""
    engine = store.writing_engine()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE ring (id INTEGER)"))
    engine.dispose()

    def ring() -> None:
        with store.write() as session:
            session.execute(text("INSERT INTO ring VALUES (1)"))

    return ring


def _rings(session: Session) -> int:
    return int(session.execute(text("SELECT count(*) FROM ring")).scalar_one())


def test_read_sees_one_moment(store: Store, bell: Callable[[], None]) -> None:
    with store.read() as session:
        assert _rings(session) == 0
        bell()
        assert _rings(session) == 0


def test_each_statement_of_a_glance_sees_its_own(store: Store, bell: Callable[[], None]) -> None:
    with store.glance() as session:
        assert _rings(session) == 0
        bell()
        assert _rings(session) == 1
    with store.read() as session:
        bell()
        assert _rings(session) == 2


def test_a_glance_that_fails_leaves_nothing_behind(store: Store, bell: Callable[[], None]) -> None:
    with pytest.raises(ZeroDivisionError), store.glance() as session:
        divmod(1, _rings(session))
    with pytest.raises(DBAPIError), store.glance() as session:
        session.execute(text("SELECT nowhere FROM ring"))
    bell()
    for look in (store.glance, store.read):
        with look() as session:
            assert _rings(session) == 1


def test_a_connection_in_use_while_the_store_closes_is_closed_as_it_comes_back(store: Store) -> None:
    def is_closed(raw: object) -> bool:
        if isinstance(raw, sqlite3.Connection):
            with pytest.raises(sqlite3.ProgrammingError, match="closed"):
                raw.execute("SELECT 1")
            return True
        return bool(getattr(raw, "closed", False))

    own = Store(store.url.render_as_string(hide_password=False))
    with own.read() as session:
        session.execute(text("SELECT 1"))
        raw = session.connection().connection.driver_connection
        own.close()
        assert session.execute(text("SELECT 2")).scalar_one() == 2
    assert is_closed(raw)


@pytest.mark.sqlite_only
def test_every_connection_syncs_fully(store: Store) -> None:
    with store.write() as session:
        assert session.execute(text("PRAGMA synchronous")).scalar_one() == FULL
        assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


class _Lying(sqlite3.Connection):
    """A connection on which the pragma does not take, as on some network folders."""

    def execute(self, statement: str, *rest: object) -> sqlite3.Cursor:  # type: ignore[override]
        if statement == "PRAGMA synchronous=FULL":
            statement = "PRAGMA synchronous=OFF"
        return super().execute(statement, *rest)


def test_the_start_is_refused_when_full_syncs_did_not_take(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "a.db", factory=_Lying)
    with pytest.raises(Misconfigured, match="synchronous"):
        _prepare_sqlite(raw, None, read_only=False)  # type: ignore[arg-type]
    raw.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y"])
def test_databases_that_cannot_keep_promises_are_refused(url: str) -> None:
    with pytest.raises(Misconfigured):
        Store(url)


def test_naive_moments_are_refused(store: Store) -> None:
    kind = UtcDateTime()
    with pytest.raises(ValueError, match="naive"):
        kind.process_bind_param(datetime(2026, 6, 16), store.engine.dialect)
    moment = datetime(2026, 6, 16, tzinfo=UTC)
    assert (
        kind.process_result_value(kind.process_bind_param(moment, store.engine.dialect), store.engine.dialect) == moment
    )
