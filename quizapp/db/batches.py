"""Group commit on PostgreSQL: short work that waits at one moment shares a transaction, each in a savepoint of its own.

PostgreSQL makes commits of many connections durable together by itself; what is left are round trips, wake-ups and
transactions. One connection that runs what is queued needs half of the CPU of the database (decision 20).

Two processes may want one row. Whoever waits for it in a group would keep all behind him waiting, and two groups could wait for
each other. So nobody waits in a group longer than `_PATIENCE_MS`: his savepoint is undone, PostgreSQL says `WAITED`, and his work is
run once more in a transaction of its own.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, event

from quizapp.db.engines import postgres_engine, shorten_savepoints
from quizapp.db.group_commit import GroupWriter
from quizapp.db.prepared import run_command
from quizapp.kit.watch import Watch

#: What PostgreSQL says to somebody who waited for a lock as long as he would: ``lock_not_available``.
WAITED = "55P03"
_PATIENCE_MS = 50
#: More writing savepoints than this do not fit where other transactions look for them (64 of PostgreSQL's).
_MAX_MEMBERS = 50


class _Nobody:
    """Other processes have connections of their own."""

    def acquire(self) -> None: ...

    def release(self) -> None: ...

    def close(self) -> None: ...


def batch_writer(url: URL, *, watch: Watch) -> GroupWriter:
    """A writer of groups with one connection. Its work may be told `WAITED`, and is then to be run alone."""
    engine = postgres_engine(url, pool_size=1, overflow=0)
    event.listen(engine, "begin", _be_impatient)
    shorten_savepoints(engine, releases=False)
    return GroupWriter(engine, _Nobody(), max_members=_MAX_MEMBERS, watch=watch, is_open=_is_in_transaction, lends=True)


def _be_impatient(connection: Connection) -> None:
    run_command(connection, f"SET LOCAL lock_timeout = {_PATIENCE_MS}")


def _is_in_transaction(raw: Any) -> bool:
    """Also in one that has failed, which a savepoint mends."""
    return raw.info.transaction_status.name in {"INTRANS", "INERROR"}
