"""The table of waiting uploads. It is scratch space: every row is gone a day later."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, Json, intpk, line, moment, short


class Upload(Base):
    """A file between upload and import."""

    __tablename__ = "upload"

    id: Mapped[intpk]
    #: Random name in the preview's address.
    token: Mapped[str] = mapped_column(String(32), unique=True)
    #: units | roster | bank: what it is to become.
    purpose: Mapped[short]
    #: Only who uploaded it may see it.
    staff_id: Mapped[int] = mapped_column(BigId, ForeignKey("staff.id"), index=True)
    filename: Mapped[line]
    #: The file, sealed by the vault: rosters hold phone numbers.
    content: Mapped[bytes] = mapped_column(LargeBinary)
    #: What was read from the file, so that no page reads it again; not sealed, never about people.
    prepared: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Where it is to go and what was decided about single rows.
    choices: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[moment] = mapped_column(index=True)
