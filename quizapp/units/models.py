"""Tables of the unit tree."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, ByteText, Json, intpk, line, moment, short
from quizapp.db.grants import only_added


class Unit(Base):
    """A reporting unit (填报单位): a government level, a village, an enterprise, a school ..."""

    __tablename__ = "unit"

    id: Mapped[intpk]
    #: None for the top of a tree.
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: Short stable code used in files and on the command line, unique in the installation.
    code: Mapped[short] = mapped_column(unique=True)
    name: Mapped[line]
    #: province | prefecture | county | township | village | grid | site: see units/kinds.toml.
    level: Mapped[short]
    #: government | department | village | enterprise | school | ...: see units/kinds.toml.
    kind: Mapped[short]
    #: ``/1/5/9/``: ids from the top to this unit; a subtree is one range of this column's index.
    path: Mapped[str] = mapped_column(ByteText, unique=True)
    #: 0 at the top.
    depth: Mapped[int]
    #: Order among siblings.
    position: Mapped[int] = mapped_column(default=0)
    #: Pinyin of the name and its initials, for searching.
    pinyin: Mapped[line] = mapped_column(default="")
    initials: Mapped[short] = mapped_column(default="")
    #: Declared number of people (应参加人数) and the day it was declared; None when unknown.
    headcount: Mapped[int | None]
    headcount_as_of: Mapped[date | None]
    #: False once merged into another unit or closed; history stays with it.
    is_active: Mapped[bool] = mapped_column(default=True)
    merged_into_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("unit.id"))
    created_at: Mapped[moment]

    __table_args__ = (
        CheckConstraint("headcount IS NULL OR headcount >= 0", name="headcount_not_negative"),
        CheckConstraint("depth >= 0", name="depth_not_negative"),
    )


class UnitChange(Base):
    """What happened to a unit: created, renamed, moved, merged, closed. Never changed, never deleted."""

    __tablename__ = "unit_change"

    id: Mapped[intpk]
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    at: Mapped[moment]
    #: created | renamed | moved | merged | closed | reopened | headcount
    action: Mapped[short]
    #: Who did it, as shown to people; the staff id stands in the audit log.
    actor: Mapped[str] = mapped_column(String(120))
    #: Before and after, as JSON.
    detail: Mapped[dict[str, Any]] = mapped_column(Json)

    __table_args__ = (
        Index("ix_unit_change_unit_at", "unit_id", "at"),
        Index("ix_unit_change_action", "action"),
        only_added(),
    )
