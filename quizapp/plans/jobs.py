"""Housekeeping: liaison officers' numbers go when the campaign's contacts go; names stay in the paper's record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from quizapp.campaigns import list_forgotten
from quizapp.db import Store
from quizapp.kit.jobs import Job
from quizapp.plans.models import LiaisonOfficer
from quizapp.settings import Settings


def purge_phones(session: Session, *, now: datetime) -> int:
    """Forget the numbers of campaigns whose retention has ended; how many officers were touched."""
    over = list_forgotten(session, now=now)
    has_number = or_(LiaisonOfficer.phone_sealed.is_not(None), LiaisonOfficer.office_phone != "")
    touched = session.execute(
        update(LiaisonOfficer)
        .where(LiaisonOfficer.campaign_id.in_(over), has_number)
        .values(phone_sealed=None, office_phone="")
        .returning(LiaisonOfficer.id)
        .execution_options(synchronize_session=False)
    )
    return len(touched.all())


def _purge(store: Store, _settings: Settings, now: datetime) -> int:
    with store.write() as session:
        return purge_phones(session, now=now)


JOBS = (Job(name="plans.purge_phones", every_minutes=720, run=_purge, forgets=True),)
