"""Group commit for SQLite: many transactions share one fsync, and each is answered only after it.

One connection writes, in turns. Whoever has the turn runs its statements inside a savepoint; the last one whom nobody
waits behind commits for all (or the 200th, or the one after 20 ms), and the others sleep until that commit is on the
disk. Nothing is delayed when the queue is empty. If the commit fails, all of the group are told.

Work that comes as a function (`GroupWriter.run`) does not even need a turn of its own: whoever has it runs all that is
queued, so that a request costs one wake-up instead of two.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import copy_context
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from quizapp.db.hostlock import HostLock
from quizapp.kit.watch import UNWATCHED, Watch

T = TypeVar("T")


class _Group:
    """Transactions that will be made durable by one commit, and who sleeps until then."""

    __slots__ = ("error", "is_done", "members", "opened_at", "sleepers")

    def __init__(self) -> None:
        self.opened_at = time.monotonic()
        self.members = 0
        self.sleepers: list[threading.Lock] = []
        self.is_done = False
        self.error: BaseException | None = None


class _Task:
    """Work that waits for anybody's turn. ``bell`` is held by its sleeping owner and rung when there is news."""

    __slots__ = ("bell", "context", "error", "group", "result", "work")

    def __init__(self, work: Callable[[Session], Any]) -> None:
        self.work = work
        self.context = copy_context()
        self.bell = _silent_bell()
        self.group: _Group | None = None
        self.result: Any = None
        self.error: BaseException | None = None

    def is_settled(self) -> bool:
        """Whether there is an answer: its own error, or the end of its group."""
        return self.error is not None or (self.group is not None and self.group.is_done)


def _silent_bell() -> threading.Lock:
    bell = threading.Lock()
    bell.acquire()
    return bell


def _ring(bell: threading.Lock) -> None:
    with suppress(RuntimeError):  # rung already and not heard yet
        bell.release()


