"""Tables of evaluations: what evaluators said about a drill, and what is to be improved until when."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, Json, body, intpk, line, moment, short


class Evaluation(Base):
    """One evaluator's (or group's) sheet about a session. Finished ones never change; a correction is a new one."""

    __tablename__ = "evaluation"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    #: Which sheet and version; what it asked is kept beside, for later versions change nothing here.
    criteria_key: Mapped[short]
    criteria_version: Mapped[int]
    criteria: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Run of the drill that was watched; None for a session without a board.
    run: Mapped[int | None]
    #: draft | finished
    state: Mapped[str] = mapped_column(String(10), default="draft")
    #: [{"name": "李四", "role": "镇应急办"}]: who stands for it.
    evaluators: Mapped[list[Any]] = mapped_column(Json, default=list)
    #: {"during.alarm": {"level": "yes", "remark": ""}}
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: Free texts by the sheet's field.
    texts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: Key of the sheet's conclusion; empty while nobody has decided.
    conclusion: Mapped[short] = mapped_column(default="")
    remarks: Mapped[body] = mapped_column(default="")
    #: Grows with each saving: a phone with an older page does not overwrite.
    revision: Mapped[int] = mapped_column(default=0)
    #: The drill's figures when it was finished, for later scans move the board.
    figures: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: SHA-256 over all of the above once finished; empty before.
    digest: Mapped[str] = mapped_column(String(64), default="")
    #: The finished evaluation that this one puts right, and why.
    corrects_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("evaluation.id"), unique=True)
    correction_reason: Mapped[line] = mapped_column(default="")
    #: One name for one form sent: a double tap meets the first row.
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[moment]
    started_by: Mapped[str] = mapped_column(String(60))
    finished_at: Mapped[moment | None]
    finished_by: Mapped[str] = mapped_column(String(60), default="")

    __table_args__ = (
        CheckConstraint("state IN ('draft','finished')", name="state_known"),
        CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL)", name="finished_has_moment"),
        CheckConstraint("state = 'draft' OR digest <> ''", name="finished_has_digest"),
        CheckConstraint("corrects_id IS NULL OR correction_reason <> ''", name="correction_has_reason"),
    )


class Improvement(Base):
    """A problem that a drill showed, with who mends it until when (整改项)."""

    __tablename__ = "improvement"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    #: The evaluation and its item (``during.alarm``) where it was found; None and empty for what was seen otherwise.
    evaluation_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("evaluation.id"))
    item: Mapped[short] = mapped_column(default="")
    problem: Mapped[body]
    measure: Mapped[body] = mapped_column(default="")
    #: Who mends it: a unit and a name; an account of the house where he has one.
    owner_unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    owner_name: Mapped[line]
    owner_staff_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))
    #: Last day of the deadline.
    due_on: Mapped[date]
    #: open | done | verified | withdrawn
    state: Mapped[str] = mapped_column(String(10), default="open")
    #: What was done and when, as reported last; the photo that proves it.
    done_note: Mapped[body] = mapped_column(default="")
    done_on: Mapped[date | None]
    done_by: Mapped[str] = mapped_column(String(60), default="")
    photo_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("evidence_photo.id"))
    verified_at: Mapped[moment | None]
    verified_by: Mapped[str] = mapped_column(String(60), default="")
    #: How often it was sent back.
    reopened: Mapped[int] = mapped_column(default=0)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    raised_at: Mapped[moment]
    raised_by: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        CheckConstraint("state IN ('open','done','verified','withdrawn')", name="state_known"),
        CheckConstraint("state NOT IN ('done','verified') OR done_on IS NOT NULL", name="done_has_day"),
        CheckConstraint("state <> 'verified' OR verified_by <> done_by", name="verified_by_another"),
        CheckConstraint("(state = 'verified') = (verified_at IS NOT NULL)", name="verified_has_moment"),
        Index("ix_improvement_campaign_due", "campaign_id", "state", "due_on"),
    )


class ImprovementEvent(Base):
    """One step in the life of an improvement. Only ever added."""

    __tablename__ = "improvement_event"

    id: Mapped[intpk]
    improvement_id: Mapped[int] = mapped_column(BigId, ForeignKey("improvement.id"), index=True)
    #: raised | changed | done | verified | reopened | withdrawn
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    note: Mapped[body] = mapped_column(default="")
    photo_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("evidence_photo.id"))
