"""Reading SQLite: one moment of the database per session, from connections that are kept ready.

Opening a session, a connection and a transaction anew costs more than a typical read. So each is opened once; what
remains per read is BEGIN and ROLLBACK.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session


class _Reader:
    """A session on a connection of its own. SQLAlchemy sees one endless transaction; SQLite sees one per read."""

    def __init__(self, engine: Engine) -> None:
        self._connection: Connection = engine.connect()
        self._connection.begin()
        self._raw = cast(sqlite3.Connection, self._connection.connection.driver_connection)
        self._raw.execute("ROLLBACK")
        self.session = Session(
            self._connection, join_transaction_mode="rollback_only", autoflush=False, expire_on_commit=False
        )

    def begin(self) -> None:
        self._raw.execute("BEGIN")

    def end(self) -> None:
        self.session.close()
        self._raw.execute("ROLLBACK")

    def look_away(self) -> None:
        self.session.close()
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")

    def discard(self) -> None:
        with suppress(DBAPIError, sqlite3.Error):
            self.session.close()
        self._connection.invalidate()
        self._connection.close()


class SnapshotReaders:
    """As many readers as were ever needed at once. Thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: list[_Reader] = []
        self._is_closed = False

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session that sees one moment. A reader that cannot end its read is thrown away."""
        reader = self._take()
        try:
            reader.begin()
            yield reader.session
        finally:
            self._put_back(reader, reader.end)

    @contextmanager
    def glance(self) -> Iterator[Session]:
        """A session without a transaction of SQLite's: each statement sees a moment of its own."""
        reader = self._take()
        try:
            yield reader.session
        finally:
            self._put_back(reader, reader.look_away)

    def _put_back(self, reader: _Reader, end: Callable[[], None]) -> None:
        try:
            end()
        except (DBAPIError, sqlite3.Error):
            reader.discard()
        else:
            self._idle.append(reader)
            if self._is_closed:
                self.close()

    def _take(self) -> _Reader:
        try:
            return self._idle.pop()
        except IndexError:
            return _Reader(self._engine)

    def close(self) -> None:
        """Close the idle ones now, and those that still read as they come back."""
        self._is_closed = True
        while True:
            try:
                self._idle.pop().discard()
            except IndexError:
                return
