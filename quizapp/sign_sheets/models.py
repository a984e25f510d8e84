"""Tables of paper sheets: what was printed, whom each row names, and each time a sheet was read back in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, Json, body, intpk, line, moment, short


class PrintedSheet(Base):
    """A sheet as it left the printer; printing again makes another one, with other rows perhaps."""

    __tablename__ = "printed_sheet"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"), index=True)
    #: 表号, printed on every page and in its QR code.
    code: Mapped[short] = mapped_column(unique=True)
    #: Rows with a name, and all rows with the empty ones at the end.
    listed: Mapped[int]
    rows: Mapped[int]
    printed_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))

    __table_args__ = (CheckConstraint("listed >= 0 AND rows >= listed AND rows > 0", name="rows_hold_listed"),)


class PrintedRow(Base):
    """Whom a row of a sheet names: a line of a roster, or somebody who took part before."""

    __tablename__ = "printed_row"

    sheet_id: Mapped[int] = mapped_column(BigId, ForeignKey("printed_sheet.id"), primary_key=True)
    #: 1-based, through all pages.
    number: Mapped[int] = mapped_column(primary_key=True)
    roster_entry_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("roster_entry.id"))
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"), index=True)

    __table_args__ = (
        CheckConstraint("(roster_entry_id IS NULL) <> (person_id IS NULL)", name="row_names_one"),
    )  # fmt: skip


class SheetReturn(Base):
    """A signed sheet, or a page of it, read back in."""

    __tablename__ = "sheet_return"

    id: Mapped[intpk]
    sheet_id: Mapped[int] = mapped_column(BigId, ForeignKey("printed_sheet.id"), index=True)
    #: One name for one form sent: a double tap meets the first row.
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    payload_hash: Mapped[str] = mapped_column(String(64))
    #: Row numbers as typed ("1-17,19"), and the names written into empty rows, one a line.
    rows_text: Mapped[body]
    names_text: Mapped[body] = mapped_column(default="")
    #: Rows that were signed by what was typed, and what the paper itself says (实到).
    signed: Mapped[int]
    declared: Mapped[int]
    #: Why the two differ; empty when they do not.
    difference_reason: Mapped[line] = mapped_column(default="")
    photo_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("evidence_photo.id"))
    entered_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        CheckConstraint("signed > 0 AND declared >= 0", name="something_signed"),
        CheckConstraint("signed = declared OR difference_reason <> ''", name="difference_has_reason"),
    )


class Signature(Base):
    """A signature given with the finger for one attendance; once given it stays."""

    __tablename__ = "signature"

    id: Mapped[intpk]
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity_session.id"), index=True)
    attendance_id: Mapped[int] = mapped_column(BigId, ForeignKey("attendance.id"), unique=True)
    #: Lines of points in a box of 1000 x 400: [[[x, y], ...], ...]
    strokes: Mapped[list[Any]] = mapped_column(Json)
    device_hash: Mapped[str | None] = mapped_column(String(64))
    signed_at: Mapped[moment]
