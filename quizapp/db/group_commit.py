"""Group commit for SQLite: many transactions share one fsync, and each answers only after it.

One connection writes. A caller takes the turn, runs its statements inside a savepoint and leaves; the last one
nobody waits behind commits for all (or the 200th, or the one after 20 ms). Everyone else sleeps until that commit
is on the disk. Nothing is delayed when the queue is empty. If the commit fails, all of the group are told.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from quizapp.db.hostlock import HostLock


@dataclass(slots=True)
class _Group:
    """Transactions that will be made durable by one commit."""

    opened_at: float
    members: int = 0
    done: threading.Event = field(default_factory=threading.Event)
    error: BaseException | None = None


class GroupWriter:
    """The one writing connection of this process. Thread-safe; a thread must not nest transactions."""

    def __init__(self, engine: Engine, lock: HostLock, *, max_members: int = 200, max_wait_s: float = 0.02) -> None:
        self._engine = engine
        self._lock = lock
        self._max_members = max_members
        self._max_wait_s = max_wait_s
        self._turn = threading.Lock()
        self._queue = threading.Lock()
        self._waiting = 0
        self._group: _Group | None = None
        self._connection: Connection | None = None
        self._inside = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is durable when the block has ended without an exception."""
        group = self._take_turn()
        try:
            with self._savepoint_session() as session:
                yield session
        except BaseException:
            self._leave(group, joined=False)
            raise
        self._leave(group, joined=True)
        group.done.wait()
        if group.error is not None:
            raise group.error

    @contextmanager
    def _savepoint_session(self) -> Iterator[Session]:
        with Session(self._connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            try:
                yield session
                session.commit()
            except BaseException:
                if self._is_open():  # after disk-full and the like SQLite has already rolled everything back
                    session.rollback()
                raise

    def _take_turn(self) -> _Group:
        if getattr(self._inside, "flag", False):
            raise RuntimeError("a write transaction is already open in this thread")
        with self._queue:
            self._waiting += 1
        self._turn.acquire()
        with self._queue:
            self._waiting -= 1
        try:
            group = self._group or self._open()
        except BaseException:
            self._turn.release()
            raise
        self._inside.flag = True
        return group

    def _open(self) -> _Group:
        self._lock.acquire()
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            self._connection.begin()
        except BaseException:
            self._drop_connection()
            self._lock.release()
            raise
        self._group = _Group(opened_at=time.monotonic())
        return self._group

    def _leave(self, group: _Group, *, joined: bool) -> None:
        """End this caller's turn, and the group's life when nobody waits behind."""
        self._inside.flag = False
        try:
            group.members += joined
            if not self._is_open():
                self._close(group, lost=True)
            elif self._is_full(group):
                self._close(group)
        finally:
            self._turn.release()

    def _is_full(self, group: _Group) -> bool:
        age_s = time.monotonic() - group.opened_at
        return self._waiting == 0 or group.members >= self._max_members or age_s >= self._max_wait_s

    def _is_open(self) -> bool:
        """Whether SQLite still holds the transaction (errors such as a full disk end it without asking)."""
        if self._connection is None or self._connection.invalidated or self._connection.closed:
            return False
        return cast(sqlite3.Connection, self._connection.connection.driver_connection).in_transaction

    def _close(self, group: _Group, *, lost: bool = False) -> None:
        assert self._connection is not None
        try:
            if lost:
                raise OperationalError("COMMIT", None, sqlite3.OperationalError("the transaction was rolled back"))
            self._connection.commit() if group.members else self._connection.rollback()
        except BaseException as error:  # noqa: BLE001 - whoever waits for this commit must be told
            group.error = error
            self._drop_connection()
        finally:
            self._group = None
            self._lock.release()
            group.done.set()

    def _drop_connection(self) -> None:
        """Forget a connection in doubt; the next transaction opens a fresh one."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Close the connection (this checkpoints the WAL) once nobody writes."""
        with self._turn:
            self._lock.acquire()
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._engine.dispose()
            self._lock.release()
            self._lock.close()
