"""Housekeeping of campaigns: contacts go when their time is over; figures stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quizapp.campaigns.service import list_forgotten
from quizapp.db import Store
from quizapp.kit.jobs import Job
from quizapp.people import Person, PersonDevice, Roster, RosterEntry, has_contact
from quizapp.settings import Settings


def purge_contacts(session: Session, *, now: datetime) -> int:
    """Erase phones and devices of campaigns whose retention has ended; how many people were touched."""
    over = list_forgotten(session, now=now)
    if not over:
        return 0
    people = session.scalars(select(Person.id).where(Person.campaign_id.in_(over), has_contact())).all()
    session.execute(
        update(Person).where(Person.campaign_id.in_(over), has_contact()).values(phone_sealed=None, phone_index=None)
    )
    session.execute(delete(PersonDevice).where(PersonDevice.campaign_id.in_(over)))
    rosters = select(Roster.id).where(Roster.campaign_id.in_(over))
    session.execute(
        update(RosterEntry).where(RosterEntry.roster_id.in_(rosters)).values(phone_sealed=None, phone_index=None)
    )
    return len(people)


def _purge(store: Store, _settings: Settings, now: datetime) -> int:
    with store.write() as session:
        return purge_contacts(session, now=now)


JOBS = (Job(name="campaigns.purge_contacts", every_minutes=720, run=_purge, forgets=True),)
