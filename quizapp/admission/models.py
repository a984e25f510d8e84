"""The line's two numbers: one row, shared by all processes and machines of an installation."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId


class AdmissionLine(Base):
    """How many numbers were given out and how many have been called. Kept, so that no place is lost with a process."""

    __tablename__ = "admission_line"

    #: Always 1: the server is one, and so is the line in front of it.
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    issued: Mapped[int] = mapped_column(BigId, default=0)
    called: Mapped[int] = mapped_column(BigId, default=0)

    __table_args__ = (CheckConstraint("called >= 0 AND called <= issued", name="called_within_issued"),)
