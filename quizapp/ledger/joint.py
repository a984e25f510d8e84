"""Sessions with several hosts: what a unit takes back because a host further down, or itself, counts them already."""

from __future__ import annotations

from sqlalchemy import BigInteger, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from quizapp.ledger.entry import Measure
from quizapp.ledger.figures import Sum
from quizapp.ledger.models import LedgerEntry
from quizapp.ledger.scope import Conditions, Scope


def joint_sums(session: Session, scope: Scope, unit_id: int) -> list[Sum]:
    """Sums, negative, of what the unit itself takes back for joint sessions (docs/decisions/0005). One statement.

    ``scope.unit_path`` is not looked at: what units further down take back is theirs.
    """
    table = LedgerEntry
    # a first line below nothing is such an offset, and its reversal stands above nothing
    is_offset = or_(
        and_(table.quantity < 0, table.reverses_id.is_(None)), and_(table.quantity > 0, table.reverses_id.is_not(None))
    )
    upto = [table.id <= scope.position] if scope.position is not None else []
    rows = session.execute(
        select(table.kind, table.tags, cast(func.sum(table.quantity), BigInteger))
        .where(table.unit_id == unit_id, table.measure == Measure.SESSION_HELD.value, is_offset, *upto)
        .where(*Conditions(scope).on(table))
        .group_by(table.kind, table.tags)
    )
    return [
        Sum(kind=row[0], measure=Measure.SESSION_HELD.value, tags=row[1], quantity=row[2], approximate=0)
        for row in rows
    ]
