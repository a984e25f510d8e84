"""Tables of boards: what an organizer opened, and what stood at the freeze hour."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, Json, moment, short


class ContestBoard(Base):
    """How a contest is ranked and which boards are public; without a row nothing is."""

    __tablename__ = "contest_board"

    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"), primary_key=True, autoincrement=False)
    #: Whether participants see the board of persons, and the board of units.
    shows_people: Mapped[bool] = mapped_column(default=False)
    shows_units: Mapped[bool] = mapped_column(default=False)
    #: How many persons stand on theirs, and whether their units are named.
    people_limit: Mapped[int] = mapped_column(default=50)
    names_units: Mapped[bool] = mapped_column(default=True)
    #: What units are compared by: people | above_mark | rate | average | correct | points
    formula: Mapped[short] = mapped_column(default="people")
    #: Share of the full score, in percent, that ``above_mark`` and ``points`` ask for.
    mark_percent: Mapped[int] = mapped_column(default=60)
    #: Points of a person who reaches the mark, and of everybody else.
    points_high: Mapped[int] = mapped_column(default=2)
    points_low: Mapped[int] = mapped_column(default=1)
    #: Units (and brackets) with fewer participants are shown without figures.
    min_people: Mapped[int] = mapped_column(default=5)
    #: Ranks that are shown; further units are named without figures.
    units_limit: Mapped[int] = mapped_column(default=10)
    #: Kind of the units that are compared, anywhere below the host; empty = the host's children.
    ranked_kind: Mapped[short] = mapped_column(default="")
    #: Whether each kind of unit has ranks of its own.
    has_brackets: Mapped[bool] = mapped_column(default=False)
    #: From then on public boards show what stood at this moment (封榜), until the organizer publishes the results.
    freeze_at: Mapped[moment | None]
    published_at: Mapped[moment | None]

    __table_args__ = (
        CheckConstraint("people_limit BETWEEN 3 AND 200", name="people_limit_known"),
        CheckConstraint("units_limit BETWEEN 3 AND 200", name="units_limit_known"),
        CheckConstraint("formula IN ('people','above_mark','rate','average','correct','points')", name="formula_known"),
        CheckConstraint("mark_percent BETWEEN 1 AND 100", name="mark_is_percent"),
        CheckConstraint("points_low >= 0 AND points_high >= points_low AND points_high <= 100", name="points_ordered"),
        CheckConstraint("min_people BETWEEN 3 AND 1000", name="min_people_known"),
        CheckConstraint("published_at IS NULL OR freeze_at IS NOT NULL", name="published_after_freeze"),
    )


class BoardFreeze(Base):
    """The boards of a contest as they stood at its freeze hour, recounted from the ledger; thrown away with new settings."""

    __tablename__ = "board_freeze"

    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"), primary_key=True, autoincrement=False)
    #: The freeze hour that it shows.
    stood_at: Mapped[moment]
    made_at: Mapped[moment]
    #: Tallies of the units that are compared; people of no such unit under ``others``.
    units: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Kind of unit ("" = all) -> the first persons in order, by id: names are looked up, so an erased one is gone here too.
    people: Mapped[dict[str, Any]] = mapped_column(Json)
