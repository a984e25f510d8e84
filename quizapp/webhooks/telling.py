"""For other rooms: lay an event out for every target that wants it, in the transaction of the deed itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

import msgspec
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from quizapp.db import insert_many_or_ignore
from quizapp.units import Unit, is_within
from quizapp.webhooks.events import Event
from quizapp.webhooks.models import WebhookDelivery, WebhookTarget

_DELIVERIES = cast(Table, WebhookDelivery.__table__)


def tell(session: Session, campaign_id: int, events: Sequence[tuple[str, Event]], *, now: datetime) -> None:
    """Lay out ``events`` (path of the unit they are about, event); each once for each target, by its id. Two statements.

    Nothing that names a person may be told this way: what is laid out stays until it has arrived.
    """
    targets = session.execute(
        select(WebhookTarget.id, WebhookTarget.types, Unit.path)
        .join(Unit, Unit.id == WebhookTarget.unit_id)
        .where(WebhookTarget.campaign_id == campaign_id, WebhookTarget.disabled_at.is_(None))
    ).all()
    rows = [
        {
            "target_id": target_id, "event_key": event.id, "scan_id": None, "created_at": now, "due_at": now,
            "body": msgspec.json.encode(event).decode(),
        }
        for target_id, types, top in targets
        for path, event in events
        if is_within(path, top) and (not types or event.type in types.split())
    ]  # fmt: skip
    insert_many_or_ignore(session, _DELIVERIES, rows, unique=("target_id", "event_key"))
