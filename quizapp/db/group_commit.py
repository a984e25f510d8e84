"""Group commit: many transactions share one fsync, and each is answered only after it.

One connection writes, in turns. Whoever has the turn runs its statements inside a savepoint; the last one whom nobody
waits behind commits for all (or the 200th, or the one after 20 ms), and the others sleep until that commit is on the
disk. Nothing is delayed when the queue is empty. If the commit fails, all of the group are told.

Work that comes as a function (`GroupWriter.run`) does not even need a turn of its own: whoever has it runs all that is
queued, so that a request costs one wake-up instead of two. On SQLite everything that writes goes this way, on PostgreSQL such
work alone (see `quizapp.db.batches`).
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from quizapp.db.groups import Group, Task, Turns, ring, silent_bell
from quizapp.kit.watch import UNWATCHED, Watch

T = TypeVar("T")


def _is_in_transaction(raw: Any) -> bool:
    return cast(sqlite3.Connection, raw).in_transaction


class GroupWriter:
    """The one writing connection of this process. Thread-safe; a thread must not nest transactions.

    ``is_open`` tells of the driver's connection whether its transaction still stands. With ``lends`` the connection goes
    back to the engine's pool after each group, which looks whether it is alive before the next.
    """

    def __init__(
        self,
        engine: Engine,
        lock: Turns,
        *,
        max_members: int = 200,
        max_wait_s: float = 0.02,
        watch: Watch = UNWATCHED,
        is_open: Callable[[Any], bool] = _is_in_transaction,
        lends: bool = False,
    ) -> None:
        self._engine = engine
        self._watch = watch
        self._lock = lock
        self._is_raw_open, self._lends = is_open, lends
        self._max_members = max_members
        self._max_wait_s = max_wait_s
        self._turn = threading.Lock()
        self._queue = threading.Lock()
        self._waiting = 0
        self._tasks: deque[Task] = deque()
        self._group: Group | None = None
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
        task = Task(work)
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

    def _run_one(self, group: Group, task: Task) -> None:
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
    def _fail(task: Task, error: BaseException) -> None:
        task.error = error
        ring(task.bell)

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

    def _open(self) -> Group:
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
        self._group = Group()
        return self._group

    @staticmethod
    def _join(group: Group) -> threading.Lock:
        bell = silent_bell()
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
            ring(self._tasks[0].bell)

    def _is_full(self, group: Group) -> bool:
        return group.members >= self._max_members or time.monotonic() - group.opened_at >= self._max_wait_s

    def _is_open(self) -> bool:
        """Whether the transaction still stands (SQLite ends it at errors such as a full disk without asking)."""
        if self._connection is None or self._connection.invalidated or self._connection.closed:
            return False
        return self._is_raw_open(self._connection.connection.driver_connection)

    def _close(self, group: Group, *, lost: bool = False) -> None:
        try:
            if lost or self._connection is None:
                raise OperationalError("COMMIT", None, sqlite3.OperationalError("the transaction was rolled back"))
            self._commit(self._connection, group) if group.members else self._connection.rollback()
        except BaseException as error:  # noqa: BLE001 - whoever waits for this commit must be told
            group.error = error
            self._drop_connection()
        finally:
            self._group = None
            if self._lends:
                self._lend_back()
            self._lock.release()
            group.is_done = True
            for bell in group.sleepers:
                ring(bell)

    def _commit(self, connection: Connection, group: Group) -> None:
        began = time.perf_counter()
        connection.commit()
        self._watch.committed(group.members, time.perf_counter() - began)

    def _lend_back(self) -> None:
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.close()
            self._connection = self._session = None

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
            self._lend_back()
            self._engine.dispose()
            self._lock.release()
            self._lock.close()
