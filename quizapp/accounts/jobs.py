"""Housekeeping of accounts: sessions that are over are forgotten; who signed in when stands in the audit log."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quizapp.accounts.models import StaffSession
from quizapp.db import Store, delete_rows
from quizapp.kit.jobs import Job

#: How long a session that has ended stays: its browser and address may help to look into what happened.
KEPT = timedelta(days=30)


def forget_sessions(session: Session, *, now: datetime) -> int:
    """Delete sessions that ended long ago; how many."""
    return delete_rows(session, StaffSession, StaffSession.expires_at < now - KEPT)


def _forget(store: Store, _settings: object, now: datetime) -> int:
    with store.write() as session:
        return forget_sessions(session, now=now)


JOBS = (Job(name="accounts.forget_sessions", every_minutes=720, run=_forget, forgets=True),)
