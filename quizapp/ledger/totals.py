"""Kept totals: the ledger summed up to a position, so that a figure costs the same at any size.

A read is totals plus the short tail after the position (`quizapp.ledger.figures`), so it is exact whether or not the
roll-up has run; running it only makes reads cheaper.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Integer, Table, case, delete, func, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import Select

from quizapp.db import Store
from quizapp.ledger.models import LedgerEntry, LedgerSubtreeTotal, LedgerTotal
from quizapp.ledger.positions import lock_position, read_position, safe_position, write_position
from quizapp.ledger.subtrees import KEY, count_moves, realign, spread

_COLUMNS = [*KEY, "quantity", "approximate"]
#: Positions a transaction: under half a second on a small machine.
STEP = 5_000


def roll_up(store: Store, *, step: int = STEP) -> int:
    """Add the tail to the totals; how many entries it covered. Safe to run at any time, in several processes.

    Each ``step`` of positions is a transaction of its own, so that nobody who writes waits long.
    """
    with store.write() as session:
        target = safe_position(session)
    covered = 0
    while True:
        with store.write() as session:
            start = lock_position(session, "roll_up")
            _take_in_moves(session)
            if target <= start:
                return covered
            covered += _advance(session, start, min(start + step, target))


def _advance(session: Session, start: int, upto: int) -> int:
    _add(session, cast(Table, LedgerTotal.__table__), _sums(start, upto))
    _add(session, cast(Table, LedgerSubtreeTotal.__table__), spread(_sums(start, upto)))
    write_position(session, "roll_up", upto)
    count = select(func.count()).where(LedgerEntry.id > start, LedgerEntry.id <= upto)
    return session.scalar(count) or 0


def rebuild_totals(store: Store) -> int:
    """Throw the totals away and sum the whole ledger again; how many entries it covered."""
    with store.write() as session:
        lock_position(session, "roll_up")
        session.execute(delete(LedgerTotal))
        session.execute(delete(LedgerSubtreeTotal))
        write_position(session, "roll_up", 0)
    return roll_up(store)


def _take_in_moves(session: Session) -> None:
    # counted before the tree is used: a move that commits meanwhile makes the totals stale, never wrong
    moves = session.scalar(select(count_moves())) or 0
    if moves != read_position(session, "tree"):
        realign(session)
        write_position(session, "tree", moves)


def _add(session: Session, table: Table, sums: Select[Any]) -> None:
    """Add ``sums`` to the rows of ``table`` that stand, or make them."""
    statement = sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)
    adding = statement.from_select(_COLUMNS, sums)
    grown = {name: table.c[name] + adding.excluded[name] for name in ("quantity", "approximate")}
    session.execute(adding.on_conflict_do_update(index_elements=list(KEY), set_=grown))


def _sums(start: int, target: int) -> Select[Any]:
    key = [getattr(LedgerEntry, name) for name in KEY]
    sign = case((LedgerEntry.quantity < 0, -1), else_=1)
    approximate = sql_cast(func.sum(case((LedgerEntry.is_approximate, sign), else_=0)), Integer)
    return (
        select(*key, func.sum(LedgerEntry.quantity).label("quantity"), approximate.label("approximate"))
        .where(LedgerEntry.id > start, LedgerEntry.id <= target)
        .group_by(*key)
    )
