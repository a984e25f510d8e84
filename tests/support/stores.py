"""A fresh database for each test in a few milliseconds: a migrated template is copied, never built twice."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from quizapp.db import Store
from tests.support import compiled
from tests.support.recycled import Newness
from tests.support.schema import create_schema


class Databases(Protocol):
    """Makes databases of one kind."""

    def fresh(self, folder: Path) -> str:
        """Address of a new, migrated, empty database; ``folder`` is the test's own."""

    def drop(self, url: str) -> None:
        """Remove a database that `fresh` made."""


@dataclass(frozen=True)
class SqliteDatabases:
    """Copies of one migrated file."""

    template: Path

    @classmethod
    def prepare(cls, folder: Path) -> SqliteDatabases:
        """Build the template once a session."""
        template = folder / "template.db"
        create_schema(f"sqlite:///{template}")
        return cls(template)

    def fresh(self, folder: Path) -> str:
        path = folder / "quizapp.db"
        shutil.copyfile(self.template, path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Nothing: the test's folder goes away as a whole."""


@dataclass(frozen=True)
class PostgresDatabases:
    """Databases made from a template on one server; one that is given back is made as new and given out again.

    Without ``recycles`` each is a copy of its own, so that whatever still writes to an earlier one disturbs nobody.
    """

    server_url: str
    template: str
    recycles: bool
    newness: Newness
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _spare: list[str] = field(default_factory=list)

    @classmethod
    def prepare(cls, server_url: str, *, recycles: bool = True) -> PostgresDatabases:
        """Build the template once a session."""
        template = f"qt_{os.getpid()}_template"
        _execute(server_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", template)
        _execute(server_url, "CREATE DATABASE {}", template)
        url = _url_of(server_url, template)
        create_schema(url)
        return cls(server_url, template, recycles, Newness.of(url))

    def fresh(self, folder: Path) -> str:
        if self._spare:
            return self._spare.pop()
        name = f"qt_{os.getpid()}_{next(self._numbers)}"
        _execute(self.server_url, "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, self.template)
        return _url_of(self.server_url, name)

    def drop(self, url: str) -> None:
        name = make_url(url).database
        assert name is not None
        if self.recycles and self.newness.restore(url):
            self._spare.append(url)
        else:
            _execute(self.server_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _url_of(server_url: str, name: str) -> str:
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def _execute(server_url: str, statement: str, *names: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def opened(databases: Databases, folder: Path) -> Iterator[Store]:
    """A store over a fresh database; closed and removed with the block."""
    url = databases.fresh(folder)
    store = Store(url)
    compiled.keep(store)
    try:
        yield store
    finally:
        store.close()
        databases.drop(url)
