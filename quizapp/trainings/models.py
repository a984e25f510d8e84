"""Tables of trainings: what was taught. Who came, how long, and how the exam went is read where it lives."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, body, line, moment


class TrainingRecord(Base):
    """What the record (安全生产教育和培训记录) says about one session beyond the session itself."""

    __tablename__ = "training_record"

    session_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("activity_session.id"), primary_key=True, autoincrement=False
    )
    #: What was taught.
    content: Mapped[body] = mapped_column(default="")
    #: Class hours (学时) in tenths: 15 = 1.5.
    tenth_hours: Mapped[int]
    #: Who taught: name, post or unit.
    teacher: Mapped[line] = mapped_column(default="")
    #: Who keeps the record.
    keeper: Mapped[line] = mapped_column(default="")
    #: The contest of the campaign that is its exam (考核); None = none.
    contest_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("contest.id"), index=True)
    changed_at: Mapped[moment]
    changed_by: Mapped[str] = mapped_column(String(60))

    __table_args__ = (CheckConstraint("tenth_hours BETWEEN 0 AND 10000", name="hours_in_reason"),)
