"""What other programs hear of reports: see `quizapp.webhooks`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.filings.models import Filing, FilingReminder
from quizapp.units import Unit
from quizapp.webhooks import Event, EventFiling, tell


def tell_filings(session: Session, filings: Sequence[Filing], *, state: str, now: datetime) -> None:
    """That the filings of one campaign are in ``state`` now. Three statements."""
    if not filings:
        return
    units = {
        unit.id: unit for unit in session.scalars(select(Unit).where(Unit.id.in_({each.unit_id for each in filings})))
    }
    events = [(units[each.unit_id].path, _of_filing(each, units[each.unit_id], state, now)) for each in filings]
    tell(session, filings[0].campaign_id, events, now=now)


def _of_filing(filing: Filing, unit: Unit, state: str, now: datetime) -> Event:
    about = EventFiling(
        unit_code=unit.code, unit=unit.name, form=filing.form_key, period=filing.period_key, state=state,
        id=filing.id, version=filing.version,
    )  # fmt: skip
    return Event(
        id=f"filing-{filing.id}-{state}", type=f"filing.{state}", sequence=filing.id, occurred_at=now, recorded_at=now,
        filing=about,
    )  # fmt: skip


def tell_reminders(session: Session, reminders: Sequence[tuple[FilingReminder, Unit]], *, now: datetime) -> None:
    """That units of one campaign have yet to file. Two statements."""
    if not reminders:
        return
    events = [(unit.path, _of_reminder(reminder, unit, now)) for reminder, unit in reminders]
    tell(session, reminders[0][0].campaign_id, events, now=now)


def _of_reminder(reminder: FilingReminder, unit: Unit, now: datetime) -> Event:
    about = EventFiling(
        unit_code=unit.code, unit=unit.name, form=reminder.form_key, period=reminder.period_key,
        due_at=reminder.due_at, state="open",
    )  # fmt: skip
    return Event(
        id=f"reminder-{reminder.id}", type="filing.due", sequence=reminder.id, occurred_at=now, recorded_at=now,
        filing=about,
    )  # fmt: skip
