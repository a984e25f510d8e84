"""Inserts that meet an existing row calmly, spelled once for both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from quizapp.db.prepared import Prepared, Unready


@lru_cache(maxsize=256)
def _insert_once(table: Table, is_sqlite: bool, unique: tuple[str, ...] | None, is_told: bool) -> Insert:
    """The statement without its values: built once, it is found compiled; building it costs more than running it."""
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(table)
    insert = insert.on_conflict_do_nothing(index_elements=None if unique is None else list(unique))
    return insert.returning(next(iter(table.primary_key))) if is_told else insert


@lru_cache(maxsize=256)
def _upsert(table: Table, is_sqlite: bool, unique: tuple[str, ...], change: tuple[str, ...]) -> Executable:
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(table)
    set_ = {name: insert.excluded[name] for name in change}
    return insert.on_conflict_do_update(index_elements=list(unique), set_=set_)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def insert_or_ignore(
    session: Session, table: Table, values: Mapping[str, Any], *, unique: Sequence[str] | None
) -> int | None:
    """Id of the new row (the first column of its key), or None when a row with the same ``unique`` columns stands already.

    That row is not changed.

    A concurrent twin on PostgreSQL waits for the first to commit and then meets its row. Where twins collide in
    several unique constraints at once, pass None (any of them): PostgreSQL may meet another one first, and raise.
    """
    elements = None if unique is None else tuple(unique)
    rows = _insert(session.connection(), table, elements, True, values)
    return int(rows[0][0]) if rows else None


def _insert(
    connection: Connection, table: Table, unique: tuple[str, ...] | None, is_told: bool, values: Mapping[str, Any]
) -> Sequence[Any]:
    """Insert one row, past the session: it has nothing to do with a bare table."""
    ready = _prepared(table, unique, is_told, tuple(values), connection.dialect)
    if ready is not None:
        return ready.rows(connection, values)
    done = connection.execute(_insert_once(table, connection.dialect.name == "sqlite", unique, is_told), values)
    return done.all() if is_told else ()


@lru_cache(maxsize=256)
def _prepared(
    table: Table, unique: tuple[str, ...] | None, is_told: bool, names: tuple[str, ...], dialect: Dialect
) -> Prepared | None:  # fmt: skip
    try:
        return Prepared.of_insert(_insert_once(table, dialect.name == "sqlite", unique, is_told), names, dialect)
    except Unready:
        return None


def insert_many_or_ignore(
    session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, unique: Sequence[str]
) -> None:
    """Insert ``rows``, leaving out those whose ``unique`` columns stand already."""
    if len(rows) == 1:
        _insert(session.connection(), table, tuple(unique), False, rows[0])
    elif rows:
        session.execute(_insert_once(table, _is_sqlite(session), tuple(unique), False), list(rows))


def upsert(
    session: Session, table: Table, values: Mapping[str, Any], *, unique: Sequence[str], change: Sequence[str]
) -> None:
    """Insert ``values``, or set the columns named in ``change`` on the row that stands."""
    session.execute(_upsert(table, _is_sqlite(session), tuple(unique), tuple(change)), values)
