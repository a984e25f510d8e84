"""Tables of integrity: marks are evidence, appeals are a participant's word against a decision."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, Json, body, intpk, line, moment, short


class IntegrityMark(Base):
    """One rule's evidence about one paper. It blocks nobody, and only a person draws conclusions from it."""

    __tablename__ = "integrity_mark"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"))
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempt.id"))
    #: device | speed | answers | night | rhythm | roster
    rule: Mapped[short]
    #: How unlike an honest paper, 0 to 1; grows when later papers add to the evidence.
    score: Mapped[float]
    #: Numbers and ids of papers that make the reason; no personal data.
    detail: Mapped[dict[str, Any]] = mapped_column(Json)
    first_seen: Mapped[moment]
    #: Set when a reviewer found nothing wrong (没问题), with who and a note.
    dismissed_at: Mapped[moment | None]
    dismissed_by: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("attempt_id", "rule", name="uq_integrity_mark_once"),
        CheckConstraint("score >= 0 AND score <= 1", name="score_is_share"),
        CheckConstraint("rule IN ('device','speed','answers','night','rhythm','roster')", name="rule_known"),
        CheckConstraint("(dismissed_at IS NULL) = (dismissed_by = '')", name="dismissed_by_somebody"),
        Index(
            "ix_integrity_mark_waiting", "contest_id", "rule",
            sqlite_where=text("dismissed_at IS NULL"), postgresql_where=text("dismissed_at IS NULL"),
        ),
    )  # fmt: skip


class AttemptAppeal(Base):
    """A participant's objection (申诉) to a void: once for each decision, answered by the organizer."""

    __tablename__ = "attempt_appeal"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"))
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempt.id"), index=True)
    #: The decision that is objected to.
    ruling_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempt_ruling.id"), unique=True)
    #: As written; taken out half a year after the answer.
    words: Mapped[body]
    made_at: Mapped[moment]
    answered_at: Mapped[moment | None]
    answered_by: Mapped[str] = mapped_column(String(60), default="")
    #: upheld | restored; empty while it waits
    verdict: Mapped[short] = mapped_column(default="")
    answer: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint("verdict IN ('','upheld','restored')", name="appeal_verdict_known"),
        CheckConstraint("(answered_at IS NULL) = (verdict = '')", name="answered_has_verdict"),
        CheckConstraint("answered_at IS NULL OR (answer <> '' AND answered_by <> '')", name="answer_has_words"),
        Index(
            "ix_attempt_appeal_waiting", "contest_id",
            sqlite_where=text("answered_at IS NULL"), postgresql_where=text("answered_at IS NULL"),
        ),
    )  # fmt: skip
