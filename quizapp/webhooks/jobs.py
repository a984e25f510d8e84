"""Housekeeping of webhooks: every minute what happened is laid out and sent; what arrived is forgotten after a month."""

from __future__ import annotations

from datetime import datetime, timedelta

from quizapp.db import Store, delete_rows
from quizapp.kit.jobs import Job
from quizapp.kit.vault import Vault
from quizapp.settings import Settings
from quizapp.webhooks.models import WebhookDelivery
from quizapp.webhooks.outbox import lay_out, send_due

KEPT = timedelta(days=30)


def deliver(store: Store, settings: Settings, now: datetime) -> int:
    """One round; how many events arrived."""
    with store.write() as session:
        lay_out(session, now=now)
    vault = Vault(settings.key_for("vault"))
    return send_due(store, vault, now=now, allow_private=settings.webhooks_allow_private)


def _forget(store: Store, _settings: Settings, now: datetime) -> int:
    with store.write() as session:
        return delete_rows(session, WebhookDelivery, WebhookDelivery.created_at < now - KEPT)


JOBS = (
    Job(name="webhooks.deliver", every_minutes=1, run=deliver),
    Job(name="webhooks.forget", every_minutes=720, run=_forget, forgets=True),
)
