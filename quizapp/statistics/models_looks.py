"""The table of explanations that units gave for looks at their figures."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, body, intpk, line, moment, short


class LookNote(Base):
    """Why a figure is as it is, in the unit's own words; the newest counts, earlier ones stay."""

    __tablename__ = "look_note"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    form_key: Mapped[short]
    #: ``cumulative`` or ``week:2026-06-10``.
    period_key: Mapped[short]
    #: A value of `quizapp.statistics.plausible.LookRule`, and the first cell of the look.
    rule: Mapped[str] = mapped_column(String(16))
    field_key: Mapped[short]
    #: The figures as they were then: with others the explanation is of another day.
    seen: Mapped[body]
    explanation: Mapped[line]
    staff_id: Mapped[int | None] = mapped_column(BigId)
    author: Mapped[str] = mapped_column(String(120))
    at: Mapped[moment]

    __table_args__ = (
        CheckConstraint("explanation <> ''", name="is_explained"),
        Index("ix_look_note_sheet", "campaign_id", "form_key", "period_key", "unit_id"),
    )
