"""A row that is locked is judged as it stands: what this session read before the lock is not what waited for it.

PostgreSQL answers ``SELECT … FOR UPDATE`` with the newest row, but the session keeps the object that it has already
unless it is told to fill it again. SQLite has one writer and would hide the mistake, so that both are watched.
"""

from __future__ import annotations

from sqlalchemy import Select, event
from sqlalchemy.orm import ORMExecuteState, Session


def watch() -> None:
    """From now on a locked read of objects that keeps old ones raises."""
    event.listen(Session, "do_orm_execute", _look)


def _look(state: ORMExecuteState) -> None:
    statement = state.statement
    if not state.is_select or not isinstance(statement, Select) or statement._for_update_arg is None:
        return
    if state.is_column_load or state.is_relationship_load:
        return  # session.refresh(): it fills the object anew
    objects = [each["name"] for each in statement.column_descriptions if each["expr"] is each.get("entity")]
    if objects and not state.load_options._populate_existing:
        raise AssertionError(f"{objects} held without execution_options(populate_existing=True)")
