"""The table of figures that somebody else counted."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, body, intpk, line, moment, short


class ExternalFigure(Base):
    """One figure from outside, for one cell of one sheet; withdrawn rather than changed."""

    __tablename__ = "external_figure"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    form_key: Mapped[short]
    field_key: Mapped[short]
    #: ``cumulative`` or ``week:2026-06-10``.
    period_key: Mapped[short]
    value: Mapped[int] = mapped_column(BigId)
    #: True for "160余".
    is_approximate: Mapped[bool] = mapped_column(default=False)
    #: Who counted it, the page where it stands (empty = none) and the day it was read there.
    source: Mapped[line]
    link: Mapped[body] = mapped_column(default="")
    as_of: Mapped[date]
    #: A picture (WebP, pixels alone) or a PDF as it came; empty without proof and once withdrawn.
    proof: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, default=b"")
    #: ``image/webp`` | ``application/pdf``; empty without proof.
    proof_type: Mapped[str] = mapped_column(String(20), default="")
    #: One name for one form sent: a double tap meets the first row.
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int | None] = mapped_column(BigId)
    author: Mapped[str] = mapped_column(String(120))
    at: Mapped[moment]
    withdrawn_at: Mapped[moment | None]
    withdrawn_by: Mapped[str] = mapped_column(String(120), default="")
    withdrawn_reason: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint("proof_type IN ('','image/webp','application/pdf')", name="proof_known"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name="withdrawal_has_reason"),
        Index("ix_external_figure_sheet", "campaign_id", "form_key", "period_key", "unit_id"),
    )
