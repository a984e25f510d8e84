"""Tables around the time of a paper: who gets more of it, when a question was shown, the code that moves a paper."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, intpk, line, moment


class ContestAccommodation(Base):
    """More time (照顾安排) for one person or for everybody of a subtree of units, in one contest. Ended, never deleted."""

    __tablename__ = "contest_accommodation"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"))
    #: Exactly one of the two: a person, or a unit with all units below it.
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: Percent of the usual time (150 = half as much again); None = without limit.
    time_percent: Mapped[int | None]
    #: Why, for organizers alone; empty once the person was erased.
    reason: Mapped[line]
    given_at: Mapped[moment]
    given_by: Mapped[str] = mapped_column(String(60))
    #: Set when it ends for papers that start later; papers that have started keep what they got.
    ended_at: Mapped[moment | None]
    ended_by: Mapped[str] = mapped_column(String(60), default="")

    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="one_subject"),
        CheckConstraint("time_percent IS NULL OR time_percent BETWEEN 101 AND 1000", name="more_time"),
        CheckConstraint("(ended_at IS NULL) = (ended_by = '')", name="end_has_author"),
        Index("ix_contest_accommodation_contest", "contest_id"),
        Index(
            "uq_contest_accommodation_person", "contest_id", "person_id", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_contest_accommodation_unit", "contest_id", "unit_id", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip


class QuestionShown(Base):
    """The moment at which a question of a paper was first shown: its own clock (每题限时) starts there and once only."""

    __tablename__ = "attempt_question_shown"

    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempt.id"), primary_key=True)
    #: 0-based place on the paper.
    place: Mapped[int] = mapped_column(primary_key=True)
    shown_at: Mapped[moment]

    __table_args__ = (CheckConstraint("place >= 0", name="place_counted"),)


class MoveCode(Base):
    """The latest code by which an open paper goes on on another phone: short-lived, good for one use."""

    __tablename__ = "attempt_move_code"

    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempt.id"), primary_key=True)
    #: SHA-256 of the code: who reads the database cannot take the paper.
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[moment]
    expires_at: Mapped[moment]
    used_at: Mapped[moment | None]

    __table_args__ = (
        UniqueConstraint("code_hash", name="uq_attempt_move_code_hash"),
        CheckConstraint("expires_at > made_at", name="lives"),
    )
