"""Engines that keep their promises: SQLite in WAL with full syncs or not at all, PostgreSQL through psycopg 3."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from quizapp.db.prepared import run_command
from quizapp.errors import Misconfigured
from quizapp.kit.i18n import N_

#: SQLite's number for ``synchronous=FULL``: an acknowledged row survives a power cut.
FULL = 2
#: PostgreSQL's word for "a replica takes no changes".
READ_ONLY = "25006"


#: For PostgreSQL on another machine: when that one is gone without a word, nobody waits for it for minutes.
_NOTICING = {
    "connect_timeout": "5", "keepalives_idle": "5", "keepalives_interval": "2", "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}  # fmt: skip


def parse_url(text: str) -> URL:
    """The database URL with our drivers; accepts ``postgres://`` and several hosts as libpq does.

    Raises `Misconfigured` for other databases.
    """
    url = _parse(text)
    backend = url.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite+pysqlite")
    raise Misconfigured(
        N_("数据库地址“%(url)s”不可用：请写 sqlite:///文件路径 或 postgresql://…"), url=url.render_as_string()
    )


def _parse(text: str) -> URL:
    """``postgresql://user@one:6432,two:6432/db``: SQLAlchemy wants the hosts of such a URL in its query."""
    parts = urlsplit(text)
    user, at, places = parts.netloc.rpartition("@")
    if "," not in places:
        return make_url(text)
    pairs = [
        place.rpartition(":") if ":" in place.rpartition("]")[2] else (place, "", "") for place in places.split(",")
    ]
    url = make_url(parts._replace(netloc=f"{user}{at}").geturl())
    asked = {
        "host": ",".join(host.strip("[]") for host, _, _ in pairs),
        "port": ",".join(port or "5432" for *_, port in pairs),
    }
    return url.update_query_dict(asked)


_ENCODER = msgspec.json.Encoder()


def _encode(value: object) -> str:
    return _ENCODER.encode(value).decode()


#: Parameters stay out of error messages: they are people's data.
_OPTIONS: dict[str, Any] = {
    "json_serializer": _encode,
    "json_deserializer": msgspec.json.decode,
    "hide_parameters": True,
}


def postgres_engine(url: URL, *, pool_size: int, overflow: int | None = None) -> Engine:
    """A pooled engine; connections that are dead, or whose server is no longer primary, are noticed before use.

    ``overflow`` connections more may be open at once, if not given as many again.
    """
    named = {name: value for name, value in _NOTICING.items() if name not in url.query}
    engine = create_engine(
        url, pool_size=pool_size, max_overflow=pool_size if overflow is None else overflow, pool_pre_ping=True,
        connect_args=named, **_OPTIONS,
    )  # fmt: skip
    wants_primary = url.query.get("target_session_attrs") in _PRIMARY
    event.listen(engine, "connect", lambda raw, _entry: _look_at(raw, wants_primary=wants_primary))
    if wants_primary:
        _stay_with_the_primary(engine)
    return engine


#: What libpq calls a server that takes changes.
_PRIMARY = {"read-write", "primary"}


def _look_at(raw: Any, *, wants_primary: bool) -> None:
    """What a new line leads to.

    A pooler lends another server connection for each transaction, where nothing that was prepared is to be found: it
    shows itself by telling a process number that is not the server's. It may also say of its server what was true an
    hour ago: libpq believes that a replica is the primary.
    """
    raw.autocommit = True
    process, is_replica = raw.execute("SELECT pg_backend_pid(), pg_is_in_recovery()").fetchone()
    raw.autocommit = False
    if process != raw.info.backend_pid:
        raw.prepare_threshold = None
    if wants_primary and is_replica:
        raise OperationalError("connect", None, ConnectionError("the server has become a replica"))


def _stay_with_the_primary(engine: Engine) -> None:
    """A primary may become a replica behind an open line: its answers would be old ones, and it takes no changes."""

    def is_primary(raw: Any) -> bool:
        raw.autocommit = True
        try:
            return not raw.execute("SELECT pg_is_in_recovery()").fetchone()[0]
        finally:
            if not raw.closed:
                raw.autocommit = False

    dialect: Any = engine.dialect
    knows_lost = dialect.is_disconnect

    def is_lost(error: Any, raw: Any, cursor: Any) -> bool:
        """Refused although we came to write: another server is the primary now."""
        refused = getattr(error, "sqlstate", None) == READ_ONLY and raw is not None and not raw.read_only
        return refused or knows_lost(error, raw, cursor)

    dialect.do_ping = is_primary
    dialect.is_disconnect = is_lost


def close_on_return(engine: Engine) -> None:
    """Close each connection as it comes back, instead of keeping it: for what is still out when an engine is disposed of.

    ``Engine.dispose`` closes idle connections only; one in use would come back to a pool that nobody closes any more.
    """
    event.listen(engine, "checkin", lambda _raw, entry: entry.invalidate())


def sqlite_engine(url: URL, *, pool_size: int, read_only: bool) -> Engine:
    """An engine whose every connection runs WAL with full syncs; readers cannot write."""
    assert url.database is not None
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=-1 if read_only else 0,  # a reader more is cheap; waiting for one is not
        connect_args={"check_same_thread": False, "timeout": 15},
        **_OPTIONS,
    )
    event.listen(engine, "connect", lambda raw, entry: _prepare_sqlite(raw, entry, read_only=read_only))
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    shorten_savepoints(engine)
    return engine


def shorten_savepoints(engine: Engine, *, releases: bool = True) -> None:
    """Each write has a savepoint of its own: sent straight to the driver it costs a tenth of a compiled statement.

    Without ``releases`` they stand until the commit ends them all: a round trip less for each work.
    """

    def sends(command: str) -> Callable[[Connection, str], None]:
        return lambda connection, name: run_command(connection, f"{command} {name}")

    dialect: Any = engine.dialect
    dialect.do_savepoint = sends("SAVEPOINT")
    dialect.do_release_savepoint = sends("RELEASE SAVEPOINT") if releases else lambda _connection, _name: None
    dialect.do_rollback_to_savepoint = sends("ROLLBACK TO SAVEPOINT")


def _prepare_sqlite(raw: sqlite3.Connection, _entry: ConnectionPoolEntry, *, read_only: bool) -> None:
    raw.isolation_level = None  # we say BEGIN ourselves; the driver's own guess breaks savepoints
    mode = raw.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    raw.execute("PRAGMA synchronous=FULL")
    level = raw.execute("PRAGMA synchronous").fetchone()[0]
    if mode != "wal" or level != FULL:
        raise Misconfigured(
            N_(
                "数据库不能保证断电不丢数据（journal_mode=%(mode)s, synchronous=%(level)s），拒绝启动：请换到本机磁盘上的目录"
            ),
            mode=mode,
            level=level,
        )
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("PRAGMA cache_size=-32000")
    raw.execute("PRAGMA temp_store=MEMORY")
    if read_only:
        raw.execute("PRAGMA query_only=ON")
