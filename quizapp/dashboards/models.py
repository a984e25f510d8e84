"""The table of public screens."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, intpk, moment


class PublicScreen(Base):
    """A big screen that an office switched on: whoever has the address sees totals, never a unit and never a person."""

    __tablename__ = "public_screen"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    #: Random part of its address; another one each time it is switched on.
    token: Mapped[str] = mapped_column(String(32), unique=True)
    opened_at: Mapped[moment]
    opened_by: Mapped[str] = mapped_column(String(60))
    closed_at: Mapped[moment | None]
    closed_by: Mapped[str] = mapped_column(String(60), default="")

    __table_args__ = (Index("ix_public_screen_place", "campaign_id", "unit_id"),)
