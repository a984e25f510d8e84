"""Reading the ledger: sums over a subtree, distinct people, and the entries behind a figure.

Each function is one or two statements whatever the number of units, and costs totals plus the short tail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, or_, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import Select

from quizapp.kit.periods import CUMULATIVE, Period
from quizapp.ledger.models import LedgerEntry, LedgerPosition, LedgerSubtreeTotal, LedgerTotal
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which part of the ledger a figure looks at: a campaign, a subtree, some days, up to a position (None = now)."""

    campaign_id: int
    unit_path: str
    period: Period = CUMULATIVE
    position: int | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """How far the kept totals reach, and whether those of subtrees know the tree as it is."""

    rolled: int
    knows_the_tree: bool


def sums(session: Session, scope: Scope, *, kinds: Collection[str] | None = None, by_unit: bool = False) -> list[Sum]:
    """Sums of the scope's subtree by kind, measure and tags; with ``by_unit`` one row per credited unit.

    Order is not defined; sums of 0 may be present. ``kinds`` None means all.
    """
    kept = _kept(session)
    own = [] if by_unit else _own_subtree(scope)
    parts = _parts(scope, kept, own, [within(scope.unit_path)], kinds)
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
    session: Session, scope: Scope, units: Sequence[Unit], *, kinds: Collection[str] | None = None,
    measures: Collection[str] | None = None,
) -> dict[int, list[Sum]]:  # fmt: skip
    """For each of ``units`` (its id) the sums of its whole subtree; units may lie below one another.

    Two statements for any number of units. ``scope.unit_path`` is not looked at.
    """
    found: dict[int, list[Sum]] = {unit.id: [] for unit in units}
    if not units:
        return found
    inside = [within_any([unit.path for unit in units])]
    adding: dict[tuple[int, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for part, is_whole in _parts(scope, _kept(session), list(found), inside, kinds, measures):
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


def _kept(session: Session) -> _Kept:
    def reached(reader: str) -> Any:
        return select(LedgerPosition.entry_id).where(LedgerPosition.reader == reader).scalar_subquery()

    row = session.execute(select(reached("roll_up"), reached("tree"), count_moves())).one()
    return _Kept(rolled=row[0] or 0, knows_the_tree=(row[1] or 0) == row[2])


def _parts(
    scope: Scope, kept: _Kept, whole: Sequence[int], inside: Sequence[ColumnElement[bool]],
    kinds: Collection[str] | None, measures: Collection[str] | None = None,
) -> list[tuple[Select[Any], bool]]:  # fmt: skip
    """Selects that together hold each entry of the scope once, each with whether its rows are whole subtrees."""

    def tail(after: int) -> tuple[Select[Any], bool]:
        return _entry_part(scope, [*inside, *_words(LedgerEntry, scope, kinds, measures)], after=after), False

    if scope.position is not None and scope.position < kept.rolled:
        return [tail(0)]
    if whole and kept.knows_the_tree:
        mine = [LedgerSubtreeTotal.unit_id.in_(whole), *_words(LedgerSubtreeTotal, scope, kinds, measures)]
        return [(_total_part(LedgerSubtreeTotal, mine), True), tail(kept.rolled)]
    mine = [*inside, *_words(LedgerTotal, scope, kinds, measures)]
    return [(_total_part(LedgerTotal, mine), False), tail(kept.rolled)]


def _total_part(table: Any, conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    key: list[Any] = [table.unit_id, Unit.path, table.kind, table.measure, table.tags]
    amounts = [_whole(table.quantity).label("quantity"), _whole(table.approximate).label("approximate")]
    return select(*key, *amounts).join(Unit, Unit.id == table.unit_id).where(*conditions).group_by(*key)


def _entry_part(scope: Scope, conditions: Sequence[ColumnElement[bool]], *, after: int) -> Select[Any]:
    table = LedgerEntry
    sign = case((table.is_approximate, case((table.quantity < 0, -1), else_=1)), else_=0)
    key: list[Any] = [table.unit_id, Unit.path, table.kind, table.measure, table.tags]
    amounts = [_whole(table.quantity).label("quantity"), _whole(sign).label("approximate")]
    upto = [table.id <= scope.position] if scope.position is not None else []
    entries_of = select(*key, *amounts).join(Unit, Unit.id == table.unit_id)
    return entries_of.where(table.id > after, *upto, *conditions).group_by(*key)


def _amounts(rows: Any) -> list[Any]:
    return [_whole(rows.c[name]) for name in ("quantity", "approximate")]


def _whole(column: Any) -> Any:
    """The column's sum as an integer: PostgreSQL would answer with a decimal."""
    return cast(func.sum(column), BigInteger)


def _words(
    table: Any, scope: Scope, kinds: Collection[str] | None, measures: Collection[str] | None = None
) -> list[ColumnElement[bool]]:
    """Conditions on the columns that entries and totals share."""
    found: list[ColumnElement[bool]] = [table.campaign_id == scope.campaign_id]
    if kinds is not None:
        found.append(table.kind.in_(sorted(kinds)))
    if measures is not None:
        found.append(table.measure.in_(sorted(measures)))
    if scope.period.first is not None:
        found.append(table.day >= scope.period.first)
    if scope.period.last is not None:
        found.append(table.day <= scope.period.last)
    return found


def _entries_of(
    scope: Scope, kinds: Collection[str], measure: str | None, tags: Sequence[str]
) -> list[ColumnElement[bool]]:
    table = LedgerEntry
    conditions = _words(table, scope, kinds)
    conditions += [table.id <= scope.position] if scope.position is not None else []
    conditions += [table.measure == measure] if measure else []
    conditions += [table.tags.contains(f" {tag} ", autoescape=True) for tag in tags]
    return conditions


def distinct_people(
    session: Session, scope: Scope, *, kinds: Collection[str], tags: Sequence[str] = (), measure: str | None = None
) -> int:
    """People (人数) of the subtree with at least one entry that still stands; never a sum of smaller figures."""
    table = LedgerEntry
    people = (
        select(table.person_id)
        .join(Unit, Unit.id == table.unit_id)
        .where(within(scope.unit_path), table.person_id.is_not(None), *_entries_of(scope, kinds, measure, tags))
        .group_by(table.person_id)
        .having(func.sum(table.quantity) > 0)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(people)) or 0


def entries(
    session: Session,
    scope: Scope,
    *,
    kinds: Collection[str],
    measure: str | None = None,
    tags: Sequence[str] = (),
    after_id: int | None = None,
    limit: int = 100,
) -> list[tuple[LedgerEntry, Unit]]:
    """The entries behind a figure with their units, newest first; ``after_id`` continues below the last id seen."""
    conditions = _entries_of(scope, kinds, measure, tags)
    conditions += [LedgerEntry.id < after_id] if after_id is not None else []
    found = session.execute(
        select(LedgerEntry, Unit)
        .join(Unit, Unit.id == LedgerEntry.unit_id)
        .where(within(scope.unit_path), *conditions)
        .order_by(LedgerEntry.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in found]


def standing(session: Session, source_table: str, source_id: int) -> list[LedgerEntry]:
    """Entries of one record that have not been taken back."""
    reversal = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    return list(
        session.scalars(
            select(LedgerEntry).where(
                and_(
                    LedgerEntry.source_table == source_table,
                    LedgerEntry.source_id == source_id,
                    or_(LedgerEntry.reverses_id.is_(None)),
                    LedgerEntry.id.not_in(reversal),
                )
            )
        )
    )
