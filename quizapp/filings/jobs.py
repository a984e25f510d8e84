"""Housekeeping of filings: reminders in time, mail, and the final deadline."""

from __future__ import annotations

from datetime import datetime

from quizapp.accounts import SYSTEM
from quizapp.audit import record
from quizapp.campaigns import get_campaign
from quizapp.db import Store
from quizapp.filings.mail import send_mail
from quizapp.filings.reminders import remind_due
from quizapp.filings.review import freeze_due
from quizapp.kit.jobs import Job
from quizapp.settings import Settings


def _remind(store: Store, _settings: Settings, now: datetime) -> int:
    with store.write() as session:
        return remind_due(session, now=now)


def _mail(store: Store, settings: Settings, now: datetime) -> int:
    if not settings.mail.host:
        return 0
    return send_mail(store, settings.mail, public_url=settings.public_url, now=now)


def _freeze(store: Store, settings: Settings, now: datetime) -> int:
    """What was accepted is settled when the final deadline is over; one note in the audit log for each campaign."""
    with store.write() as session:
        frozen = freeze_due(session, now=now)
        for campaign_id, ids in frozen.items():
            record(
                session, actor=SYSTEM, action="filings.freeze", object_type="campaign", object_id=str(campaign_id),
                unit_id=get_campaign(session, campaign_id).root_unit_id, detail={"filings": ids}, now=now,
                key=settings.key_for("audit"),
            )  # fmt: skip
    return sum(len(ids) for ids in frozen.values())


JOBS = (
    Job(name="filings.remind", every_minutes=10, run=_remind),
    Job(name="filings.mail", every_minutes=5, run=_mail),
    Job(name="filings.freeze", every_minutes=10, run=_freeze),
)
