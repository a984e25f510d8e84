"""The people behind a cell or a campaign: those with an entry that stands, under every unit credited with one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from quizapp.errors import Invalid
from quizapp.kit.i18n import N_
from quizapp.ledger import LedgerEntry, Measure, Scope, sums
from quizapp.people import Person
from quizapp.statistics import Derive, Field
from quizapp.units import Unit, within

#: Unit -> people.
Pool = dict[int, list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom to ask: everybody of the scope, or those whom one field counts."""

    scope: Scope
    field: Field | None = None


def read_pool(session: Session, target: Target) -> Pool:
    """Who may be drawn. Two statements. Each unit has everybody whom its figure counts, so that it answers for it.

    Who moved or took part under two units stands under both, and is drawn once at most (see `choose`); what was taken
    back under the one unit and counted under the other stands under the other alone.

    Raises `Invalid` for a field that counts no people.
    """
    scope, table = target.scope, LedgerEntry
    conditions: list[ColumnElement[bool]] = [
        table.campaign_id == scope.campaign_id, within(scope.unit_path), table.person_id > 0,
        table.measure == Measure.ATTENDANCE.value, Person.erased_at.is_(None),
    ]  # fmt: skip
    conditions += [table.id <= scope.position] if scope.position is not None else []
    conditions += [table.day >= scope.period.first] if scope.period.first is not None else []
    conditions += [table.day <= scope.period.last] if scope.period.last is not None else []
    conditions += _counted(session, target)
    rows = session.execute(
        select(table.unit_id, table.person_id)
        .join(Unit, Unit.id == table.unit_id)
        .join(Person, Person.id == table.person_id)
        .where(*conditions)
        .group_by(table.unit_id, table.person_id)
        .having(func.sum(table.quantity) > 0)
        .order_by(table.unit_id, table.person_id)
    )
    pool: Pool = {}
    for unit_id, person_id in rows:
        pool.setdefault(int(unit_id), []).append(int(person_id or 0))
    return pool


def _counted(session: Session, target: Target) -> list[ColumnElement[bool]]:
    if target.field is None:
        return []
    derive = target.field.derive
    if derive is None or not target.field.is_number or derive.measure not in (None, Measure.ATTENDANCE):
        raise Invalid(N_("“%(label)s”不是数人的，没有人可以回访"), field="cell", label=target.field.label)
    kinds = _kinds(session, target.scope, derive)
    also = [
        table_tag
        for kind in derive.kinds
        for table_tag in [LedgerEntry.tags.contains(f" also:{kind} ", autoescape=True)]
    ]
    own = LedgerEntry.kind.in_(kinds)
    of_kind = or_(own, and_(LedgerEntry.kind.in_(derive.also), or_(*also))) if derive.also and also else own
    return [of_kind, *(LedgerEntry.tags.contains(f" {tag} ", autoescape=True) for tag in derive.tags)]


def _kinds(session: Session, scope: Scope, derive: Derive) -> list[str]:
    if derive.kinds:
        return sorted(derive.kinds)
    there = {row.kind for row in sums(session, scope)}
    return sorted(
        kind for kind in there if not derive.family or kind == derive.family or kind.startswith(f"{derive.family}.")
    )
