"""Tables of staff accounts: who may sign in, what he may do where, and his open sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, intpk, line, moment, short


class Staff(Base):
    """A person who works with the console. Participants have no account and never stand here."""

    __tablename__ = "staff"

    id: Mapped[intpk]
    #: What he types to sign in: lower case, unique, never reused.
    username: Mapped[short] = mapped_column(unique=True)
    #: Name as shown to colleagues and in the audit log.
    display_name: Mapped[str] = mapped_column(String(120))
    #: argon2id, with its own parameters inside.
    password_hash: Mapped[line]
    #: True after a one-time password was given out; nothing else opens until he has chosen his own.
    must_change_password: Mapped[bool]
    password_changed_at: Mapped[moment]
    #: False = may not sign in and every session is dead; the name stays in the records.
    is_active: Mapped[bool] = mapped_column(default=True)
    #: Secret of the authenticator app, sealed by the vault; None = no second factor.
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: The last 30-second step whose code was accepted: a code works once.
    totp_last_step: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[moment]
    created_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))

    __table_args__ = (CheckConstraint("username = lower(username)", name="username_lower_case"),)


class RoleGrant(Base):
    """A role at a unit, valid for all units below it. Withdrawn grants are deleted; the audit log remembers."""

    __tablename__ = "role_grant"

    id: Mapped[intpk]
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"))
    #: See `quizapp.accounts.rules.Role`.
    role: Mapped[short]
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    granted_at: Mapped[moment]
    #: None when given from the command line.
    granted_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))

    __table_args__ = (UniqueConstraint("staff_id", "role", "unit_id"),)


class StaffSession(Base):
    """One browser in which someone is signed in. The token is in its cookie; here stands only a hash of it."""

    __tablename__ = "staff_session"

    id: Mapped[intpk]
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"))
    #: SHA-256 of the token, hexadecimal.
    token_hash: Mapped[short] = mapped_column(unique=True)
    created_at: Mapped[moment]
    #: When the password was last shown in this browser; weighty deeds want that it was a few minutes ago.
    proved_at: Mapped[moment]
    #: Noted at most once a minute.
    last_seen_at: Mapped[moment]
    #: Latest end, however busy he is.
    expires_at: Mapped[moment]
    revoked_at: Mapped[datetime | None]
    #: Browser and system in a few words, so that its owner can recognise it.
    device: Mapped[str] = mapped_column(String(120))
    #: Where it was opened from.
    address: Mapped[short]

    __table_args__ = (Index("ix_staff_session_staff_id_revoked_at", "staff_id", "revoked_at"),)


class RecoveryCode(Base):
    """A paper code that opens the account once when the phone with the authenticator app is lost."""

    __tablename__ = "staff_recovery_code"

    id: Mapped[intpk]
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"), index=True)
    #: Keyed hash of the code.
    code_hash: Mapped[short]
    used_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("staff_id", "code_hash"),)
