"""Changing the schema while servers go on: one process at a time, and nobody waits long behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from quizapp.db.store import Store

#: PostgreSQL's advisory lock of whoever changes the schema.
_SCHEMA_LOCK = 7_261_953_004


@contextmanager
def alone(store: Store) -> Iterator[Connection]:
    """A fresh connection for schema changes, for one process at a time.

    On SQLite all other writers wait until the block has ended. On PostgreSQL a statement gives up when it has waited
    four seconds for a lock: whatever comes after it would wait behind it.
    """
    engine = store.writing_engine()
    try:
        with _of_sqlite(store, engine) if store.is_sqlite else _of_postgres(engine) as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _of_sqlite(store: Store, engine: Engine) -> Iterator[Connection]:
    lock = store.host_lock()
    lock.acquire()
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()  # before the lock goes: closing may write the log back
        lock.release()
        lock.close()


@contextmanager
def _of_postgres(engine: Engine) -> Iterator[Connection]:
    """The advisory lock goes with its connection, which goes with the engine."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as keeper, engine.connect() as connection:
        keeper.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _SCHEMA_LOCK})
        connection.execute(text("SET lock_timeout = '4s'"))
        connection.commit()
        yield connection
