"""The store: where transactions begin and end. Everything else takes a session and never commits."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, DBAPIError, InternalError, OperationalError
from sqlalchemy.orm import Session

from quizapp.db.batches import WAITED, batch_writer
from quizapp.db.engines import READ_ONLY, close_on_return, parse_url, postgres_engine, sqlite_engine
from quizapp.db.group_commit import GroupWriter
from quizapp.db.hostlock import HostLock
from quizapp.db.replica import Replica
from quizapp.db.snapshots import SnapshotReaders
from quizapp.errors import Unavailable
from quizapp.kit.i18n import N_
from quizapp.kit.watch import UNWATCHED, Watch

if TYPE_CHECKING:
    from quizapp.settings import Settings

T = TypeVar("T")

#: PostgreSQL says "try again" with these: serialization failure, deadlock.
_RETRYABLE = {"40001", "40P01"}
#: In a group also: a lock that did not come in time.
_MAY_RETRY = _RETRYABLE | {WAITED}
#: A number too large for its column, a date that is none.
_OUT_OF_RANGE = {"22003", "22008"}
_AGAIN = N_("暂时存不进去，您的内容没有丢，请过几秒再试一次")


class Store:
    """One database. ``read()`` gives a consistent snapshot, ``write()`` returns only after the commit is durable.

    Opening does not create tables (see `quizapp.db.migrate`). Raises `Misconfigured` when SQLite cannot promise
    durability. Thread-safe; close it once. ``read_url`` names a streaming replica that `read_beside` may use while it is
    no more than ``read_lag_s`` behind.
    """

    def __init__(
        self, url: str, *, pool_size: int = 16, read_url: str = "", read_lag_s: float = 1.0, watch: Watch = UNWATCHED
    ) -> None:  # fmt: skip
        self.url = parse_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._batches: GroupWriter | None = None
        self._writer: GroupWriter | None = None
        self._readers: SnapshotReaders | None = None
        if self.is_sqlite:
            self.engine = sqlite_engine(self.url, pool_size=pool_size, read_only=True)
            self._writer = GroupWriter(
                sqlite_engine(self.url, pool_size=1, read_only=False), self.host_lock(), watch=watch
            )
            self._readers = SnapshotReaders(self.engine)
            self._reading = self._glancing = self.engine
        else:
            self.engine = postgres_engine(self.url, pool_size=pool_size)
            self._batches = batch_writer(self.url, watch=watch)
            # READ COMMITTED would give each statement its own moment
            self._reading = self.engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
            self._glancing = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._replica: Replica | None = None
        if read_url and not self.is_sqlite:
            self._replica = Replica(parse_url(read_url), lag_s=read_lag_s, pool_size=max(pool_size // 4, 1))

    @classmethod
    def of(cls, settings: Settings, *, watch: Watch = UNWATCHED) -> Store:
        """An installation's store, with the replica that it may read on."""
        return cls(
            settings.database_url, read_url=settings.database_read_url, read_lag_s=settings.database_read_lag_s,
            watch=watch,
        )  # fmt: skip

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the database and cannot change it."""
        with _unavailable_when_down():
            if self._readers is not None:
                with self._readers.snapshot() as session:
                    yield session
            else:
                with Session(self._reading, autoflush=False, expire_on_commit=False) as session:
                    yield session

    @contextmanager
    def glance(self) -> Iterator[Session]:
        """As `read`, but each statement sees a moment of its own: for reading by one, where thousands do so at once.

        Beginning and ending a transaction takes two round trips to PostgreSQL, and on SQLite it hands the interpreter to
        other threads twice as often.
        """
        with _unavailable_when_down():
            if self._readers is not None:
                with self._readers.glance() as session:
                    yield session
            else:
                with Session(self._glancing, autoflush=False, expire_on_commit=False) as session:
                    yield session

    @contextmanager
    def read_beside(self) -> Iterator[Session]:
        """As `read`, on the replica when there is one: for long reading that should not stand in the way of answers.

        Everything that was acknowledged before is in it, the reader's own words too. Figures that are filed are read
        from the primary all the same.
        """
        with _unavailable_when_down():
            is_there = self._replica is not None and self._replica.has_all_of(self.engine)
        with self._replica.read() if self._replica is not None and is_there else self.read() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are durable when the block has ended; an exception undoes all of them."""
        with _unavailable_when_down():
            if self._writer is not None:
                with self._writer.transaction() as session:
                    yield session
            else:
                with Session(self.engine, expire_on_commit=False) as session, session.begin():
                    yield session

    def retrying(self, work: Callable[[Session], T], *, attempts: int = 5, is_long: bool = False) -> T:
        """What ``work`` returns from a write transaction, run again when PostgreSQL asks for it.

        The quickest way to write: work that waits is run by whoever has the turn, with the context variables of the
        caller. So it should be short and leave other transactions alone; on PostgreSQL what ``is_long`` goes alone.
        """
        for attempt in range(attempts):
            group = self._writer or (None if attempt or is_long else self._batches)
            try:
                return self._alone(work) if group is None else _in_group(group, work)
            except DBAPIError as error:
                if attempt == attempts - 1 or getattr(error.orig, "sqlstate", None) not in _MAY_RETRY:
                    raise
        raise AssertionError("unreachable")

    def _alone(self, work: Callable[[Session], T]) -> T:
        with self.write() as session:
            return work(session)

    def host_lock(self) -> HostLock:
        """A handle on the lock that whoever writes to this SQLite file holds; the caller closes it."""
        return HostLock(Path(f"{self.url.database}-writer.lock"))

    def writing_engine(self) -> Engine:
        """A fresh engine for schema changes, of the caller: see `quizapp.db.alone` for who else may write meanwhile."""
        if self.is_sqlite:
            return sqlite_engine(self.url, pool_size=1, read_only=False)
        return postgres_engine(self.url, pool_size=1)

    def close(self) -> None:
        """Close all connections, those in use as they come back; the writer last, so that SQLite checkpoints its WAL."""
        if self._replica is not None:
            self._replica.close()
        if self._readers is not None:
            self._readers.close()
        else:
            close_on_return(self.engine)
        self.engine.dispose()
        for writer in (self._writer, self._batches):
            if writer is not None:
                writer.close()


def _in_group(group: GroupWriter, work: Callable[[Session], T]) -> T:
    with _unavailable_when_down(_MAY_RETRY):
        return group.run(work)


@contextmanager
def _unavailable_when_down(passing: Container[str | None] = _RETRYABLE) -> Iterator[None]:
    """Full disks, lost servers and locked files become one clear answer: nothing stored, send it again.

    What PostgreSQL says with a state of ``passing`` stays as it is.
    """
    try:
        yield
    except DataError as error:
        if getattr(error.orig, "sqlstate", None) in _OUT_OF_RANGE:
            raise OverflowError(str(error.orig)) from error  # as SQLite's driver says it
        raise
    except InternalError as error:
        if error.connection_invalidated and getattr(error.orig, "sqlstate", None) == READ_ONLY:
            raise Unavailable(_AGAIN) from error  # another server is the primary now
        raise
    except (OperationalError, sqlite3.OperationalError) as error:
        cause = error.orig if isinstance(error, OperationalError) else error
        if getattr(cause, "sqlstate", None) in passing or _is_wrong_sql(cause):
            raise
        raise Unavailable(_AGAIN) from error


def _is_wrong_sql(cause: BaseException | None) -> bool:
    """Whether SQLite complains about the statement itself ("no such column"): a fault of ours that must show."""
    return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
