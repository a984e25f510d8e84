"""Tables of teams: what the organizer allows, teams, and who sits on which of their seats."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, intpk, line, moment, short

_STANDS = text("dissolved_at IS NULL")
_SITS = text("left_at IS NULL")


class TeamSetting(Base):
    """How a contest is run in teams. No row = not at all."""

    __tablename__ = "team_setting"

    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"), primary_key=True)
    #: Whether teams may be founded and joined.
    is_open: Mapped[bool] = mapped_column(default=False)
    #: Seats of a team, and how many of them must be taken for it to be ranked.
    size: Mapped[int] = mapped_column(default=3)
    min_size: Mapped[int] = mapped_column(default=3)
    #: All members belong to the founder's unit.
    same_unit: Mapped[bool] = mapped_column(default=False)
    #: sum | mean of the members' results that count.
    formula: Mapped[short] = mapped_column(default="sum")
    #: Whether participants see the board.
    shows_board: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[moment]

    __table_args__ = (
        CheckConstraint("size BETWEEN 2 AND 10", name="team_size_in_range"),
        CheckConstraint("min_size BETWEEN 1 AND size", name="team_minimum_in_range"),
        CheckConstraint("formula IN ('sum','mean')", name="team_formula_known"),
    )


class Team(Base):
    """A team (队伍) of one contest."""

    __tablename__ = "team"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"))
    #: 1-based number in the contest: what people see until the name was looked at.
    number: Mapped[int]
    #: What others type or scan to join.
    code: Mapped[short] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(40))
    #: Folded for matching: two teams cannot look alike.
    name_key: Mapped[str] = mapped_column(String(80))
    #: When staff looked at the name and found it fit for the public; None until then.
    name_approved_at: Mapped[moment | None]
    founder_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: The founder's unit at that moment.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    founded_at: Mapped[moment]
    dissolved_at: Mapped[moment | None]
    #: As its members are told.
    dissolved_reason: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("contest_id", "number", name="uq_team_number"),
        Index("uq_team_name", "contest_id", "name_key", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        CheckConstraint("(dissolved_at IS NULL) = (dissolved_reason = '')", name="dissolved_has_reason"),
    )


class TeamMember(Base):
    """Somebody on a seat of a team. Who left, or whose team was dissolved, keeps the row with the moment."""

    __tablename__ = "team_member"

    id: Mapped[intpk]
    team_id: Mapped[int] = mapped_column(BigId, ForeignKey("team.id"))
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: 1-based; the founder sits on the first.
    seat: Mapped[int]
    joined_at: Mapped[moment]
    left_at: Mapped[moment | None]

    __table_args__ = (
        # one person a seat, one team a person: who comes second at the same instant meets these
        Index("uq_team_member_seat", "team_id", "seat", unique=True, sqlite_where=_SITS, postgresql_where=_SITS),
        Index("uq_team_member_person", "contest_id", "person_id", unique=True, sqlite_where=_SITS, postgresql_where=_SITS),
        CheckConstraint("seat BETWEEN 1 AND 10", name="seat_in_range"),
    )  # fmt: skip
