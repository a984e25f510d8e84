"""The outbox: what happened is read from check-in's log and laid out once for each target; then it is sent.

A scan is stored in the transaction of the deed; it is never changed. So the log itself says what must be told, and the
door pays nothing for webhooks. On PostgreSQL a row may become visible after one with a later time: each reading begins
`OVERLAP` before the end of the last one, and the unique key keeps every event single.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import cast

import msgspec
from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from quizapp.activities import ActivitySession
from quizapp.checkins import Scan
from quizapp.db import Store, insert_many_or_ignore
from quizapp.kit.vault import Vault
from quizapp.units import Unit, get_unit, within
from quizapp.webhooks.calling import Answer, post
from quizapp.webhooks.events import Event, events_of, ping
from quizapp.webhooks.models import WebhookDelivery, WebhookTarget
from quizapp.webhooks.rules import event_type, next_try, sign

_DELIVERIES = cast(Table, WebhookDelivery.__table__)
#: No transaction at a door takes so long.
OVERLAP = timedelta(minutes=10)
#: What one process is sending, another leaves alone for so long.
LEASE = timedelta(minutes=2)
SEAL_PURPOSE = "webhook"
_READ_AT_ONCE = 2_000
#: Seconds that one round of sending takes at most: other jobs wait for it.
ROUND_S = 30.0


def lay_out(session: Session, *, now: datetime) -> None:
    """Lay out what happened since the last time, for every target. Three statements a target."""
    for target in session.scalars(select(WebhookTarget).where(WebhookTarget.disabled_at.is_(None))).all():
        _lay_out(session, target, now)


def _lay_out(session: Session, target: WebhookTarget, now: datetime) -> None:
    since = max(target.read_until - OVERLAP, target.created_at)
    laid = select(WebhookDelivery.scan_id).where(
        WebhookDelivery.target_id == target.id, WebhookDelivery.scan_id.is_not(None)
    )
    found = session.execute(
        select(Scan.id, Scan.verdict, Scan.recorded_at)
        .join(ActivitySession, ActivitySession.id == Scan.session_id)
        .join(Unit, Unit.id == ActivitySession.host_unit_id)
        .where(
            ActivitySession.campaign_id == target.campaign_id, within(get_unit(session, target.unit_id).path),
            Scan.recorded_at >= since, Scan.id.not_in(laid),
        )
        .order_by(Scan.recorded_at, Scan.id)
        .limit(_READ_AT_ONCE)
    ).all()  # fmt: skip
    wanted = set(target.types.split())
    rows = [
        {"target_id": target.id, "event_key": f"scan-{scan_id}", "scan_id": scan_id, "created_at": now, "due_at": now}
        for scan_id, verdict, _ in found
        if not wanted or event_type(verdict) in wanted
    ]
    insert_many_or_ignore(session, _DELIVERIES, rows, unique=("target_id", "event_key"))
    # the rest of a crowd is read next time: the reading goes on from where it stopped
    target.read_until = found[-1][2] if len(found) == _READ_AT_ONCE else now
    session.flush()


def send_due(store: Store, vault: Vault, *, now: datetime, allow_private: bool) -> int:
    """Send what is due, oldest first, for at most `ROUND_S` seconds; how many arrived. No transaction waits for anybody."""
    arrived, end = 0, time.monotonic() + ROUND_S
    while time.monotonic() < end:
        with store.write() as session:
            parcel = _take_one(session, vault, now)
        if parcel is None:
            break
        answer = post(parcel.url, parcel.body, parcel.headers, allow_private=allow_private)
        with store.write() as session:
            _note(session, parcel, answer, now)
        arrived += answer.is_good
    return arrived


class _Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery ready to go."""

    delivery_id: int
    created_at: datetime
    tries: int
    url: str
    body: bytes
    headers: dict[str, str]


def _take_one(session: Session, vault: Vault, now: datetime) -> _Parcel | None:
    """The delivery that is due longest, leased to this process."""
    due = (
        select(WebhookDelivery.id)
        .join(WebhookTarget, WebhookTarget.id == WebhookDelivery.target_id)
        .where(
            WebhookDelivery.delivered_at.is_(None), WebhookDelivery.failed_at.is_(None), WebhookDelivery.due_at <= now,
            WebhookTarget.disabled_at.is_(None),
        )
        .order_by(WebhookDelivery.due_at, WebhookDelivery.id)
        .limit(1)
        .with_for_update(of=WebhookDelivery, skip_locked=True)
    )  # fmt: skip
    delivery_id = session.scalar(due)
    if delivery_id is None:
        return None
    session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.id == delivery_id)
        .values(due_at=now + LEASE, tries=WebhookDelivery.tries + 1)
        .execution_options(synchronize_session=False)
    )
    return _pack(session, session.get_one(WebhookDelivery, delivery_id, populate_existing=True), vault, now)


def _pack(session: Session, delivery: WebhookDelivery, vault: Vault, now: datetime) -> _Parcel:
    target = session.get_one(WebhookTarget, delivery.target_id)
    if delivery.body is not None:
        event = msgspec.json.decode(delivery.body, type=Event)
    elif delivery.scan_id is None:
        event = ping(delivery.event_key, delivery.created_at)
    else:
        event = events_of(session, [delivery.scan_id])[delivery.scan_id]
    body = msgspec.json.encode(event)
    headers = {
        "Content-Type": "application/json", "User-Agent": "quizapp-webhooks/1", "X-Quizapp-Event": event.type,
        "X-Quizapp-Delivery": event.id,
        "X-Quizapp-Signature": sign(vault.open(target.secret_sealed, purpose=SEAL_PURPOSE), body, now),
    }  # fmt: skip
    return _Parcel(
        delivery_id=delivery.id, created_at=delivery.created_at, tries=delivery.tries, url=target.url, body=body,
        headers=headers,
    )  # fmt: skip


def _note(session: Session, parcel: _Parcel, answer: Answer, now: datetime) -> None:
    again = None if answer.is_good else next_try(parcel.tries, parcel.created_at, now)
    session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.id == parcel.delivery_id)
        .values(
            last_status=answer.status, last_error=answer.error, delivered_at=now if answer.is_good else None,
            failed_at=now if not answer.is_good and again is None else None, due_at=again or now,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
