"""What records write to the ledger: one line each, kind and measure as their data say."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from quizapp.kit.periods import noon
from quizapp.ledger import Entry, Measure, Source, append_many
from quizapp.records.kinds import RecordKind, record_kinds
from quizapp.records.models import Record

#: Name in the ledger's ``source_table``.
RECORD = "record"


def record_entry_tags(status: str, tags: str) -> tuple[str, ...]:
    """Ledger tags of a record."""
    return (*([f"status:{status}"] if status else []), *tags.split())


def entries_of_record(record: Record, kind: RecordKind, *, zone: str, source: Source = Source.MANUAL) -> list[Entry]:
    """What a record counts for its unit on its day: one line, and one more for the people of an occasion."""
    amounts = {kind.measure: (record.quantity, record.is_approximate)}
    if kind.is_occasion and record.attendances:
        amounts[Measure.ATTENDANCE] = record.attendances, record.heads_approximate
    return [
        Entry(
            campaign_id=record.campaign_id, unit_id=record.unit_id, kind=kind.ledger_kind, measure=measure,
            quantity=quantity, is_approximate=is_floor, occurred_at=noon(record.happened_on, zone),
            day=record.happened_on, recorded_at=record.recorded_at, source=source, source_table=RECORD,
            source_id=record.id, tags=record_entry_tags(record.status, record.tags), actor=record.actor,
            # a code stands for a person without a name: negative, so that it meets no participant
            person_id=None if record.coded_person_id is None else -record.coded_person_id,
        )
        for measure, (quantity, is_floor) in amounts.items()
    ]  # fmt: skip


def credit_record(session: Session, record: Record, kind: RecordKind, *, zone: str) -> None:
    """Count a record in the ledger."""
    append_many(session, entries_of_record(record, kind, zone=zone))


def credit_records(session: Session, found: Sequence[Record], *, zone: str, source: Source) -> None:
    """Count the records of a batch: one statement."""
    kinds = record_kinds()
    append_many(
        session,
        [entry for each in found for entry in entries_of_record(each, kinds[each.kind], zone=zone, source=source)],
    )
