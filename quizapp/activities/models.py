"""Tables of activities: what is planned, and when and where it takes place."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, body, intpk, line, moment, short


class Activity(Base):
    """A planned activity (活动) of one kind: a lecture series, a drill, a consultation day."""

    __tablename__ = "activity"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"), index=True)
    #: The unit whose staff manage it.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: Key in activities/kinds.toml.
    kind: Mapped[short]
    title: Mapped[line]
    #: offline | online
    delivery: Mapped[str] = mapped_column(String(16), default="offline")
    #: Key sector (重点领域) it addresses; empty when general.
    sector: Mapped[short] = mapped_column(default="")
    #: Further words that form fields ask for, separated by spaces, such as ``tackling_campaign``.
    tags: Mapped[line] = mapped_column(default="")
    description: Mapped[body] = mapped_column(default="")
    created_at: Mapped[moment]
    #: Set when withdrawn before anything took place.
    cancelled_at: Mapped[moment | None]

    __table_args__ = (
        CheckConstraint("delivery IN ('offline','online')", name="delivery_known"),
        Index("ix_activity_campaign_kind", "campaign_id", "kind"),
    )


class ActivitySession(Base):
    """One holding of an activity (场/次): a time, a place, a host."""

    __tablename__ = "activity_session"

    id: Mapped[intpk]
    activity_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"), index=True)
    #: Credited with the session (场次).
    host_unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: Short code in /s/<code> and on the poster.
    code: Mapped[short] = mapped_column(unique=True)
    starts_at: Mapped[moment]
    ends_at: Mapped[moment]
    place: Mapped[line] = mapped_column(default="")
    #: People expected (应到); None when nobody counted them before.
    expected: Mapped[int | None]
    #: Check-in opens this many minutes before the start and closes this many after the end.
    opens_before_min: Mapped[int] = mapped_column(default=60)
    closes_after_min: Mapped[int] = mapped_column(default=60)
    #: Whether participants may check themselves in from the poster.
    allows_self_check_in: Mapped[bool] = mapped_column(default=True)
    #: Set with the first head or a signed record: the session has taken place and counts.
    held_at: Mapped[moment | None]
    cancelled_at: Mapped[moment | None]
    created_at: Mapped[moment]

    __table_args__ = (
        CheckConstraint("ends_at >= starts_at", name="ends_after_start"),
        CheckConstraint("expected IS NULL OR expected >= 0", name="expected_not_negative"),
    )


class SessionJointHost(Base):
    """A further unit that held the session together with the host; a common parent counts it once."""

    __tablename__ = "session_joint_host"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    added_at: Mapped[moment]

    __table_args__ = (UniqueConstraint("session_id", "unit_id", name="uq_session_joint_host_once"),)
