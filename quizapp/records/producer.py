"""What records write to the ledger: one line each, kind and measure as their data say."""

from __future__ import annotations

from sqlalchemy.orm import Session

from quizapp.kit.periods import noon
from quizapp.ledger import Entry, Source, append
from quizapp.records.kinds import RecordKind
from quizapp.records.models import Record

#: Name in the ledger's ``source_table``.
RECORD = "record"


def record_entry_tags(status: str, tags: str) -> tuple[str, ...]:
    """Ledger tags of a record."""
    return (*([f"status:{status}"] if status else []), *tags.split())


def credit_record(session: Session, record: Record, kind: RecordKind, *, zone: str) -> None:
    """Count a record for its unit on its day."""
    entry = Entry(
        campaign_id=record.campaign_id, unit_id=record.unit_id, kind=kind.key, measure=kind.measure,
        quantity=record.quantity, is_approximate=record.is_approximate, occurred_at=noon(record.happened_on, zone),
        day=record.happened_on, recorded_at=record.recorded_at, source=Source.MANUAL, source_table=RECORD,
        source_id=record.id, tags=record_entry_tags(record.status, record.tags), actor=record.actor,
        # a code stands for a person without a name: negative, so that it meets no participant
        person_id=None if record.coded_person_id is None else -record.coded_person_id,
    )  # fmt: skip
    append(session, entry)
