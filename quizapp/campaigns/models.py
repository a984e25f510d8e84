"""Tables of a campaign: one safety month in one unit tree, and what participants complain about."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, Json, body, intpk, line, moment, short


class Campaign(Base):
    """A safety month (安全生产月) run by a unit for itself and everything below it."""

    __tablename__ = "campaign"

    id: Mapped[intpk]
    #: Unit at the top; its whole subtree takes part.
    root_unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: Short name in public addresses: /c/<code>.
    code: Mapped[short] = mapped_column(unique=True)
    title: Mapped[line]
    #: Theme of the year; empty while it has not been announced.
    theme: Mapped[line] = mapped_column(default="")
    year: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    #: IANA name; days of periods and attempts are days of this zone.
    time_zone: Mapped[short] = mapped_column(default="Asia/Shanghai")
    #: Key of the statistics form that the level above expects.
    form_key: Mapped[short] = mapped_column(default="")
    #: What participants are told before they give a name: purpose, kinds of data, retention, contact.
    privacy_notice: Mapped[body] = mapped_column(default="")
    #: Grows with each change of the notice; a consent names the version that was shown.
    notice_version: Mapped[int] = mapped_column(default=1)
    #: Days after ``ends_on`` until participants' contacts are erased.
    retention_days: Mapped[int] = mapped_column(default=180)
    #: Contact person and phone that stand on the official form.
    contact_name: Mapped[str] = mapped_column(String(80), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    is_published: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[moment]
    #: Switches that are off by default, such as {"unit_ranking": true}.
    options: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)


class Feedback(Base):
    """A complaint or suggestion (投诉建议) from a participant. No name is asked for."""

    __tablename__ = "feedback"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"), index=True)
    #: The unit chosen on this phone, if any; None = the campaign's own.
    unit_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("unit.id"))
    #: problem | suggestion | complaint | privacy
    topic: Mapped[short]
    text: Mapped[body]
    #: How to answer, if the sender wants an answer; sealed by the vault.
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: One name for one form sent: a double tap meets the first row.
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    sent_at: Mapped[moment]
    #: Who settled it, when, and what was done.
    settled_at: Mapped[moment | None]
    settled_by: Mapped[str] = mapped_column(String(120), default="")
    answer: Mapped[line] = mapped_column(default="")
