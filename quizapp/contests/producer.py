"""What a contest writes to the ledger: one attendance (人次) for a paper that was handed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp import ledger
from quizapp.contests.attempts import AttemptRow
from quizapp.contests.credits import REOPENING
from quizapp.contests.rules import SubmittedBy
from quizapp.kit.clock import local_date
from quizapp.ledger import Entry, Measure, Source

#: All contests are answered on phones.
TAGS = ("delivery:online",)


def attendance_of(attempt: AttemptRow, *, submitted_at: datetime, by: SubmittedBy, now: datetime) -> Entry:
    """The ledger line of a submitted paper: credited to the person's own unit, held by the contest's."""
    return Entry(
        campaign_id=attempt.campaign_id,
        unit_id=attempt.unit_id,
        host_unit_id=attempt.host_unit_id,
        kind=attempt.kind,
        measure=Measure.ATTENDANCE,
        person_id=attempt.person_id,
        occurred_at=submitted_at,
        day=local_date(submitted_at, attempt.time_zone),
        recorded_at=now,
        source=Source.ATTEMPT,
        source_table="attempt",
        source_id=attempt.id,
        tags=TAGS,
        actor=f"person:{attempt.person_id}" if by is SubmittedBy.PHONE else "system",
    )


def credit(session: Session, attempt: AttemptRow, *, submitted_at: datetime, by: SubmittedBy, now: datetime) -> None:
    """Count a paper that was handed in: by its own entry, and where that one was taken back by one of the reopening."""
    entry = attendance_of(attempt, submitted_at=submitted_at, by=by, now=now)
    if ledger.append(session, entry) is None and attempt.reopened_by_id is not None:
        again = replace(entry, source_table=REOPENING, source_id=attempt.reopened_by_id, reason=attempt.reopened_reason)
        ledger.append(session, again)
