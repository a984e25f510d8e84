"""Tables of scoring: sheets as data with versions, a unit's card on a sheet, its lines."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, Json, body, intpk, line, moment, short


class ScoreSheet(Base):
    """A scoring sheet (考核评分表) of an office. Once open its rows stand still; a change is the next version."""

    __tablename__ = "score_sheet"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    #: The office that scores units below it.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    title: Mapped[line]
    note: Mapped[body] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    #: The version before this one.
    follows_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("score_sheet.id"))
    #: What the points are meant to add up to, without bonus points.
    total: Mapped[int] = mapped_column(default=100)
    #: Rows as `quizapp.assessments.sheet.Row` writes them.
    rows: Mapped[list[Any]] = mapped_column(Json, default=list)
    #: [[label, at least in hundredths]], the best first; empty = no grades.
    grades: Mapped[list[Any]] = mapped_column(Json, default=list)
    #: Levels and kinds of units that are scored; empty = any below the office.
    levels: Mapped[list[Any]] = mapped_column(Json, default=list)
    unit_kinds: Mapped[list[Any]] = mapped_column(Json, default=list)
    due_on: Mapped[date | None]
    #: draft | open | closed
    state: Mapped[short] = mapped_column(default="draft")
    #: Whether the office sees its units in order of points. Never shown to those who are scored.
    has_ranking: Mapped[bool] = mapped_column(default=False)
    #: Grows with each change of a draft.
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[moment | None]

    __table_args__ = (
        CheckConstraint("state IN ('draft','open','closed')", name="state_known"),
        CheckConstraint("total > 0", name="total_positive"),
        Index("ix_score_sheet_campaign", "campaign_id", "unit_id"),
    )


class ScoreCard(Base):
    """One unit on one sheet."""

    __tablename__ = "score_card"

    id: Mapped[intpk]
    sheet_id: Mapped[int] = mapped_column(BigId, ForeignKey("score_sheet.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: draft | self_scored | reviewed | frozen
    state: Mapped[short] = mapped_column(default="draft")
    #: Hundredths of a point; None until scored.
    self_points: Mapped[int | None]
    review_points: Mapped[int | None]
    #: Whether a veto stands in the review.
    is_vetoed: Mapped[bool] = mapped_column(default=False)
    #: What the office said when it gave the card back, or when it reviewed it.
    remark: Mapped[line] = mapped_column(default="")
    self_at: Mapped[moment | None]
    self_by: Mapped[str] = mapped_column(String(120), default="")
    review_at: Mapped[moment | None]
    review_by: Mapped[str] = mapped_column(String(120), default="")
    frozen_at: Mapped[moment | None]

    __table_args__ = (
        UniqueConstraint("sheet_id", "unit_id", name="uq_score_card_once"),
        CheckConstraint("state IN ('draft','self_scored','reviewed','frozen')", name="state_known"),
        CheckConstraint("state NOT IN ('reviewed','frozen') OR review_points IS NOT NULL", name="reviewed_has_points"),
    )


class ScoreLine(Base):
    """One row of a unit's card: what the unit says, what the ledger said then, what the office says."""

    __tablename__ = "score_line"

    id: Mapped[intpk]
    card_id: Mapped[int] = mapped_column(BigId, ForeignKey("score_card.id"))
    row_key: Mapped[short]
    #: What the unit says; None = nothing yet. What it counts is the row's business.
    answer: Mapped[int | None]
    #: What the system proposed when the unit saved; None = it knows nothing of this.
    derived: Mapped[int | None]
    word: Mapped[line] = mapped_column(default="")
    #: Where it can be seen: a web address, a page of the console, a file number.
    evidence: Mapped[line] = mapped_column(default="")
    #: Hundredths of a point, by the unit's answer.
    self_points: Mapped[int] = mapped_column(default=0)
    #: The office's points, and its yes or no where the row is one; None until reviewed.
    review_points: Mapped[int | None]
    review_answer: Mapped[int | None]
    review_reason: Mapped[line] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("card_id", "row_key", name="uq_score_line_row"),)
