"""What stands behind records in the ledger, for readers that do not know the book."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.kit.evidence import Describe, Evidence
from quizapp.records.kinds import record_kinds
from quizapp.records.models import Record
from quizapp.records.producer import RECORD


def describe_records(session: Session, ids: Collection[int]) -> dict[int, Evidence]:
    """Record id -> its line in the book."""
    rows = session.execute(select(Record.id, Record.title, Record.evidence).where(Record.id.in_(set(ids))))
    return {row[0]: Evidence(title=row[1], path=f"/console/records/{row[0]}", detail=row[2]) for row in rows}


SOURCES: dict[str, Describe] = {RECORD: describe_records}


def kind_labels() -> dict[str, str]:
    """Ledger kind -> its name (a message id)."""
    return {key: kind.label for key, kind in record_kinds().items() if key == kind.ledger_kind}
