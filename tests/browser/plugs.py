"""What breaks around a browser: a server that goes away and comes back, a database that is an older copy."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
from psycopg import sql
from werkzeug.serving import BaseWSGIServer, make_server

from quizapp.db import Store
from tests.support.stores import Databases


class Pluggable:
    """The application under one address, there or not there."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._server: BaseWSGIServer | None = None
        self._port = 0
        self.start()
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Be there, again under the same address."""
        self._server = make_server("127.0.0.1", self._port, self._app, threaded=True)
        self._port = self._server.server_port
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Be gone: connections are refused."""
        if self._server is None:
            return
        self._server.shutdown()
        self._thread.join(timeout=10)
        self._server.server_close()
        self._server = None


_PART = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


@contextmanager
def copied(databases: Databases, store: Store, folder: Path) -> Iterator[Store]:
    """A store over a copy of the database as it is now: a backup."""
    address = _copy_file(store, folder) if store.is_sqlite else _copy_database(store)
    backup = Store(address)
    try:
        yield backup
    finally:
        backup.close()
        databases.drop(address)


def _copy_file(store: Store, folder: Path) -> str:
    path = folder / "backup.db"
    with closing(sqlite3.connect(str(store.url.database))) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return f"sqlite:///{path}"


def _copy_database(store: Store) -> str:
    """The server copies only a database that nobody is connected to: devices ask all the time, so it takes some tries."""
    name = f"{store.url.database}_backup"
    server = store.url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(str(store.url.database))
    )
    with psycopg.connect(server, autocommit=True) as connection:
        for left in reversed(range(50)):
            connection.execute(_PART, [store.url.database])
            try:
                connection.execute(copy)
                break
            except psycopg.errors.ObjectInUse:
                if not left:
                    raise
                time.sleep(0.1)
    return store.url.set(database=name).render_as_string(hide_password=False)
