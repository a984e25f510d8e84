"""Reading the ledger: sums over a subtree, distinct people, and the entries behind a figure.

Each function is one or two statements whatever the number of units, and costs totals plus the short tail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, literal, not_, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.selectable import Select

from quizapp.kit.periods import CUMULATIVE, Period
from quizapp.ledger.entry import Measure
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which sums are worth reading. ``fragments`` must all occur in the framed tags (`` fire ``, `` sector:``)."""

    #: Empty = any kind.
    kinds: tuple[str, ...] = ()
    measure: str | None = None
    fragments: tuple[str, ...] = ()


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
    parts = _parts(scope, kept, own, [within(scope.unit_path)], _Conditions(scope, kinds=kinds))
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
    key = _Conditions(scope, any_of=wanted)
    adding: dict[tuple[int, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for part, is_whole in _parts(scope, _kept(session), list(found), inside, key):
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
    scope: Scope, kept: _Kept, whole: Sequence[int], inside: Sequence[ColumnElement[bool]], wanted: _Conditions
) -> list[tuple[Select[Any], bool]]:
    """Selects that together hold each entry of the scope once, each with whether its rows are whole subtrees."""
    if scope.position is not None and scope.position < kept.rolled:
        return [(_entry_part(scope, [*inside, *wanted.on(LedgerEntry)], after=0), False)]
    # the campaign is hidden from the planner: the few entries after a position are found by their ids
    tail = _entry_part(scope, [*inside, *wanted.on(LedgerEntry, hidden=True)], after=kept.rolled), False
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


@dataclass(frozen=True, slots=True)
class _Conditions:
    """Conditions on the columns that entries and totals share."""

    scope: Scope
    kinds: Collection[str] | None = None
    any_of: Sequence[Wanted] = ()

    def on(self, table: Any, *, hidden: bool = False) -> list[ColumnElement[bool]]:
        """The conditions for ``table``; ``hidden`` keeps its indexes by campaign out of use."""
        campaign = table.campaign_id + 0 if hidden else table.campaign_id
        found: list[ColumnElement[bool]] = [campaign == self.scope.campaign_id]
        if self.kinds is not None:
            found.append(table.kind.in_(sorted(self.kinds)))
        if self.any_of:
            found.append(or_(*(_fits(table, each) for each in self.any_of)))
        if self.scope.period.first is not None:
            found.append(table.day >= self.scope.period.first)
        if self.scope.period.last is not None:
            found.append(table.day <= self.scope.period.last)
        return found


    def by_measure(self) -> list[list[ColumnElement[bool]]]:
        """Conditions for the totals of subtrees, apart for each measure: those lie together there."""
        if not self.any_of:
            return [self.on(LedgerSubtreeTotal)]
        found: list[list[ColumnElement[bool]]] = []
        for measure in Measure:
            fitting = [each for each in self.any_of if each.measure in (None, measure)]
            if fitting:
                conditions = _Conditions(self.scope, any_of=fitting).on(LedgerSubtreeTotal)
                found.append([LedgerSubtreeTotal.measure == measure.value, *conditions])
        return found


def _fits(table: Any, wanted: Wanted) -> ColumnElement[bool]:
    kinds = [table.kind.in_(wanted.kinds)] if wanted.kinds else []
    measure = [table.measure == wanted.measure] if wanted.measure is not None else []
    tags = [table.tags.contains(fragment, autoescape=True) for fragment in wanted.fragments]
    return and_(true(), *kinds, *measure, *tags)


def _entries_of(
    scope: Scope, kinds: Collection[str] | None, measure: str | None, tags: Sequence[str]
) -> list[ColumnElement[bool]]:
    table = LedgerEntry
    conditions = _Conditions(scope, kinds=kinds).on(table)
    conditions += [table.id <= scope.position] if scope.position is not None else []
    conditions += [table.measure == measure] if measure else []
    conditions += [table.tags.contains(f" {tag} ", autoescape=True) for tag in tags]
    return conditions


def distinct_people(
    session: Session, scope: Scope, *, kinds: Collection[str] | None, tags: Sequence[str] = (),
    measure: str | None = None, outside: Collection[str] = (),
) -> int:  # fmt: skip
    """People (人数) of the subtree with at least one entry that still stands; never a sum of smaller figures.

    Entries of the subtrees at the paths in ``outside`` are left out.
    """
    table = LedgerEntry
    people = (
        select(table.person_id)
        .join(Unit, Unit.id == table.unit_id)
        .where(within(scope.unit_path), *([not_(within_any(outside))] if outside else []))
        .where(table.person_id.is_not(None), *_entries_of(scope, kinds, measure, tags))
        .group_by(table.person_id)
        .having(func.sum(table.quantity) > 0)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(people)) or 0


def people_below(
    session: Session, scope: Scope, units: Mapping[int, str], *, kinds: Collection[str] | None, tags: Sequence[str] = ()
) -> dict[int, int]:
    """For each of ``units`` (id -> path) the people of its subtree, counted as `distinct_people` does. One statement."""
    found = dict.fromkeys(units, 0)
    if not units:
        return found
    top, table = aliased(Unit), LedgerEntry
    is_below = and_(Unit.path >= top.path, Unit.path < func.substr(top.path, 1, func.length(top.path) - 1) + "0")
    people = (
        select(top.id.label("unit_id"), table.person_id)
        .select_from(table)
        .join(Unit, Unit.id == table.unit_id)
        .join(top, is_below)
        .where(top.id.in_(list(units)), table.person_id.is_not(None), *_entries_of(scope, kinds, None, tags))
        .group_by(top.id, table.person_id)
        .having(func.sum(table.quantity) > 0)
        .subquery()
    )
    rows = session.execute(select(people.c.unit_id, func.count()).group_by(people.c.unit_id))
    return found | {row[0]: row[1] for row in rows}


def entries(
    session: Session,
    scope: Scope,
    *,
    kinds: Collection[str] | None,
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
