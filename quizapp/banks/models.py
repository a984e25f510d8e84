"""Tables of question banks: what organizers keep; a contest freezes its own copy."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, Json, body, intpk, line, moment, short


class QuestionBank(Base):
    """A bank (题库): shipped with the software (no unit, read-only) or kept by a unit."""

    __tablename__ = "question_bank"

    id: Mapped[intpk]
    #: None for a shipped bank, which everybody may use.
    unit_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    key: Mapped[short]
    title: Mapped[line]
    summary: Mapped[body] = mapped_column(default="")
    created_at: Mapped[moment]
    updated_at: Mapped[moment]
    archived_at: Mapped[moment | None]

    __table_args__ = (
        UniqueConstraint("unit_id", "key", name="uq_question_bank_key"),
        # NULLs are all different to the constraint above: two processes starting at once must not ship a bank twice.
        Index(
            "uq_question_bank_shipped_key",
            "key",
            unique=True,
            sqlite_where=text("unit_id IS NULL"),
            postgresql_where=text("unit_id IS NULL"),
        ),
    )


class BankQuestion(Base):
    """A question in a bank. Editing makes a new row with the next version; the old one is retired, not changed."""

    __tablename__ = "bank_question"

    id: Mapped[intpk]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_bank.id"))
    #: Stable name within the bank through all versions.
    key: Mapped[short]
    version: Mapped[int] = mapped_column(default=1)
    #: Hash of the normalised content: importing the same question again adds nothing.
    content_hash: Mapped[str] = mapped_column(String(64))
    type: Mapped[short]
    #: Stem, for lists and search; the whole stands in ``content``.
    stem: Mapped[body]
    #: The whole question with key, as `quizapp.questions` encodes it.
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    topic: Mapped[line] = mapped_column(default="")
    difficulty: Mapped[short] = mapped_column(default="medium")
    #: Source as shown to people, such as 《中华人民共和国消防法》第44条.
    source: Mapped[line] = mapped_column(default="")
    last_verified_on: Mapped[date | None]
    created_at: Mapped[moment]
    #: Set when replaced by a newer version or taken out.
    retired_at: Mapped[moment | None]

    __table_args__ = (
        UniqueConstraint("bank_id", "key", "version", name="uq_bank_question_version"),
        Index("ix_bank_question_hash", "bank_id", "content_hash"),
    )
