"""Tables of webhooks: who wants to hear of what, and what was told. What happened stands in check-in's own log."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, body, intpk, line, moment, short


class WebhookTarget(Base):
    """A program that hears of check-ins of a campaign, in one unit and below it."""

    __tablename__ = "webhook_target"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: What people call it.
    name: Mapped[line]
    url: Mapped[str] = mapped_column(String(500))
    #: Key of the signature, sealed by the vault.
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: Event types it wants, separated by spaces; empty = all.
    types: Mapped[line] = mapped_column(default="")
    created_at: Mapped[moment]
    created_by: Mapped[str] = mapped_column(String(60))
    #: The log was read up to here; the next reading begins somewhat earlier, see `quizapp.webhooks.outbox`.
    read_until: Mapped[moment]
    disabled_at: Mapped[moment | None]


class WebhookDelivery(Base):
    """One event for one target: the outbox. A scan's body is written anew for each try: no name is stored here."""

    __tablename__ = "webhook_delivery"

    id: Mapped[intpk]
    target_id: Mapped[int] = mapped_column(BigId, ForeignKey("webhook_target.id"))
    #: What makes it once: ``scan-17``, ``ping-…``.
    event_key: Mapped[short]
    #: None for a ping, and for what is no scan.
    scan_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("scan.id"))
    #: The event as it is sent, where it is no scan and names nobody; otherwise it is written anew for each try.
    body: Mapped[body | None]
    created_at: Mapped[moment]
    #: Not before this; moved on while somebody is sending it.
    due_at: Mapped[moment]
    tries: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[moment | None]
    #: Given up; a person may send it again.
    failed_at: Mapped[moment | None]
    #: Status of the last answer; None when there was none.
    last_status: Mapped[int | None]
    last_error: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("target_id", "event_key", name="uq_webhook_delivery_once"),
        CheckConstraint("delivered_at IS NULL OR failed_at IS NULL", name="delivered_or_failed"),
        Index("ix_webhook_delivery_due", "delivered_at", "failed_at", "due_at"),
    )
