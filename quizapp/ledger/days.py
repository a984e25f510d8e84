"""Reading the ledger day by day: what each of some subtrees amounts to on each day, by kind and measure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import Select

from quizapp.ledger.figures import kept_totals
from quizapp.ledger.models import LedgerEntry, LedgerSubtreeTotal, LedgerTotal
from quizapp.ledger.scope import Conditions, Scope
from quizapp.units import Unit, ancestor_ids, within_any


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySum:
    """What one subtree holds for one day, kind and measure. Never 0."""

    unit_id: int
    day: date
    kind: str
    measure: str
    quantity: int


def subtree_days(session: Session, scope: Scope, units: Mapping[int, str]) -> list[DaySum]:
    """For each of ``units`` (id -> path) its whole subtree day by day; units may lie below one another.

    Costs totals plus the short tail: three statements for any number of units. ``scope.unit_path`` is not looked at.
    Added up, it is what `subtree_sums` says. Order is not defined.
    """
    if not units:
        return []
    adding: dict[tuple[int, date, str, str], int] = defaultdict(int)
    for query, is_whole in _parts(session, scope, units):
        for row in session.execute(query):
            holders = [row.unit_id] if is_whole else [each for each in ancestor_ids(row.path) if each in units]
            for holder in holders:
                adding[holder, row.day, row.kind, row.measure] += row.quantity
    return [
        DaySum(unit_id=key[0], day=key[1], kind=key[2], measure=key[3], quantity=quantity)
        for key, quantity in adding.items()
        if quantity
    ]


def _parts(session: Session, scope: Scope, units: Mapping[int, str]) -> Iterator[tuple[Select[Any], bool]]:
    """Selects that together hold each entry once, each with whether its rows are whole subtrees."""
    kept, wanted, inside = kept_totals(session), Conditions(scope), within_any(units.values())
    if scope.position is not None and scope.position < kept.rolled:
        yield _entries(scope, [inside, *wanted.on(LedgerEntry)], after=0), False
        return
    if kept.knows_the_tree:
        yield _wholes(units, wanted.on(LedgerSubtreeTotal)), True
    else:
        yield _joined(LedgerTotal, [inside, *wanted.on(LedgerTotal)]), False
    yield _entries(scope, [inside, *wanted.on(LedgerEntry, hidden=True)], after=kept.rolled), False


def _wholes(units: Collection[int], conditions: Collection[ColumnElement[bool]]) -> Select[Any]:
    table = LedgerSubtreeTotal
    key: list[Any] = [table.unit_id, literal("").label("path"), table.day, table.kind, table.measure]
    rows = select(*key, _sum(table)).where(table.unit_id.in_(list(units)), *conditions)
    return rows.group_by(table.unit_id, table.day, table.kind, table.measure)


def _entries(scope: Scope, conditions: Collection[ColumnElement[bool]], *, after: int) -> Select[Any]:
    upto = [LedgerEntry.id <= scope.position] if scope.position is not None else []
    return _joined(LedgerEntry, [LedgerEntry.id > after, *upto, *conditions])


def _joined(table: Any, conditions: Collection[ColumnElement[bool]]) -> Select[Any]:
    key: list[Any] = [table.unit_id, Unit.path, table.day, table.kind, table.measure]
    return select(*key, _sum(table)).join(Unit, Unit.id == table.unit_id).where(*conditions).group_by(*key)


def _sum(table: Any) -> Any:
    """An integer: PostgreSQL would answer with a decimal."""
    return cast(func.sum(table.quantity), BigInteger).label("quantity")
