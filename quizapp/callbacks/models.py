"""Tables of call-backs."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, intpk, line, moment, short


class CallSample(Base):
    """A random sample of the people behind a cell of a form, or behind a whole campaign. Never deleted, never drawn again."""

    __tablename__ = "call_sample"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    #: Form, field and period of the cell; empty form = everybody who took part in anything.
    form_key: Mapped[str] = mapped_column(String(80), default="")
    field_key: Mapped[str] = mapped_column(String(80), default="")
    period_key: Mapped[short]
    #: What it is about, in words: the field's label.
    title: Mapped[line]
    #: Ledger position at which the people were counted.
    position: Mapped[int] = mapped_column(BigId)
    per_mille: Mapped[int]
    #: Fixed when the sample was planned; its SHA-256 was shown then, the seed itself after the draw.
    seed: Mapped[str] = mapped_column(String(64))
    seed_commitment: Mapped[str] = mapped_column(String(64))
    #: How many people it was drawn from, and a fingerprint of who they were; None before the draw.
    pool: Mapped[int | None]
    pool_hash: Mapped[str] = mapped_column(String(64), default="")
    planned_at: Mapped[moment]
    planned_by: Mapped[str] = mapped_column(String(60))
    drawn_at: Mapped[moment | None]
    #: One name for one form sent.
    nonce: Mapped[str] = mapped_column(String(64), unique=True)

    __table_args__ = (
        CheckConstraint("per_mille BETWEEN 1 AND 1000", name="per_mille_range"),
        CheckConstraint("(drawn_at IS NULL) = (pool IS NULL)", name="drawn_has_pool"),
        Index("ix_call_sample_campaign", "campaign_id", "unit_id"),
    )


class SampledPerson(Base):
    """Somebody who was drawn, and what he said. The person goes with his data; the answer stays without him."""

    __tablename__ = "call_sampled_person"

    id: Mapped[intpk]
    sample_id: Mapped[int] = mapped_column(BigId, ForeignKey("call_sample.id"))
    #: None once the person was erased or his campaign's time is over.
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    #: Place on the list, from 1.
    number: Mapped[int]
    #: Empty until called: confirmed | denied | unsure | unreached
    outcome: Mapped[short] = mapped_column(default="")
    note: Mapped[line] = mapped_column(default="")
    answered_at: Mapped[moment | None]
    answered_by: Mapped[str] = mapped_column(String(60), default="")

    __table_args__ = (
        UniqueConstraint("sample_id", "number", name="uq_call_sampled_person_place"),
        CheckConstraint("outcome IN ('','confirmed','denied','unsure','unreached')", name="outcome_known"),
    )
