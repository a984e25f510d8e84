"""What check-ins write to the ledger: one ``attendance`` a head, and the session itself with its first one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from quizapp.activities import SessionFacts, open_holding
from quizapp.ledger import Entry, Measure, Source, append_many

#: Names in the ledger's ``source_table``.
ATTENDANCE, HEADCOUNT = "attendance", "headcount"


def credit_person(
    session: Session, facts: SessionFacts, *, attendance_id: int, person_id: int, unit_id: int, slot: date,
    arrived_at: datetime, source: Source, actor: str, now: datetime,
) -> None:  # fmt: skip
    """Count one named head for the person's own unit."""
    entry = Entry(
        campaign_id=facts.campaign_id, unit_id=unit_id, host_unit_id=facts.host_unit_id, kind=facts.kind,
        measure=Measure.ATTENDANCE, activity_id=facts.activity_id, session_id=facts.id, person_id=person_id,
        occurred_at=arrived_at, day=slot, recorded_at=now, source=source, source_table=ATTENDANCE,
        source_id=attendance_id, tags=facts.tags, actor=actor,
    )  # fmt: skip
    append_many(session, [entry, *open_holding(session, facts, source=source, actor=actor, now=now)])


def credit_crowd(
    session: Session, facts: SessionFacts, *, headcount_id: int, unit_id: int, people: int, is_approximate: bool,
    counted_at: datetime, actor: str, now: datetime,
) -> None:  # fmt: skip
    """Count an unnamed crowd for a unit."""
    entry = Entry(
        campaign_id=facts.campaign_id, unit_id=unit_id, host_unit_id=facts.host_unit_id, kind=facts.kind,
        measure=Measure.ATTENDANCE, quantity=people, is_approximate=is_approximate, activity_id=facts.activity_id,
        session_id=facts.id, occurred_at=counted_at, day=facts.slot(counted_at), recorded_at=now,
        source=Source.HEADCOUNT, source_table=HEADCOUNT, source_id=headcount_id, tags=facts.tags, actor=actor,
    )  # fmt: skip
    append_many(session, [entry, *open_holding(session, facts, source=Source.HEADCOUNT, actor=actor, now=now)])
