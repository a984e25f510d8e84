"""Engines that keep their promises: SQLite in WAL with full syncs or not at all, PostgreSQL through psycopg 3."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import msgspec
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from quizapp.errors import Misconfigured
from quizapp.kit.i18n import N_

#: SQLite's number for ``synchronous=FULL``: an acknowledged row survives a power cut.
FULL = 2


def parse_url(text: str) -> URL:
    """The database URL with our drivers; accepts ``postgres://`` too. Raises `Misconfigured` for other databases."""
    url = make_url(text)
    backend = url.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite+pysqlite")
    raise Misconfigured(
        N_("数据库地址“%(url)s”不可用：请写 sqlite:///文件路径 或 postgresql://…"), url=url.render_as_string()
    )


_ENCODER = msgspec.json.Encoder()


def _encode(value: object) -> str:
    return _ENCODER.encode(value).decode()


#: Parameters stay out of error messages: they are people's data.
_OPTIONS: dict[str, Any] = {
    "json_serializer": _encode,
    "json_deserializer": msgspec.json.decode,
    "hide_parameters": True,
}


def postgres_engine(url: URL, *, pool_size: int) -> Engine:
    """A pooled engine; dead connections are noticed before use."""
    return create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True, **_OPTIONS)


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
    _shorten_savepoints(engine)
    return engine


def _shorten_savepoints(engine: Engine) -> None:
    """Each write has a savepoint of its own: sent straight to the driver it costs a tenth of a compiled statement."""

    def sends(command: str) -> Callable[[Connection, str], None]:
        def send(connection: Connection, name: str) -> None:
            cast(sqlite3.Connection, connection.connection.driver_connection).execute(f"{command} {name}")

        return send

    dialect: Any = engine.dialect
    dialect.do_savepoint = sends("SAVEPOINT")
    dialect.do_release_savepoint = sends("RELEASE SAVEPOINT")
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