class GroupWriter:
    """The one writing connection of this process. Thread-safe; a thread must not nest transactions."""

    def __init__(
        self,
        engine: Engine,
        lock: HostLock,
        *,
        max_members: int = 200,
        max_wait_s: float = 0.02,
        watch: Watch = UNWATCHED,
    ) -> None:
        self._engine = engine
        self._watch = watch
        self._lock = lock
        self._max_members = max_members
        self._max_wait_s = max_wait_s
        self._turn = threading.Lock()
        self._queue = threading.Lock()
        self._waiting = 0
        self._tasks: deque[_Task] = deque()
        self._group: _Group | None = None
        self._connection: Connection | None = None
        self._session: Session | None = None
        self._inside = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is durable when the block has ended without an exception."""
        self._refuse_nesting()
        self._wait_for_turn()
        bell: threading.Lock | None = None
        try:
            group = self._group or self._open()
            with self._savepoint_session() as session:
                yield session
            bell = self._join(group)
        finally:
            self._end_turn()
        if not group.is_done:
            bell.acquire()
        if group.error is not None:
            raise group.error

    def run(self, work: Callable[[Session], T]) -> T:
        """What ``work`` returned, once it is durable. It may run in another thread, with this one's context variables."""
        self._refuse_nesting()
        task = _Task(work)
        self._tasks.append(task)
        while not task.is_settled():
            if self._turn.acquire(blocking=False):
                self._run_queued()
            if not task.is_settled():
                task.bell.acquire()
        error = task.error or (task.group.error if task.group else None)
        if error is not None:
            raise error
        return cast(T, task.result)

    def _run_queued(self) -> None:
        """With the turn: run what is queued, commit, give the turn back."""
        try:
            group = self._group or self._open()
            while self._tasks and not self._is_full(group):
                self._run_one(group, self._tasks.popleft())
                if not self._is_open():
                    break
        except BaseException as error:  # noqa: BLE001 - the database cannot be opened: whoever waits must be told
            while self._tasks:
                self._fail(self._tasks.popleft(), error)
        finally:
            self._end_turn()

    def _run_one(self, group: _Group, task: _Task) -> None:
        try:
            with self._savepoint_session() as session:
                task.result = task.context.run(task.work, session)
        except BaseException as error:  # noqa: BLE001 - it belongs to the one who queued the work
            self._fail(task, error)
        else:
            task.group = group
            group.members += 1
            group.sleepers.append(task.bell)

    @staticmethod
    def _fail(task: _Task, error: BaseException) -> None:
        task.error = error
        _ring(task.bell)

    @contextmanager
    def _savepoint_session(self) -> Iterator[Session]:
        """The one session of the connection, inside a savepoint; it forgets its objects at the end."""
        session = cast(Session, self._session)
        self._inside.flag = True
        try:
            yield session
            session.commit()
        except BaseException:
            if self._is_open():  # after disk-full and the like SQLite has already rolled everything back
                session.rollback()
            raise
        finally:
            self._inside.flag = False
            with suppress(OperationalError, sqlite3.Error):
                session.close()

    def _refuse_nesting(self) -> None:
        if getattr(self._inside, "flag", False):
            raise RuntimeError("a write transaction is already open in this thread")

    def _wait_for_turn(self) -> None:
        with self._queue:
            self._waiting += 1
        self._turn.acquire()
        with self._queue:
            self._waiting -= 1

    def _open(self) -> _Group:
        self._lock.acquire()
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
                self._session = Session(
                    self._connection, join_transaction_mode="create_savepoint", expire_on_commit=False
                )
            self._connection.begin()
        except BaseException:
            self._drop_connection()
            self._lock.release()
            raise
        self._group = _Group()
        return self._group

    @staticmethod
    def _join(group: _Group) -> threading.Lock:
        bell = _silent_bell()
        group.members += 1
        group.sleepers.append(bell)
        return bell

    def _end_turn(self) -> None:
        """Give the turn back; end the group's life when nobody waits behind or nothing is left of it."""
        group = self._group
        try:
            if group is not None and not self._is_open():
                self._close(group, lost=True)
            elif group is not None and (self._waiting == 0 or self._is_full(group)):
                self._close(group)
        finally:
            self._turn.release()
            self._wake_next()

    def _wake_next(self) -> None:
        """Whoever queued work while the turn was taken must hear that it is free."""
        with suppress(IndexError):
            _ring(self._tasks[0].bell)

    def _is_full(self, group: _Group) -> bool:
        return group.members >= self._max_members or time.monotonic() - group.opened_at >= self._max_wait_s

    def _is_open(self) -> bool:
        """Whether SQLite still holds the transaction (errors such as a full disk end it without asking)."""
        if self._connection is None or self._connection.invalidated or self._connection.closed:
            return False
        return cast(sqlite3.Connection, self._connection.connection.driver_connection).in_transaction

    def _close(self, group: _Group, *, lost: bool = False) -> None:
        try:
            if lost or self._connection is None:
                raise OperationalError("COMMIT", None, sqlite3.OperationalError("the transaction was rolled back"))
            self._commit(self._connection, group) if group.members else self._connection.rollback()
        except BaseException as error:  # noqa: BLE001 - whoever waits for this commit must be told
            group.error = error
            self._drop_connection()
        finally:
            self._group = None
            self._lock.release()
            group.is_done = True
            for bell in group.sleepers:
                _ring(bell)

    def _commit(self, connection: Connection, group: _Group) -> None:
        began = time.perf_counter()
        connection.commit()
        self._watch.committed(group.members, time.perf_counter() - began)

    def _drop_connection(self) -> None:
        """Forget a connection in doubt; the next transaction opens a fresh one."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = self._session = None

    def close(self) -> None:
        """Close the connection (this checkpoints the WAL) once nobody writes."""
        with self._turn:
            self._lock.acquire()
            if self._connection is not None:
                self._connection.close()
                self._connection = self._session = None
            self._engine.dispose()
            self._lock.release()
            self._lock.close()
