"""Reading targets and how their deliveries go."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.units import Unit, within_any
from quizapp.webhooks.models import WebhookDelivery, WebhookTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """What was not told yet, since when the oldest of it is due, and what was given up."""

    waiting: int
    oldest_due: datetime | None
    failed: int


def read_outbox(session: Session) -> Outbox:
    """The outbox of all targets. Two statements."""
    open_ones = (WebhookDelivery.delivered_at.is_(None), WebhookDelivery.failed_at.is_(None))
    waiting = session.execute(select(func.count(), func.min(WebhookDelivery.due_at)).where(*open_ones)).one()
    failed = session.scalar(
        select(func.count()).where(WebhookDelivery.delivered_at.is_(None), WebhookDelivery.failed_at.is_not(None))
    )
    return Outbox(waiting=waiting[0], oldest_due=waiting[1], failed=failed or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetView:
    """A target and its numbers."""

    target: WebhookTarget
    unit_name: str
    waiting: int
    delivered: int
    failed: int
    last_error: str
    last_status: int | None
    last_at: datetime | None


def list_targets(session: Session, campaign_id: int, *, paths: Collection[str]) -> list[TargetView]:
    """Targets of the subtrees, newest first. Three statements."""
    rows = session.execute(
        select(WebhookTarget, Unit.name)
        .join(Unit, Unit.id == WebhookTarget.unit_id)
        .where(WebhookTarget.campaign_id == campaign_id, within_any(paths))
        .order_by(WebhookTarget.id.desc())
    ).all()
    ids = [row[0].id for row in rows]
    counts, latest = _counts(session, ids), _latest(session, ids)
    return [_view(row[0], row[1], counts.get(row[0].id, (0, 0, 0)), latest.get(row[0].id)) for row in rows]


def _counts(session: Session, ids: Collection[int]) -> dict[int, tuple[int, int, int]]:
    found = session.execute(
        select(
            WebhookDelivery.target_id, func.count(), func.count(WebhookDelivery.delivered_at),
            func.count(WebhookDelivery.failed_at),
        )
        .where(WebhookDelivery.target_id.in_(ids))
        .group_by(WebhookDelivery.target_id)
    )  # fmt: skip
    return {row[0]: (row[1] - row[2] - row[3], row[2], row[3]) for row in found}


def _latest(session: Session, ids: Collection[int]) -> dict[int, WebhookDelivery]:
    tried = (
        select(func.max(WebhookDelivery.id))
        .where(WebhookDelivery.target_id.in_(ids), WebhookDelivery.tries > 0)
        .group_by(WebhookDelivery.target_id)
    )
    return {
        each.target_id: each for each in session.scalars(select(WebhookDelivery).where(WebhookDelivery.id.in_(tried)))
    }


def _view(
    target: WebhookTarget, unit_name: str, counts: tuple[int, int, int], latest: WebhookDelivery | None
) -> TargetView:
    return TargetView(
        target=target, unit_name=unit_name, waiting=counts[0], delivered=counts[1], failed=counts[2],
        last_error=latest.last_error if latest else "", last_status=latest.last_status if latest else None,
        last_at=(latest.delivered_at or latest.failed_at or latest.created_at) if latest else None,
    )  # fmt: skip
