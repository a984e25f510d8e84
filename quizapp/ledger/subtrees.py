"""Totals of whole subtrees: one unit's rows hold everything below it, and stay right when units move.

A move is seen by counting: the totals know how many moves they have taken in. As long as the tree holds a move that
they do not know, readers add up the units instead (exact, only slower), until the next roll-up puts it right.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, cast

from sqlalchemy import CTE, BigInteger, Table, delete, func, insert, select, union_all
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.selectable import ScalarSelect, Select

from quizapp.ledger.models import LedgerSubtreeTotal, LedgerTotal
from quizapp.units import Unit, UnitChange, ancestor_ids

KEY = ("campaign_id", "unit_id", "kind", "measure", "day", "tags")
_AMOUNTS = ("quantity", "approximate")
_OWN, _WHOLE = cast(Table, LedgerTotal.__table__), cast(Table, LedgerSubtreeTotal.__table__)


def count_moves() -> ScalarSelect[int]:
    """How many times a unit of this installation has been put below another parent."""
    return select(func.count(UnitChange.id)).where(UnitChange.action == "moved").scalar_subquery()


def with_ancestors(units: Any) -> CTE:
    """(unit_id, ancestor_id) for each unit id that the select ``units`` gives, itself included."""
    start = select(units.c.unit_id.label("unit_id"), units.c.unit_id.label("ancestor_id"))
    chain = start.cte("chain", recursive=True)
    above = (
        select(chain.c.unit_id, Unit.parent_id)
        .join(Unit, Unit.id == chain.c.ancestor_id)
        .where(Unit.parent_id.is_not(None))
    )
    return chain.union_all(above)


def realign(session: Session) -> int:
    """Sum anew every subtree that a unit has left or entered; how many there were. Reads sums, never entries.

    Which moves are new is not asked: positions of a table say nothing about the order of commits. All former and
    present parents' lines are few.
    """
    moves = session.scalars(select(UnitChange.detail).where(UnitChange.action == "moved"))
    parents = {number for detail in moves for number in (detail.get("from"), detail.get("to")) if number is not None}
    paths = session.scalars(select(Unit.path).where(Unit.id.in_(parents))).all()
    by_depth: dict[int, set[int]] = defaultdict(set)
    for path in paths:
        for depth, unit_id in enumerate(ancestor_ids(path)):
            by_depth[depth].add(unit_id)
    for depth in sorted(by_depth, reverse=True):
        _sum_anew(session, sorted(by_depth[depth]))
    return sum(len(ids) for ids in by_depth.values())


def _sum_anew(session: Session, unit_ids: list[int]) -> None:
    """A subtree is the unit itself and its children's subtrees, which are right already: deepest first."""
    session.execute(delete(_WHOLE).where(_WHOLE.c.unit_id.in_(unit_ids)))
    child = aliased(Unit)
    own = select(*(_OWN.c[name] for name in (*KEY, *_AMOUNTS))).where(_OWN.c.unit_id.in_(unit_ids))
    rest = [_WHOLE.c[name] for name in (*KEY[2:], *_AMOUNTS)]
    below = (
        select(_WHOLE.c.campaign_id, child.parent_id, *rest)
        .join(child, child.id == _WHOLE.c.unit_id)
        .where(child.parent_id.in_(unit_ids))
    )
    parts = union_all(own, below).subquery()
    key = [parts.c[name] for name in KEY]
    session.execute(insert(_WHOLE).from_select([*KEY, *_AMOUNTS], select(*key, *_summed(parts)).group_by(*key)))


def _summed(rows: Any) -> list[Any]:
    return [sql_cast(func.sum(rows.c[name]), BigInteger) for name in _AMOUNTS]


def spread(sums: Any) -> Select[Any]:
    """The per-unit ``sums`` of new entries, once for each unit on the way up to the top."""
    rows = sums.cte("fresh")
    chain = with_ancestors(select(rows.c.unit_id).distinct().subquery())
    key = [rows.c.campaign_id, chain.c.ancestor_id, *(rows.c[name] for name in KEY[2:])]
    joined = select(*key, *_summed(rows)).join_from(rows, chain, chain.c.unit_id == rows.c.unit_id)
    return joined.group_by(*key)
