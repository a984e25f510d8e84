"""Reading single entries: the people behind a figure, the entries of a cell, what stands of one record."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.ledger.entry import Measure
from quizapp.ledger.models import LedgerEntry
from quizapp.ledger.scope import Conditions, Scope
from quizapp.units import Unit, within, within_any

#: Provinces and prefectures.
_NEAR_THE_TOP = 2


def _entries_of(
    scope: Scope, kinds: Collection[str] | None, measure: str | None, tags: Sequence[str], also: Collection[str] = ()
) -> list[ColumnElement[bool]]:
    table = LedgerEntry
    if kinds and also:
        said = [table.tags.contains(f" also:{kind} ", autoescape=True) for kind in kinds]
        conditions = Conditions(scope, kinds=[*kinds, *also]).on(table)
        conditions.append(or_(table.kind.in_(sorted(kinds)), *said))
    else:
        conditions = Conditions(scope, kinds=kinds).on(table)
    conditions += [table.id <= scope.position] if scope.position is not None else []
    conditions += [table.measure == measure] if measure else []
    conditions += [table.tags.contains(f" {tag} ", autoescape=True) for tag in tags]
    return conditions


def distinct_people(
    session: Session, scope: Scope, *, kinds: Collection[str] | None, tags: Sequence[str] = (),
    measure: str | None = None, outside: Collection[str] = (), also: Collection[str] = (),
) -> int:  # fmt: skip
    """People (人数) of the subtree with at least one entry that still stands; never a sum of smaller figures.

    Entries of the subtrees at the paths in ``outside`` are left out.
    """
    table = LedgerEntry
    people = (
        select(table.person_id)
        .join(Unit, Unit.id == table.unit_id)
        .where(_inside(session, scope, kinds), *([not_(within_any(outside))] if outside else []))
        .where(table.person_id.is_not(None), *_entries_of(scope, kinds, measure, tags, also))
        .group_by(table.person_id)
        .having(func.sum(table.quantity) > 0)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(people)) or 0


def _inside(session: Session, scope: Scope, kinds: Collection[str] | None) -> ColumnElement[bool]:
    """The subtree's condition. Near the top of a tree its path is hidden from SQLite's planner where kinds are named:
    it takes any range of paths for a narrow one, and would look through every entry of thousands of units. PostgreSQL
    knows better, and would be led astray.
    """
    if not kinds or session.get_bind().dialect.name != "sqlite" or scope.unit_path.count("/") - 1 > _NEAR_THE_TOP:
        return within(scope.unit_path)
    path = Unit.path.concat("")
    return and_(path >= scope.unit_path, path < scope.unit_path[:-1] + "0")


def people_below(
    session: Session, scope: Scope, units: Mapping[int, str], *, kinds: Collection[str] | None, tags: Sequence[str] = (),
    also: Collection[str] = (), outside: Collection[str] = (),
) -> dict[int, int]:  # fmt: skip
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
        .where(top.id.in_(list(units)), table.person_id.is_not(None), *_entries_of(scope, kinds, None, tags, also))
        .where(*([not_(within_any(outside))] if outside else []))
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
    also: Collection[str] = (),
    after_id: int | None = None,
    limit: int = 100,
) -> list[tuple[LedgerEntry, Unit]]:
    """The entries behind a figure with their units, newest first; ``after_id`` continues below the last id seen.

    Entries of the kinds in ``also`` are among them where a tag ``also:<one of kinds>`` says so.
    """
    conditions = _entries_of(scope, kinds, measure, tags, also)
    conditions += [LedgerEntry.id < after_id] if after_id is not None else []
    found = session.execute(
        select(LedgerEntry, Unit)
        .join(Unit, Unit.id == LedgerEntry.unit_id)
        .where(within(scope.unit_path), *conditions)
        .order_by(LedgerEntry.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in found]


#: Entries looked at first for what came in last: in a busy campaign the answer is among them, whatever its size.
_RECENT = 5_000


def latest_attendances(
    session: Session, campaign_id: int, paths: Collection[str], *, limit: int
) -> list[tuple[LedgerEntry, str]]:
    """The last attendances of the subtrees that still stand, with their units' names, newest first. Three statements at most."""
    newest = session.scalar(select(func.max(LedgerEntry.id))) or 0
    taking_back = aliased(LedgerEntry)
    query = (
        select(LedgerEntry, Unit.name)
        .join(Unit, Unit.id == LedgerEntry.unit_id)
        .outerjoin(taking_back, taking_back.reverses_id == LedgerEntry.id)
        .where(LedgerEntry.campaign_id == campaign_id, LedgerEntry.measure == Measure.ATTENDANCE, within_any(paths))
        .where(LedgerEntry.reverses_id.is_(None), taking_back.id.is_(None))
        .order_by(LedgerEntry.id.desc())
        .limit(limit)
    )
    found = session.execute(query.where(LedgerEntry.id > newest - _RECENT)).all()
    if len(found) < limit and newest > _RECENT:
        found = session.execute(query).all()
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
