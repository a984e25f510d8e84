"""The table of photos."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, undefer

from quizapp.db import Base, BigId, intpk, line, moment, short


class EvidencePhoto(Base):
    """A photo that stands for something of a session; kept until withdrawn, and then its bytes go."""

    __tablename__ = "evidence_photo"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"))
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    #: site = what took place; sheet = a signed sheet, with names on it; proof = that something was mended since.
    subject: Mapped[short]
    caption: Mapped[line] = mapped_column(default="")
    #: WebP without anything but pixels; empty once withdrawn.
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    #: SHA-256 of the file as it came: the same file again is the same photo.
    digest: Mapped[str] = mapped_column(String(64))
    #: Difference hash (64 bits, hex): photos that look alike differ in few bits.
    look: Mapped[str] = mapped_column(String(16))
    uploaded_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    withdrawn_at: Mapped[moment | None]
    withdrawn_reason: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("session_id", "subject", "digest", name="uq_evidence_photo_once"),
        CheckConstraint("subject IN ('site','sheet','proof')", name="subject_known"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name="withdrawal_has_reason"),
        Index("ix_evidence_photo_campaign_look", "campaign_id", "look"),
    )


WITH_CONTENT = undefer(EvidencePhoto.content)
