"""Reading the ledger: sums over a subtree.

Each function is one or two statements whatever the number of units, and costs totals plus the short tail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, literal, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import Select

from quizapp.ledger.models import LedgerEntry, LedgerPosition, LedgerSubtreeTotal, LedgerTotal
from quizapp.ledger.scope import Conditions, Scope, Wanted
from quizapp.ledger.subtrees import count_moves
from quizapp.units import Unit, ancestor_ids, within, within_any


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What the ledger holds for one kind, measure and set of tags (and one unit, where asked for)."""

    kind: str
    measure: str
    tags: str
    quantity: int
    #: Above 0 when approximate entries are among them: the quantity is a floor ("160余").
    approximate: int
    unit_id: int | None = None
    unit_path: str | None = None

    def has_tags(self, wanted: Collection[str]) -> bool:
        """Whether all ``wanted`` tags are on it."""
        return all(f" {tag} " in self.tags for tag in wanted)

    def tag_values(self, name: str) -> tuple[str, ...]:
        """The values of its tags ``name:value``: none, one or several."""
        return tuple(tag.partition(":")[2] for tag in self.tags.split() if tag.startswith(f"{name}:"))


@dataclass(frozen=True, slots=True)
class _Kept:
    """How far the kept totals reach, and whether those of subtrees know the tree as it is."""

    rolled: int
    knows_the_tree: bool


def sums(session: Session, scope: Scope, *, kinds: Collection[str] | None = None, by_unit: bool = False) -> list[Sum]:
    """Sums of the scope's subtree by kind, measure and tags; with ``by_unit`` one row per credited unit.

    Order is not defined; sums of 0 may be present. ``kinds`` None means all.
    """
    kept = kept_totals(session)
    own = [] if by_unit else _own_subtree(scope)
    parts = _parts(scope, kept, own, [within(scope.unit_path)], Conditions(scope, kinds=kinds))
    rows = union_all(*(part for part, _ in parts)).subquery()
    key = [rows.c.kind, rows.c.measure, rows.c.tags, *([rows.c.unit_id, rows.c.path] if by_unit else [])]
    found = session.execute(select(*key, *_amounts(rows)).group_by(*key)).all()
    return [
        Sum(
            kind=row[0], measure=row[1], tags=row[2], quantity=row[-2], approximate=row[-1],
            unit_id=row[3] if by_unit else None, unit_path=row[4] if by_unit else None,
        )
        for row in found
    ]  # fmt: skip


def subtree_sums(
    session: Session, scope: Scope, units: Mapping[int, str], *, wanted: Sequence[Wanted] = ()
) -> dict[int, list[Sum]]:
    """For each of ``units`` (id -> path) the sums of its whole subtree; units may lie below one another.

    ``wanted`` leaves out what fits none of them; empty = everything. Six statements at most for any number of units. ``scope.unit_path`` is not looked at.
    """
    found: dict[int, list[Sum]] = {unit_id: [] for unit_id in units}
    if not units:
        return found
    inside = [within_any(units.values())]
    key = Conditions(scope, any_of=wanted)
    adding: dict[tuple[int, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for part, is_whole in _parts(scope, kept_totals(session), list(found), inside, key):
        for row in session.execute(part):
            holders = [row.unit_id] if is_whole else [each for each in ancestor_ids(row.path) if each in found]
            for holder in holders:
                amounts = adding[holder, row.kind, row.measure, row.tags]
                amounts[0] += row.quantity
                amounts[1] += row.approximate
    for (holder, kind, measure, tags), (quantity, approximate) in adding.items():
        found[holder].append(Sum(kind=kind, measure=measure, tags=tags, quantity=quantity, approximate=approximate))
    return found


def _own_subtree(scope: Scope) -> list[int]:
    """The unit at the top of the scope; none for the scope of everything (``/``)."""
    return ancestor_ids(scope.unit_path)[-1:] if scope.unit_path.strip("/") else []


def kept_totals(session: Session) -> _Kept:
    def reached(reader: str) -> Any:
        return select(LedgerPosition.entry_id).where(LedgerPosition.reader == reader).scalar_subquery()

    row = session.execute(select(reached("roll_up"), reached("tree"), count_moves())).one()
    return _Kept(rolled=row[0] or 0, knows_the_tree=(row[1] or 0) == row[2])


def _parts(
    scope: Scope, kept: _Kept, whole: Sequence[int], inside: Sequence[ColumnElement[bool]], wanted: Conditions
) -> list[tuple[Select[Any], bool]]:
    """Selects that together hold each entry of the scope once, each with whether its rows are whole subtrees."""
    if scope.position is not None and scope.position < kept.rolled:
        return [(_entry_part(scope, [*inside, *wanted.on(LedgerEntry)], after=0), False)]
    tail = _entry_part(scope, [*inside, *wanted.on(LedgerEntry, hidden=True)], after=kept.rolled, is_tail=True), False
    if whole and kept.knows_the_tree:
        return [*((_whole_part(whole, conditions), True) for conditions in wanted.by_measure()), tail]
    return [(_total_part([*inside, *wanted.on(LedgerTotal)]), False), tail]


def _whole_part(whole: Sequence[int], conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    table = LedgerSubtreeTotal
    key: list[Any] = [table.unit_id, literal("").label("path"), table.kind, table.measure, table.tags]
    amounts = [_whole(table.quantity).label("quantity"), _whole(table.approximate).label("approximate")]
    rows = select(*key, *amounts).where(table.unit_id.in_(whole), *conditions)
    return rows.group_by(table.unit_id, table.measure, table.kind, table.tags)


def _total_part(conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    table = LedgerTotal
    key: list[Any] = [table.unit_id, Unit.path, table.kind, table.measure, table.tags]
    amounts = [_whole(table.quantity).label("quantity"), _whole(table.approximate).label("approximate")]
    return select(*key, *amounts).join(Unit, Unit.id == table.unit_id).where(*conditions).group_by(*key)


def _entry_part(
    scope: Scope, conditions: Sequence[ColumnElement[bool]], *, after: int, is_tail: bool = False
) -> Select[Any]:  # fmt: skip
    table = LedgerEntry
    # campaign and unit are hidden from the planner: the few entries after a position are found by their ids
    unit_id = table.unit_id + 0 if is_tail else table.unit_id
    sign = case((table.is_approximate, case((table.quantity < 0, -1), else_=1)), else_=0)
    key: list[Any] = [table.unit_id, Unit.path, table.kind, table.measure, table.tags]
    amounts = [_whole(table.quantity).label("quantity"), _whole(sign).label("approximate")]
    upto = [table.id <= scope.position] if scope.position is not None else []
    entries_of = select(*key, *amounts).join(Unit, Unit.id == unit_id)
    return entries_of.where(table.id > after, *upto, *conditions).group_by(*key)


def _amounts(rows: Any) -> list[Any]:
    return [_whole(rows.c[name]) for name in ("quantity", "approximate")]


def _whole(column: Any) -> Any:
    """The column's sum as an integer: PostgreSQL would answer with a decimal."""
    return cast(func.sum(column), BigInteger)
