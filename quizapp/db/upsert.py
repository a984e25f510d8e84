"""Inserts that meet an existing row calmly, spelled once for both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def _insert(session: Session, table: Table) -> sqlite.Insert | postgresql.Insert:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


def insert_or_ignore(session: Session, table: Table, values: Mapping[str, Any], *, unique: Sequence[str]) -> int | None:
    """Id of the new row, or None when a row with the same ``unique`` columns stands already (it is not changed).

    A concurrent twin on PostgreSQL waits for the first to commit and then meets its row.
    """
    statement = _insert(session, table).values(values).on_conflict_do_nothing(index_elements=list(unique))
    row = session.execute(statement.returning(table.c.id)).first()
    return None if row is None else int(row[0])


def insert_many_or_ignore(
    session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, unique: Sequence[str]
) -> None:
    """Insert ``rows``, leaving out those whose ``unique`` columns stand already."""
    if rows:
        session.execute(_insert(session, table).on_conflict_do_nothing(index_elements=list(unique)), list(rows))


def upsert(
    session: Session, table: Table, values: Mapping[str, Any], *, unique: Sequence[str], change: Sequence[str]
) -> None:
    """Insert ``values``, or set the columns named in ``change`` on the row that stands."""
    statement = _insert(session, table).values(values)
    excluded = statement.excluded
    session.execute(
        statement.on_conflict_do_update(index_elements=list(unique), set_={name: excluded[name] for name in change})
    )
