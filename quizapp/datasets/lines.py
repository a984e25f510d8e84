"""The lines of the ledger as they stand: one row an entry, corrections included, no names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from quizapp.exports import Column, Scalar
from quizapp.kit.evidence import kind_labels
from quizapp.ledger import LedgerEntry, Scope
from quizapp.units import Unit, within

#: Rows read at a time: memory stays the same for ten and for a million.
CHUNK = 5_000
LINE_COLUMNS = (
    Column(title="entry", width=12, holds=int), Column(title="day", width=12, holds=date), Column(title="unit_code", width=18),
    Column(title="unit_name", width=24), Column(title="kind", width=24), Column(title="kind_label", width=20),
    Column(title="measure", width=14), Column(title="quantity", width=10, holds=int),
    Column(title="approximate", width=10, holds=bool), Column(title="tags", width=24), Column(title="source", width=10),
    Column(title="activity", width=10, holds=int), Column(title="session", width=10, holds=int),
    Column(title="named", width=8, holds=bool), Column(title="takes_back", width=12, holds=int), Column(title="reason", width=24),
    Column(title="occurred_at", width=20, holds=datetime), Column(title="recorded_at", width=20, holds=datetime),
)  # fmt: skip


def _conditions(scope: Scope) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [LedgerEntry.campaign_id == scope.campaign_id, within(scope.unit_path)]
    found += [LedgerEntry.id <= scope.position] if scope.position is not None else []
    found += [LedgerEntry.day >= scope.period.first] if scope.period.first is not None else []
    found += [LedgerEntry.day <= scope.period.last] if scope.period.last is not None else []
    return found


def count_lines(session: Session, scope: Scope) -> int:
    """How many entries the scope has."""
    query = select(func.count(LedgerEntry.id)).join(Unit, Unit.id == LedgerEntry.unit_id)
    return session.scalar(query.where(*_conditions(scope))) or 0


def line_rows(session: Session, scope: Scope, say: Callable[[str], str] = str) -> Iterator[tuple[Scalar, ...]]:
    """Entries in the order of the ledger, read as they are written. One statement."""
    entry: Any = LedgerEntry
    query = (
        select(
            entry.id, entry.day, Unit.code, Unit.name, entry.kind, entry.measure, entry.quantity, entry.is_approximate,
            entry.tags, entry.source, entry.activity_id, entry.session_id, entry.person_id.is_not(None), entry.reverses_id,
            entry.reason, entry.occurred_at, entry.recorded_at,
        )
        .join(Unit, Unit.id == entry.unit_id)
        .where(*_conditions(scope))
        .order_by(entry.id)
        .execution_options(yield_per=CHUNK)
    )  # fmt: skip
    labels = {kind: say(label) for kind, label in kind_labels().items()}
    for part in session.execute(query).partitions(CHUNK):
        for row in part:
            yield (
                *row[:5],
                labels.get(row[4], row[4]),
                *row[5:8],
                row[8].strip(),
                *row[9:12],
                bool(row[12]),
                *row[13:],
            )
