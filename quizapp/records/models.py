"""The table of records: things that count and have no door of their own."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, intpk, line, moment, short


class Record(Base):
    """One article, product, posting, base, tip ... (台账记录) of a unit."""

    __tablename__ = "record"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: Key in records/kinds.toml.
    kind: Mapped[short]
    title: Mapped[line]
    happened_on: Mapped[date]
    #: How many: 1 for items, the number of copies or pieces for quantities.
    quantity: Mapped[int] = mapped_column(default=1)
    is_approximate: Mapped[bool] = mapped_column(default=False)
    #: Further words that form fields ask for (``good_practice``, ``status:new`` ...), separated by spaces.
    tags: Mapped[line] = mapped_column(default="")
    #: Where it can be seen: a web address, a place, a file number.
    evidence: Mapped[line] = mapped_column(default="")
    note: Mapped[line] = mapped_column(default="")
    #: One name for one form sent: a double tap meets the first row.
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    recorded_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    withdrawn_at: Mapped[moment | None]

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_record_campaign_kind", "campaign_id", "kind", "happened_on"),
    )
