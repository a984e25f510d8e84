"""Tables of devices at the door: who was handed a link, how the device is, and what it sent."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, intpk, line, moment, short


class DoorDevice(Base):
    """A helper's phone, a kiosk or a program at the door of one session. It knows nothing of any other session."""

    __tablename__ = "door_device"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"), index=True)
    #: See `quizapp.devices.rules.DeviceRole`.
    role: Mapped[str] = mapped_column(String(16))
    #: What the organizer calls it: "东门 小李".
    name: Mapped[line]
    #: Hash of the one-time link that is still to be opened; None once it was.
    invite_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    invite_until: Mapped[moment]
    #: Hash of the token that the device got for the link; None before.
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    #: Keyed hash of the PIN; None for stewards.
    pin_hash: Mapped[str | None] = mapped_column(String(64))
    #: Until when it may check in. What happened before may be sent later.
    expires_at: Mapped[moment]
    created_at: Mapped[moment]
    created_by: Mapped[str] = mapped_column(String(60))
    redeemed_at: Mapped[moment | None]
    revoked_at: Mapped[moment | None]
    revoked_by: Mapped[str] = mapped_column(String(60), default="")

    __table_args__ = (
        CheckConstraint("role IN ('steward','supervisor','kiosk')", name="role_known"),
        CheckConstraint("role = 'steward' OR pin_hash IS NOT NULL", name="pin_where_needed"),
    )


class DoorDeviceState(Base):
    """How a device said it was when last heard of: a row of its own, so that being seen never rewrites its rights."""

    __tablename__ = "door_device_state"

    device_id: Mapped[int] = mapped_column(BigId, ForeignKey("door_device.id"), primary_key=True, autoincrement=False)
    seen_at: Mapped[moment]
    #: Scans on the device that the server does not have, as the device counted them.
    unsent: Mapped[int] = mapped_column(default=0)
    #: Scans that the device could not even keep, since its page was opened.
    unsaved: Mapped[int] = mapped_column(default=0)
    #: When its last stretch without network began; None = it had none.
    offline_since: Mapped[moment | None]
    #: Seconds that its clock is ahead of the server's.
    clock_offset_s: Mapped[int] = mapped_column(default=0)
    #: Which browser, in short.
    browser: Mapped[short] = mapped_column(default="")


class DoorUpload(Base):
    """A scan as a device sent it, and what became of it. Never deleted: what was refused waits for a person."""

    __tablename__ = "door_upload"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"))
    device_id: Mapped[int] = mapped_column(BigId, ForeignKey("door_device.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64))
    #: Hash of what was sent: the same nonce with other content is filed beside the first.
    payload_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: A name that a helper wrote down for somebody nobody found; emptied with the person and after retention.
    said_name: Mapped[line] = mapped_column(default="")
    #: entry | exit
    direction: Mapped[str] = mapped_column(String(8), default="entry")
    #: Through which gate, as chosen on the device.
    gate_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("session_gate.id"))
    #: camera | photo | typed | usb | search | written
    via: Mapped[short] = mapped_column(default="")
    #: The device let the person pass without an answer of the server.
    was_offline: Mapped[bool] = mapped_column(default=False)
    #: By the device's own clock; corrected; and when it came in.
    said_at: Mapped[moment]
    happened_at: Mapped[moment]
    received_at: Mapped[moment]
    #: stored | refused | review
    outcome: Mapped[str] = mapped_column(String(16))
    #: `quizapp.checkins.Verdict`, or why it waits for a person: see `quizapp.devices.rules.Problem`.
    verdict: Mapped[short]
    #: The person who decided, what (entered | dismissed) and why; None while it waits.
    settled_at: Mapped[moment | None]
    settled_by: Mapped[str] = mapped_column(String(60), default="")
    settlement: Mapped[str] = mapped_column(String(16), default="")
    settled_note: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("session_id", "nonce", name="uq_door_upload_nonce"),
        CheckConstraint("outcome IN ('stored','refused','review')", name="outcome_known"),
        CheckConstraint("(settled_at IS NULL) = (settlement = '')", name="settled_as_something"),
        Index("ix_door_upload_waiting", "session_id", "outcome", "settled_at"),
    )
