"""Kept totals: the ledger summed up to a position, so that a figure costs the same at any size.

A read is totals plus the short tail after the position (`quizapp.ledger.figures`), so it is exact whether or not the
roll-up has run; running it only makes reads cheaper.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import Integer, Table, case, delete, func, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import Select

from quizapp.db import Store
from quizapp.ledger.models import LedgerEntry, LedgerTotal
from quizapp.ledger.positions import lock_position, safe_position, write_position

_KEY = ("campaign_id", "unit_id", "kind", "measure", "day", "tags")


def roll_up(store: Store) -> int:
    """Add the tail to the totals; how many entries it covered. Safe to run at any time, in several processes."""
    with store.write() as session:
        target = safe_position(session)
    with store.write() as session:
        start = lock_position(session, "roll_up")
        if target <= start:
            return 0
        _add_to_totals(session, start, target)
        write_position(session, "roll_up", target)
        covered = select(func.count()).where(LedgerEntry.id > start, LedgerEntry.id <= target)
        return session.scalar(covered) or 0


def rebuild_totals(store: Store) -> int:
    """Throw the totals away and sum the whole ledger again; how many entries it covered."""
    with store.write() as session:
        lock_position(session, "roll_up")
        session.execute(delete(LedgerTotal))
        write_position(session, "roll_up", 0)
    return roll_up(store)


def _add_to_totals(session: Session, start: int, target: int) -> None:
    table = cast(Table, LedgerTotal.__table__)
    columns = [*_KEY, "quantity", "approximate"]
    statement = sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)
    adding = statement.from_select(columns, _sums(start, target))
    grown = {name: table.c[name] + adding.excluded[name] for name in ("quantity", "approximate")}
    session.execute(adding.on_conflict_do_update(index_elements=list(_KEY), set_=grown))


def _sums(start: int, target: int) -> Select[tuple[int, ...]]:
    key = [getattr(LedgerEntry, name) for name in _KEY]
    sign = case((LedgerEntry.quantity < 0, -1), else_=1)
    approximate = sql_cast(func.sum(case((LedgerEntry.is_approximate, sign), else_=0)), Integer)
    return (
        select(*key, func.sum(LedgerEntry.quantity), approximate)
        .where(LedgerEntry.id > start, LedgerEntry.id <= target)
        .group_by(*key)
    )
