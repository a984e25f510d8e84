"""Hot statements, made ready once: what SQLAlchemy does around each execution costs ten times the statement on SQLite.

Its compiler still writes the SQL, its column types still read and write the values, its errors come out, and whoever
listens to an engine's statements still hears each of them.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

_Change = Callable[[Any], Any]


class Unready(Exception):
    """A statement that has to be put together anew each time: let SQLAlchemy run it."""


class Prepared:
    """SQL for the driver, with what turns values into the driver's and rows back. Thread-safe."""

    __slots__ = (
        "_defaults",
        "_dialect",
        "_is_positional",
        "_names",
        "_of_rows",
        "_of_values",
        "_row",
        "_sql",
        "_types",
    )

    def __init__(self, compiled: SQLCompiler, dialect: Dialect, defaults: Mapping[str, Any], row: Any) -> None:
        self._sql, self._dialect, self._row = str(compiled), dialect, row
        self._is_positional = compiled.positiontup is not None
        self._names = tuple(compiled.positiontup or dict.fromkeys(compiled.bind_names.values()))
        self._of_values = [
            (at, change) for at, name in enumerate(self._names)
            if name in compiled.binds and (change := _outward(compiled.binds[name].type, dialect)) is not None
        ]  # fmt: skip
        self._defaults = {name: value for name, value in defaults.items() if name in self._names}
        self._types: list[TypeEngine[Any]] = []
        #: What reads the columns that are not read as the driver gives them; known once the driver has said its types.
        self._of_rows: list[tuple[int, _Change]] | None = None

    @classmethod
    def of_select(cls, statement: Select[*tuple[Any, ...]], dialect: Dialect) -> Prepared:
        """For a statement that selects columns. Raises `Unready`, as for the list of an ``IN``."""
        compiled = statement.compile(dialect=dialect)
        if compiled.post_compile_params or compiled.literal_execute_params:
            raise Unready(str(compiled))
        columns = statement.selected_columns
        fixed = {name: value for name, value in compiled.params.items() if not compiled.binds[name].required}
        made = cls(compiled, dialect, fixed, namedtuple("Row", columns.keys()))
        made._types = [column.type.dialect_impl(dialect) for column in columns]
        return made

    @classmethod
    def of_insert(cls, statement: Insert, names: Sequence[str], dialect: Dialect) -> Prepared:
        """For inserts of these columns; it gives the bare columns of ``RETURNING``. Raises `Unready`."""
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        filled = {column.key: _default(column) for column in compiled.insert_prefetch}
        return cls(compiled, dialect, filled, None)

    @classmethod
    def of_change(cls, statement: Insert | Update, names: Sequence[str], dialect: Dialect) -> Prepared:
        """For an update, or an insert that meets a row, given ``names``: those of columns are set. Raises `Unready`."""
        columns = [name for name in names if name in statement.table.c]
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        if compiled.post_compile_params or compiled.literal_execute_params or compiled.update_prefetch:
            raise Unready(str(compiled))
        fixed = {name: value for name, value in compiled.params.items() if not compiled.binds[name].required}
        filled = {column.key: _default(column) for column in compiled.insert_prefetch}
        return cls(compiled, dialect, fixed | filled, None)

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """All rows, with names where it selects. ``values`` may hold more than the statement asks."""
        found, _count = self._run(connection, self._given(values))
        return found if self._row is None else [self._named(row) for row in found]

    def count(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        return self._run(connection, self._given(values))[1]

    def _given(self, values: Mapping[str, Any]) -> Any:
        given = [values[name] if name in values else self._defaults[name] for name in self._names]
        for at, change in self._of_values:
            given[at] = change(given[at])
        return tuple(given) if self._is_positional else dict(zip(self._names, given, strict=True))

    def _named(self, row: Sequence[Any]) -> Any:
        changed = list(row)
        for at, change in self._of_rows or ():
            changed[at] = change(changed[at])
        return self._row._make(changed)

    def _run(self, connection: Connection, given: Any) -> tuple[list[Any], int]:
        """What it gives back, and how many rows it changed."""
        if connection.engine.dispatch.before_cursor_execute:  # somebody listens, such as a test that counts
            heard = connection.exec_driver_sql(self._sql, given)
            self._learn(heard.cursor.description if heard.cursor else None)
            return list(heard.all()) if heard.returns_rows else [], heard.rowcount
        driver: Any = connection.connection.driver_connection
        try:
            cursor = driver.execute(self._sql, given)
            self._learn(cursor.description)
            return cursor.fetchall() if cursor.description else [], cursor.rowcount
        except self._dialect.loaded_dbapi.Error as error:
            raise self._told(connection, given, error) from error

    def _learn(self, description: Any) -> None:
        """From the first answer: PostgreSQL reads numbers by the type that the server says."""
        if self._of_rows is None and description:
            self._of_rows = [
                (at, change) for at, kind in enumerate(self._types)
                if (change := kind.result_processor(self._dialect, description[at][1])) is not None
            ]  # fmt: skip

    def _told(self, connection: Connection, given: Any, error: Exception) -> BaseException:
        """The error as SQLAlchemy tells it; a connection that is lost goes back to no pool."""
        is_lost = self._dialect.is_disconnect(error, connection.connection.driver_connection, None)  # type: ignore[arg-type]
        if is_lost:
            connection.invalidate(error)
        return DBAPIError.instance(
            self._sql, given, error, self._dialect.loaded_dbapi.Error, dialect=self._dialect,
            connection_invalidated=is_lost,
        )  # fmt: skip


def _outward(kind: TypeEngine[Any], dialect: Dialect) -> _Change | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _default(column: Column[Any]) -> Any:
    if column.default is None or not column.default.is_scalar:
        raise Unready(column.key)
    return getattr(column.default, "arg")  # noqa: B009 - the type of a scalar default does not say it
