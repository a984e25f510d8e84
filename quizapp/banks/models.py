"""Tables of question banks: what organizers keep; a contest freezes its own copy."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
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
    #: What is new waits until somebody other than its author has approved it.
    needs_approval: Mapped[bool] = mapped_column(default=False)
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


class BankImport(Base):
    """One confirmed import: what came from which file, so that it can be taken back."""

    __tablename__ = "bank_import"

    id: Mapped[intpk]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_bank.id"), index=True)
    #: None when the command line did it.
    staff_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))
    made_at: Mapped[moment]
    filename: Mapped[line]
    #: SHA-256 (hex) of the file.
    file_hash: Mapped[str] = mapped_column(String(64))
    #: Key of the format that was recognised.
    format: Mapped[short]
    #: Questions.
    added: Mapped[int]
    changed: Mapped[int]
    already_there: Mapped[int]
    left_out: Mapped[int]
    undone_at: Mapped[moment | None]
    undone_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))


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
    #: ``|a|b|``, so that one tag can be looked for; empty without tags.
    tags: Mapped[body] = mapped_column(default="")
    #: Who it is for, written like ``tags``.
    audience: Mapped[line] = mapped_column(default="")
    #: Source as shown to people, such as 《中华人民共和国消防法》第44条.
    source: Mapped[line] = mapped_column(default="")
    #: Key of the cited law or code of the standard, and the version that was read; empty without a source.
    law: Mapped[short] = mapped_column(default="")
    law_version: Mapped[date | None]
    #: First and last day on which the answer is right; None where no day is known.
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    last_verified_on: Mapped[date | None]
    created_at: Mapped[moment]
    #: Who wrote this version; None for shipped questions and the command line.
    created_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))
    #: Waits for somebody else's approval; never drawn.
    is_draft: Mapped[bool] = mapped_column(default=False)
    reviewed_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))
    reviewed_on: Mapped[date | None]
    #: The import that brought this version.
    import_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("bank_import.id"), index=True)
    #: The row that this version took the place of.
    replaces_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("bank_question.id"))
    #: Set when replaced by a newer version or taken out.
    retired_at: Mapped[moment | None]

    __table_args__ = (
        UniqueConstraint("bank_id", "key", "version", name="uq_bank_question_version"),
        Index("ix_bank_question_hash", "bank_id", "content_hash"),
    )


class QuestionReport(Base):
    """Somebody who answered a question says that something is wrong with it. Holds no name."""

    __tablename__ = "question_report"

    id: Mapped[intpk]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_bank.id"))
    #: The version that was answered.
    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("bank_question.id"), index=True)
    #: The unit whose contest it was: it answers for questions of shipped banks.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: The paper that it was on, so that the answer can be read where the report was made.
    attempt_id: Mapped[int] = mapped_column(BigId)
    #: key | outdated | unclear | other
    kind: Mapped[short]
    words: Mapped[body] = mapped_column(default="")
    made_at: Mapped[moment]
    #: What the organizer says; empty while it is open.
    answer: Mapped[body] = mapped_column(default="")
    answered_at: Mapped[moment | None]
    answered_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff.id"))
    #: The version that mended it.
    mended_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("bank_question.id"))

    __table_args__ = (
        # A second tap, or the page sent again, must meet the first report.
        UniqueConstraint("attempt_id", "question_id", name="uq_question_report_paper"),
        CheckConstraint("kind IN ('key','outdated','unclear','other')", name="kind_known"),
        Index("ix_question_report_bank", "bank_id", "answered_at"),
    )
