"""Targets: registered, tried, given a new secret, switched off; what was given up is sent again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.kit.i18n import N_
from quizapp.kit.ids import new_token
from quizapp.kit.text import clean_line
from quizapp.kit.vault import Vault
from quizapp.webhooks.models import WebhookDelivery, WebhookTarget
from quizapp.webhooks.outbox import SEAL_PURPOSE
from quizapp.webhooks.rules import EVENT_TYPES, check_url

#: Targets of one campaign that are on.
MOST_TARGETS = 20


def add_target(
    session: Session, *, campaign_id: int, unit_id: int, name: str, url: str, types: list[str], vault: Vault,
    allow_private: bool, actor: str, now: datetime,
) -> tuple[WebhookTarget, str]:  # fmt: skip
    """The new target and its secret: the only moment at which it is shown. Raises `Invalid`, `Conflict`."""
    called = clean_line(name, limit=60)
    if not called:
        raise Invalid(N_("请写明这是哪个系统"), field="name")
    if set(types) - set(EVENT_TYPES):
        raise Invalid(N_("没有这种事件"), field="types")
    alive = select(WebhookTarget.id).where(
        WebhookTarget.campaign_id == campaign_id, WebhookTarget.disabled_at.is_(None)
    )
    if len(session.scalars(alive).all()) >= MOST_TARGETS:
        raise Conflict(N_("最多 %(most)d 个推送地址：请先停用不用的"), most=MOST_TARGETS)
    secret = new_token(40)
    target = WebhookTarget(
        campaign_id=campaign_id, unit_id=unit_id, name=called, url=check_url(url, allow_private=allow_private),
        secret_sealed=vault.seal(secret, purpose=SEAL_PURPOSE), types=" ".join(sorted(types)), created_at=now,
        created_by=actor, read_until=now,
    )  # fmt: skip
    session.add(target)
    session.flush()
    return target, secret


def get_target(session: Session, target_id: int) -> WebhookTarget:
    """The target. Raises `NotFound`."""
    found = session.get(WebhookTarget, target_id)
    if found is None:
        raise NotFound(N_("没有这个推送地址"))
    return found


def ping_target(session: Session, target_id: int, *, now: datetime) -> None:
    """Lay out an event that says nothing, to see whether the line works."""
    key = f"ping-{new_token(12)}"
    session.add(WebhookDelivery(target_id=target_id, event_key=key, created_at=now, due_at=now))
    session.flush()


def renew_secret(session: Session, target_id: int, *, vault: Vault) -> str:
    """A new secret; everything sent from now on is signed with it."""
    secret = new_token(40)
    get_target(session, target_id).secret_sealed = vault.seal(secret, purpose=SEAL_PURPOSE)
    session.flush()
    return secret


def switch_target(session: Session, target_id: int, *, is_on: bool, now: datetime) -> None:
    """Off: nothing is sent any more. On again: what happened in between is not told."""
    target = get_target(session, target_id)
    if is_on and target.disabled_at is not None:
        target.created_at = target.read_until = now
    target.disabled_at = None if is_on else target.disabled_at or now
    session.flush()


def send_again(session: Session, target_id: int, *, now: datetime) -> int:
    """Try what was given up once more; how many."""
    again = session.scalars(
        update(WebhookDelivery)
        .where(WebhookDelivery.target_id == target_id, WebhookDelivery.failed_at.is_not(None))
        .values(failed_at=None, due_at=now, tries=0, created_at=now)
        .returning(WebhookDelivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(again)
