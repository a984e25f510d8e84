"""A streaming replica to read from: asked only for what it has already replayed, so that nobody sees the past.

Whoever wants to read there first notes how far the primary's log is, and waits until the replica has replayed it: then
everything that was acknowledged before is in what is read. No clock is compared. A replica that is further behind than
the stated seconds, away, or no replica any more, is left alone for a while; the primary is read instead.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy import URL, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from quizapp.db.engines import close_on_return, postgres_engine
from quizapp.errors import Unavailable
from quizapp.kit.i18n import N_

_WHERE = text("SELECT pg_current_wal_lsn()")
#: NULL on a server that is no replica.
_HAS = text("SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() >= CAST(:position AS pg_lsn) END")
_NAP_S = 0.01
#: A query there was in the way of the replay, or the server became primary in the middle of it.
_BROKEN_OFF = {"40001", "40P01", "57P01", "57P02", "57P03"}
_log = structlog.get_logger(__name__)


class Replica:
    """The replica at ``url``, used while it is at most ``lag_s`` behind. Thread-safe; close it once."""

    def __init__(
        self, url: URL, *, lag_s: float, pool_size: int, rest_s: float = 10.0,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._engine = postgres_engine(url, pool_size=pool_size)
        self._reading = self._engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
        self._lag_s, self._rest_s, self._stopwatch = lag_s, rest_s, stopwatch
        self._resting_until = float("-inf")

    def has_all_of(self, primary: Engine) -> bool:
        """Whether it has everything that ``primary`` had when this was asked. False says: read the primary."""
        if self._stopwatch() < self._resting_until:
            return False
        position = _position(primary)
        if position is None:
            return False
        try:
            is_there = self._waits_for(position)
        except DBAPIError as error:
            return self._rest(repr(error.orig))
        return is_there or self._rest(f"more than {self._lag_s} s behind, or no replica")

    def _waits_for(self, position: str) -> bool:
        until = self._stopwatch() + self._lag_s
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
            while (has := line.execute(_HAS, {"position": position}).scalar()) is False:
                if self._stopwatch() >= until:
                    break
                time.sleep(_NAP_S)
        return has is True

    def _rest(self, reason: str) -> bool:
        self._resting_until = self._stopwatch() + self._rest_s
        _log.warning("replica_left_alone", reason=reason, for_s=self._rest_s)
        return False

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of it. Raises `Unavailable` when it was broken off: the next try is elsewhere."""
        try:
            with Session(self._reading, autoflush=False, expire_on_commit=False) as session:
                yield session
        except DBAPIError as error:
            if not error.connection_invalidated and getattr(error.orig, "sqlstate", None) not in _BROKEN_OFF:
                raise
            self._rest(repr(error.orig))
            raise Unavailable(N_("暂时存不进去，您的内容没有丢，请过几秒再试一次")) from error

    def close(self) -> None:
        """Close its connections."""
        close_on_return(self._engine)
        self._engine.dispose()


def _position(primary: Engine) -> str | None:
    """How far the log of the primary is written; None when ``primary`` is a replica itself."""
    with primary.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        if line.execute(text("SELECT pg_is_in_recovery()")).scalar():
            return None
        return str(line.execute(_WHERE).scalar_one())
