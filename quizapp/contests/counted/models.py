"""Tables of results: what counts for each person, and sums per unit that spare a reader the people."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, moment, short

#: As the partial indexes say it: a query must use the same words to be found in them.
COUNTS, NOT_ROLLED = "attempts > 0", "NOT is_rolled"


class ContestResult(Base):
    """The result of one person in one contest by its counting rule. Made with the first paper that counts, never deleted."""

    __tablename__ = "contest_result"

    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"), primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), primary_key=True, autoincrement=False)
    #: The unit that the credit goes to, and its kind when the result was made: brackets go by it.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    unit_kind: Mapped[short]
    #: Papers that count; 0 after all were voided: the row stays, so that writers have something to wait for.
    attempts: Mapped[int]
    #: The paper that is the result; None for an average.
    attempt_id: Mapped[int | None] = mapped_column(BigId)
    #: Hundredths of a point, and what is missing to the full score: the order of a board.
    score: Mapped[int]
    max_score: Mapped[int]
    lost: Mapped[int]
    #: Share of the full score in whole percent, rounded down.
    percent: Mapped[int]
    #: Questions answered right, in hundredths.
    correct: Mapped[int]
    #: Seconds from start to submission.
    seconds: Mapped[int]
    #: When this result was reached.
    reached_at: Mapped[moment]
    passed: Mapped[bool]
    #: Sums over all papers that count: an average needs them.
    score_sum: Mapped[int] = mapped_column(BigId)
    max_sum: Mapped[int] = mapped_column(BigId)
    correct_sum: Mapped[int] = mapped_column(BigId)
    seconds_sum: Mapped[int] = mapped_column(BigId)
    #: Whether `ContestTally` holds the row as it is. ``rolled_*`` is what it holds of it; unit None = nothing.
    is_rolled: Mapped[bool] = mapped_column(default=False)
    rolled_unit_id: Mapped[int | None] = mapped_column(BigId)
    rolled_percent: Mapped[int] = mapped_column(default=0)
    rolled_attempts: Mapped[int] = mapped_column(default=0)
    rolled_score: Mapped[int] = mapped_column(default=0)
    rolled_max: Mapped[int] = mapped_column(default=0)
    rolled_correct: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        CheckConstraint("score >= 0 AND score <= max_score AND lost = max_score - score", name="score_within_maximum"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="is_percent"),
        CheckConstraint("seconds >= 0", name="seconds_not_negative"),
        Index(
            "ix_contest_result_rank", "contest_id", "lost", "seconds", "reached_at", "person_id",
            sqlite_where=text(COUNTS), postgresql_where=text(COUNTS),
        ),
        Index(
            "ix_contest_result_bracket", "contest_id", "unit_kind", "lost", "seconds", "reached_at", "person_id",
            sqlite_where=text(COUNTS), postgresql_where=text(COUNTS),
        ),
        # Only what the sums do not know yet stands in it.
        Index(
            "ix_contest_result_tail", "contest_id", "person_id",
            sqlite_where=text(NOT_ROLLED), postgresql_where=text(NOT_ROLLED),
        ),
    )  # fmt: skip


class ContestTally(Base):
    """Sums of the rolled results of one unit (without those below it) whose share of the full score is ``percent``."""

    __tablename__ = "contest_tally"

    contest_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    percent: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: 人数: results, one a person; 人次: papers behind them.
    people: Mapped[int] = mapped_column(BigId)
    attempts: Mapped[int] = mapped_column(BigId)
    #: Sums of the results' columns of the same name.
    score: Mapped[int] = mapped_column(BigId)
    max_score: Mapped[int] = mapped_column(BigId)
    correct: Mapped[int] = mapped_column(BigId)

    __table_args__ = ({"sqlite_with_rowid": False},)
