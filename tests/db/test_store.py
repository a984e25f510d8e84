"""Stores open only where they can keep their promises."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from quizapp.db import Store, UtcDateTime
from quizapp.db.engines import FULL, _prepare_sqlite
from quizapp.errors import Misconfigured


def test_read_sees_one_moment(store: Store) -> None:
    with store.read() as session:
        assert session.execute(text("SELECT 1")).scalar_one() == 1


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
