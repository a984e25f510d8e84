"""Tables of check-in: every scan is kept, an attendance is the accepted result."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, intpk, line, moment, short

#: None is stored as NULL, not as JSON's null: most scans carry no evidence.
_JSON = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class SessionGate(Base):
    """A door of a session (入口): east gate, hall B. Scans say through which one; heads count once however many."""

    __tablename__ = "session_gate"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"))
    name: Mapped[short]
    #: Order in lists.
    position: Mapped[int]
    #: Set when it is offered no more; its scans stay.
    closed_at: Mapped[moment | None]

    __table_args__ = (UniqueConstraint("session_id", "name", name="uq_session_gate_name"),)


class PersonalCode(Base):
    """One issue of a person's own signed code (个人码). The code itself is computed from person, serial and key."""

    __tablename__ = "personal_code"

    id: Mapped[intpk]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    #: 1 for the first; grows by one each time the code was revoked and made again.
    serial: Mapped[int]
    issued_at: Mapped[moment]
    #: ``staff:3`` or ``person:17``.
    issued_by: Mapped[str] = mapped_column(String(60))
    revoked_at: Mapped[moment | None]
    revoked_by: Mapped[str] = mapped_column(String(60), default="")
    revoked_reason: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("person_id", "serial", name="uq_personal_code_serial"),
        CheckConstraint("revoked_at IS NULL OR revoked_reason <> ''", name="revoked_has_reason"),
    )


class Scan(Base):
    """Something that happened at the door: accepted, repeated, refused or taken back. Never deleted."""

    __tablename__ = "scan"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"))
    #: Random name the client gave this scan; a retry carries the same one and gets the same answer.
    nonce: Mapped[str] = mapped_column(String(64))
    #: Hash of what was sent: the same nonce with other content is refused.
    payload_hash: Mapped[str] = mapped_column(String(64))
    #: None when the person was unknown.
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: See `quizapp.checkins.rules.Verdict`; ``undone`` takes an earlier scan back.
    verdict: Mapped[short]
    #: Slot of the session that it belongs to; see `Attendance.slot`.
    slot: Mapped[date]
    #: entry | exit
    direction: Mapped[str] = mapped_column(String(8), default="entry")
    #: Through which gate; None where the session has none or nobody said.
    gate_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("session_gate.id"))
    #: scan (own phone, poster) | helper | kiosk | paper
    source: Mapped[str] = mapped_column(String(16))
    #: When it happened by the client's clock, corrected; and when the server stored it.
    scanned_at: Mapped[moment]
    recorded_at: Mapped[moment]
    #: Seconds that the device's clock is ahead of the server's; None where no clock but the server's was read.
    clock_offset_s: Mapped[int | None]
    #: Stored much later than it happened: the device had no network.
    is_late: Mapped[bool] = mapped_column(default=False)
    #: What speaks for and against it, informing only: see `quizapp.checkins.clues.Clues`. None = nothing was noted.
    evidence: Mapped[dict[str, Any] | None] = mapped_column(_JSON)
    #: What was read or typed when it led to nobody; empty otherwise.
    code_read: Mapped[line] = mapped_column(default="")
    #: Hash of the phone's device key; None when a helper ticked.
    device_hash: Mapped[str | None] = mapped_column(String(64))
    #: ``staff:3`` or ``person:17``.
    actor: Mapped[str] = mapped_column(String(60))
    #: For an ``undone`` scan: the scan it takes back.
    undoes_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("scan.id"))
    #: Why it was undone or entered outside of the window; empty otherwise.
    reason: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("session_id", "nonce", name="uq_scan_nonce"),
        CheckConstraint("source IN ('scan','helper','kiosk','paper')", name="source_known"),
        CheckConstraint("direction IN ('entry','exit')", name="direction_known"),
        CheckConstraint("undoes_id IS NULL OR reason <> ''", name="undo_has_reason"),
        Index("ix_scan_session_time", "session_id", "recorded_at"),
        Index(
            "ix_scan_undoes",
            "undoes_id",
            sqlite_where=text("undoes_id IS NOT NULL"),
            postgresql_where=text("undoes_id IS NOT NULL"),
        ),
        Index(
            "ix_scan_session_device",
            "session_id",
            "device_hash",
            sqlite_where=text("device_hash IS NOT NULL"),
            postgresql_where=text("device_hash IS NOT NULL"),
        ),
    )


class Attendance(Base):
    """A head that counts (人次): one per person and slot of a session, however often scanned."""

    __tablename__ = "attendance"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: Day of a session that lasts several days: one attendance a day.
    slot: Mapped[date]
    #: 0 for the first; grows by one each time an attendance was undone and made again.
    round: Mapped[int] = mapped_column(default=0)
    scan_id: Mapped[int] = mapped_column(BigId, ForeignKey("scan.id"))
    #: First arrival; never overwritten.
    arrived_at: Mapped[moment]
    #: Set by an undo; the ledger holds the reversing entry.
    undone_at: Mapped[moment | None]

    __table_args__ = (
        UniqueConstraint("session_id", "person_id", "slot", "round", name="uq_attendance_once"),
        Index("ix_attendance_session_time", "session_id", "arrived_at"),
    )


class Headcount(Base):
    """An unnamed crowd, counted or estimated by somebody who stands for it."""

    __tablename__ = "headcount"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"), index=True)
    #: Unit credited with the attendances: the host unless people of another unit were counted apart.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    people: Mapped[int]
    #: True for "160余".
    is_approximate: Mapped[bool] = mapped_column(default=False)
    #: Who counted (name and post as signed), when, and how: see `quizapp.checkins.rules.METHODS`.
    counted_by: Mapped[line]
    counted_at: Mapped[moment]
    method: Mapped[short]
    note: Mapped[line] = mapped_column(default="")
    #: One name for one form sent: a double tap meets the first row.
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    payload_hash: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    undone_at: Mapped[moment | None]
    undone_by: Mapped[str] = mapped_column(String(60), default="")
    undone_reason: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint("people > 0", name="people_positive"),
        CheckConstraint("undone_at IS NULL OR undone_reason <> ''", name="undo_has_reason"),
    )


class PersonMerge(Base):
    """A walk-in who turned out to be somebody else; undone when that was a mistake. Never deleted."""

    __tablename__ = "person_merge"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"), index=True)
    walk_in_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    kept_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    reason: Mapped[line]
    merged_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    undone_at: Mapped[moment | None]
    undone_by: Mapped[str] = mapped_column(String(60), default="")
    undone_reason: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint("walk_in_id <> kept_id", name="merge_of_two"),
        CheckConstraint("undone_at IS NULL OR undone_reason <> ''", name="undo_has_reason"),
        # Of two merges of one walk-in at a moment one stands.
        Index(
            "uq_person_merge_standing",
            "walk_in_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )


class PersonMergeHead(Base):
    """A head that a merge took from the walk-in, and the one it made for who stays (None: he was in himself)."""

    __tablename__ = "person_merge_head"

    merge_id: Mapped[int] = mapped_column(BigId, ForeignKey("person_merge.id"), primary_key=True)
    taken_id: Mapped[int] = mapped_column(BigId, ForeignKey("attendance.id"), primary_key=True)
    made_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("attendance.id"))
