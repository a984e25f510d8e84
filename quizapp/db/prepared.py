"""Hot statements, made ready once: what SQLAlchemy does around each execution costs ten times the statement on SQLite.

Its compiler still writes the SQL, its column types still read and write the values, its errors come out, and whoever
listens to an engine's statements still hears each of them.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Insert, Select, Update
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

_Change = Callable[[Any], Any]
_Statement = Select[*tuple[Any, ...]] | Insert | Update


class Unready(Exception):
    """A statement that has to be put together anew each time: let SQLAlchemy run it."""


class Prepared:
    """SQL for the driver, with what turns values into the driver's and rows back. Thread-safe."""

    __slots__ = (
        "_defaults",
        "_dialect",
        "_gives_rows",
        "_names",
        "_numbered",
        "_of_rows",
        "_of_values",
        "_row",
        "_sql",
        "_types",
    )

    def __init__(
        self, statement: _Statement, dialect: Dialect, *, keys: Sequence[str] | None = None, row: Any = None
    ) -> None:
        compiled, self._numbered = _compiled(statement, dialect, keys), ""
        _refuse_unready(compiled)
        self._sql, self._dialect, self._row = str(compiled), dialect, row
        names = compiled.positiontup
        if names is None:
            numbered = _compiled(statement, _numbering(), keys)
            names, self._numbered = numbered.positiontup or [], str(numbered)
        self._names = tuple(names)
        self._of_values = [
            (at, change) for at, name in enumerate(self._names)
            if name in compiled.binds and (change := _outward(compiled.binds[name].type, dialect)) is not None
        ]  # fmt: skip
        fixed = {name: value for name, value in compiled.params.items() if not compiled.binds[name].required}
        filled = {column.key: _default(column) for column in compiled.insert_prefetch}
        self._defaults = {name: value for name, value in (fixed | filled).items() if name in self._names}
        self._gives_rows = row is not None or bool(compiled.effective_returning)
        self._types: list[TypeEngine[Any]] = []
        #: What reads the columns that are not read as the driver gives them; known once the driver has said its types.
        self._of_rows: list[tuple[int, _Change]] | None = None

    @classmethod
    def of_select(cls, statement: Select[*tuple[Any, ...]], dialect: Dialect) -> Prepared:
        """For a statement that selects columns. Raises `Unready`, as for the list of an ``IN``."""
        columns = statement.selected_columns
        made = cls(statement, dialect, row=namedtuple("Row", columns.keys()))
        made._types = [column.type.dialect_impl(dialect) for column in columns]
        return made

    @classmethod
    def of_insert(cls, statement: Insert, names: Sequence[str], dialect: Dialect) -> Prepared:
        """For inserts of these columns; it gives the bare columns of ``RETURNING``. Raises `Unready`."""
        return cls(statement, dialect, keys=list(names))

    @classmethod
    def of_change(cls, statement: Insert | Update, names: Sequence[str], dialect: Dialect) -> Prepared:
        """For an update, or an insert that meets a row, given ``names``: those of columns are set. Raises `Unready`."""
        return cls(statement, dialect, keys=[name for name in names if name in statement.table.c])

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """All rows, with names where it selects. ``values`` may hold more than the statement asks."""
        found, _count = self._run(connection, self._given(values))
        return found if self._row is None else [self._named(row) for row in found]

    def count(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        return self._run(connection, self._given(values))[1]

    def _given(self, values: Mapping[str, Any]) -> list[Any]:
        given = [values[name] if name in values else self._defaults[name] for name in self._names]
        for at, change in self._of_values:
            given[at] = change(given[at])
        return given

    def _named(self, row: Sequence[Any]) -> Any:
        changed = list(row)
        for at, change in self._of_rows or ():
            changed[at] = change(changed[at])
        return self._row._make(changed)

    def _run(self, connection: Connection, given: list[Any]) -> tuple[list[Any], int]:
        """What it gives back, and how many rows it changed."""
        if connection.engine.dispatch.before_cursor_execute:  # somebody listens, such as a test that counts
            asked = dict(zip(self._names, given, strict=True)) if self._numbered else tuple(given)
            heard = connection.exec_driver_sql(self._sql, asked)
            self._learn(heard.cursor)
            return list(heard.all()) if heard.returns_rows else [], heard.rowcount
        try:
            cursor = self._execute(connection.connection.driver_connection, given)
            self._learn(cursor)
            return cursor.fetchall() if self._gives_rows else [], cursor.rowcount
        except self._dialect.loaded_dbapi.Error as error:
            raise _told(connection, self._sql, given, error) from error

    def _execute(self, driver: Any, given: list[Any]) -> Any:
        if not self._numbered:
            return driver.execute(self._sql, given)
        # With names psycopg reads the text anew, and at this length each time
        return self._dialect.loaded_dbapi.RawCursor(driver).execute(self._numbered, given)

    def _learn(self, cursor: Any) -> None:
        """From the first answer: PostgreSQL reads numbers by the type that the server says."""
        if self._of_rows is None and self._types:
            self._of_rows = [
                (at, change) for at, kind in enumerate(self._types)
                if (change := kind.result_processor(self._dialect, cursor.description[at][1])) is not None
            ]  # fmt: skip


def run_command(connection: Connection, command: str) -> None:
    """Send a command without parameters or answer, such as a savepoint, past everybody who listens. Raises as SQLAlchemy does."""
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(command)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, command, None, error) from error


def _told(connection: Connection, sql: str, given: Any, error: Exception) -> BaseException:
    """The error as SQLAlchemy tells it; a connection that is lost goes back to no pool."""
    dialect = connection.dialect
    is_lost = dialect.is_disconnect(error, connection.connection.driver_connection, None)  # type: ignore[arg-type]
    if is_lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        sql,
        given,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=connection.engine.hide_parameters,
        dialect=dialect,
        connection_invalidated=is_lost,
    )


@lru_cache(maxsize=1)
def _numbering() -> Dialect:
    """PostgreSQL's own way to write parameters: ``$1``."""
    made: Dialect = psycopg.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
    return made


def _compiled(statement: _Statement, dialect: Dialect, keys: Sequence[str] | None) -> SQLCompiler:
    compiled = statement.compile(dialect=dialect, column_keys=keys)
    assert isinstance(compiled, SQLCompiler)
    return compiled


def _refuse_unready(compiled: SQLCompiler) -> None:
    if compiled.post_compile_params or compiled.literal_execute_params or compiled.update_prefetch:
        raise Unready(str(compiled))


def _outward(kind: TypeEngine[Any], dialect: Dialect) -> _Change | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _default(column: Column[Any]) -> Any:
    if column.default is None or not column.default.is_scalar:
        raise Unready(column.key)
    return getattr(column.default, "arg")  # noqa: B009 - the type of a scalar default does not say it
