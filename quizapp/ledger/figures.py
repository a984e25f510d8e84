"""Reading the ledger: sums over a subtree, distinct people, and the entries behind a figure.

Each function is one statement whatever the number of units, and costs totals plus the short tail.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, or_, select, union_all
from sqlalchemy.orm import Session

from quizapp.kit.periods import CUMULATIVE, Period
from quizapp.ledger.models import LedgerEntry, LedgerTotal
from quizapp.ledger.positions import read_position
from quizapp.units import Unit, within


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

    def tag_value(self, name: str) -> str | None:
        """The value of the tag ``name:value``, if it has one."""
        return next((tag.partition(":")[2] for tag in self.tags.split() if tag.startswith(f"{name}:")), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which part of the ledger a figure looks at: a campaign, a subtree, some days, up to a position (None = now)."""

    campaign_id: int
    unit_path: str
    period: Period = CUMULATIVE
    position: int | None = None


def sums(session: Session, scope: Scope, *, kinds: Collection[str] | None = None, by_unit: bool = False) -> list[Sum]:
    """Sums of the scope's subtree by kind, measure and tags; with ``by_unit`` one row per credited unit.

    Order is not defined; sums of 0 may be present. ``kinds`` None means all.
    """
    rolled = read_position(session, "roll_up")
    parts = [_entry_part(scope, kinds, after=0)]
    if scope.position is None or scope.position >= rolled:
        parts = [_total_part(scope, kinds), _entry_part(scope, kinds, after=rolled)]
    rows = union_all(*parts).subquery()
    key = [rows.c.kind, rows.c.measure, rows.c.tags, *([rows.c.unit_id, rows.c.path] if by_unit else [])]
    amounts = [cast(func.sum(rows.c[name]), Integer) for name in ("quantity", "approximate")]
    found = session.execute(select(*key, *amounts).group_by(*key)).all()
    return [
        Sum(
            kind=row[0], measure=row[1], tags=row[2], quantity=row[-2], approximate=row[-1],
            unit_id=row[3] if by_unit else None, unit_path=row[4] if by_unit else None,
        )
        for row in found
    ]  # fmt: skip


def _total_part(scope: Scope, kinds: Collection[str] | None):  # type: ignore[no-untyped-def]
    table = LedgerTotal
    conditions = _conditions(table.campaign_id, table.kind, table.day, scope, kinds)
    return (
        select(table.unit_id, Unit.path, table.kind, table.measure, table.tags, table.quantity, table.approximate)
        .join(Unit, Unit.id == table.unit_id)
        .where(within(scope.unit_path), *conditions)
    )


def _entry_part(scope: Scope, kinds: Collection[str] | None, *, after: int):  # type: ignore[no-untyped-def]
    table = LedgerEntry
    sign = case((table.is_approximate, case((table.quantity < 0, -1), else_=1)), else_=0)
    conditions = _conditions(table.campaign_id, table.kind, table.day, scope, kinds)
    conditions += [table.id > after] if after else []
    conditions += [table.id <= scope.position] if scope.position is not None else []
    return (
        select(
            table.unit_id, Unit.path, table.kind, table.measure, table.tags,
            func.sum(table.quantity).label("quantity"), func.sum(sign).label("approximate"),
        )
        .join(Unit, Unit.id == table.unit_id)
        .where(within(scope.unit_path), *conditions)
        .group_by(table.unit_id, Unit.path, table.kind, table.measure, table.tags)
    )  # fmt: skip


def _conditions(
    campaign: ColumnElement[int] | object,
    kind: ColumnElement[str] | object,
    day: ColumnElement[date] | object,
    scope: Scope,
    kinds: Collection[str] | None,
) -> list[ColumnElement[bool]]:
    found = [campaign == scope.campaign_id]
    if kinds is not None:
        found.append(kind.in_(sorted(kinds)))  # type: ignore[union-attr]
    if scope.period.first is not None:
        found.append(day >= scope.period.first)  # type: ignore[operator]
    if scope.period.last is not None:
        found.append(day <= scope.period.last)  # type: ignore[operator]
    return found  # type: ignore[return-value]


def _entries_of(
    scope: Scope, kinds: Collection[str], measure: str | None, tags: Sequence[str]
) -> list[ColumnElement[bool]]:
    table = LedgerEntry
    conditions = _conditions(table.campaign_id, table.kind, table.day, scope, kinds)
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
