"""Tables of downloads. They are scratch space: every row is gone a day after its file was made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, Json, intpk, line, moment, short


class Download(Base):
    """A file that somebody ordered."""

    __tablename__ = "download"

    id: Mapped[intpk]
    #: Random name in its page's address.
    token: Mapped[str] = mapped_column(String(32), unique=True)
    #: Name of the `Maker`.
    purpose: Mapped[short]
    #: Only who ordered it may fetch it, and only as long as he may do ``permission`` at ``unit_id``.
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"), index=True)
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    permission: Mapped[short]
    #: Name of the file without its ending, and its format (csv | xlsx | parquet | docx | pdf | zip).
    title: Mapped[line]
    format: Mapped[short]
    #: Page to go back to.
    origin: Mapped[line]
    #: What the maker needs to know, translated words included.
    choices: Mapped[dict[str, Any]] = mapped_column(Json)
    #: waiting | making | ready | failed
    state: Mapped[short] = mapped_column(default="waiting")
    #: Grows each time somebody begins to make it: a maker that was given up writes nothing any more.
    run: Mapped[int] = mapped_column(default=0)
    #: Rows (of a zip: parts) written so far, and all; None before they were counted.
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    #: Bytes of the finished file.
    size: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[moment] = mapped_column(index=True)
    #: Last sign of life of whoever makes it.
    touched_at: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('waiting','making','ready','failed')", name="state_known"),
        CheckConstraint("format IN ('csv','xlsx','zip','parquet','docx','pdf')", name="format_known"),
        CheckConstraint("(state = 'ready') = (ready_at IS NOT NULL)", name="ready_has_moment"),
        CheckConstraint("state <> 'ready' OR size IS NOT NULL", name="ready_has_size"),
    )


class DownloadPart(Base):
    """A piece of a file, sealed by the vault: the file may hold names."""

    __tablename__ = "download_part"

    download_id: Mapped[int] = mapped_column(BigId, ForeignKey("download.id"), primary_key=True)
    #: 0-based.
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
