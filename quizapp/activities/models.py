"""Tables of activities: what is planned, when and where it takes place, and whether it did."""

from __future__ import annotations

from typing import Any

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
    #: One name for one form sent: a double tap meets the first row.
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[moment]
    created_by: Mapped[str] = mapped_column(String(60))
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
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
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
    #: How the door works: see `quizapp.activities.rules.DoorSettings`; what is left out is as usual.
    door: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: Set while a head or a signed record stands: the session has taken place and counts.
    held_at: Mapped[moment | None]
    #: How often it came to count as held: once, or again after an undo.
    held_rounds: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[moment | None]
    cancel_reason: Mapped[line] = mapped_column(default="")
    #: One name for one form sent: a double tap meets the first row.
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[moment]

    __table_args__ = (
        CheckConstraint("ends_at >= starts_at", name="ends_after_start"),
        CheckConstraint("expected IS NULL OR expected >= 0", name="expected_not_negative"),
        CheckConstraint("opens_before_min >= 0 AND closes_after_min >= 0", name="window_not_negative"),
        CheckConstraint("held_at IS NULL OR cancelled_at IS NULL", name="held_is_not_cancelled"),
        Index("ix_activity_session_campaign_time", "campaign_id", "starts_at"),
    )


class SessionJointHost(Base):
    """A further unit that held the session together with the host; a common parent counts it once."""

    __tablename__ = "session_joint_host"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    added_at: Mapped[moment]

    __table_args__ = (UniqueConstraint("session_id", "unit_id", name="uq_session_joint_host_once"),)


class SessionHolding(Base):
    """A host credited with a session that took place; ended when the session turned out not to have.

    Its id is the source of the ledger entries, so a session that is held again counts by new rows.
    """

    __tablename__ = "session_holding"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: 1 for the first time; grows each time the session comes to count again.
    round: Mapped[int]
    #: False for joint hosts.
    is_main: Mapped[bool]
    #: Unit where a joint host's count is taken back, because an earlier host lies in the same subtree.
    offset_unit_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("unit.id"))
    started_at: Mapped[moment]
    ended_at: Mapped[moment | None]

    __table_args__ = (
        UniqueConstraint("session_id", "round", "unit_id", name="uq_session_holding_once"),
        CheckConstraint("NOT is_main OR offset_unit_id IS NULL", name="main_host_has_no_offset"),
    )


class SessionRecord(Base):
    """A signed record (活动记录) that a session took place, for sessions whose heads nobody took."""

    __tablename__ = "session_record"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"), index=True)
    #: Name and post of whoever stands for it.
    signed_by: Mapped[line]
    #: What was done, in short.
    note: Mapped[line] = mapped_column(default="")
    recorded_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    withdrawn_at: Mapped[moment | None]
    withdrawn_reason: Mapped[line] = mapped_column(default="")
