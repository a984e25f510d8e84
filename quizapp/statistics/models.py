"""Tables of statistics: what people type or confirm beside the derived figures, and forms that an office keeps."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, body, intpk, line, moment, short
from quizapp.db.grants import only_added
from quizapp.statistics.models_looks import LookNote

__all__ = ["CellInput", "FormVersion", "LookNote"]


class CellInput(Base):
    """Something a person said about one cell; what was said before stays as its history."""

    __tablename__ = "cell_input"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    form_key: Mapped[short]
    field_key: Mapped[short]
    #: ``cumulative`` or ``week:2026-06-10``.
    period_key: Mapped[short]
    #: typed: a figure or answer by hand; confirmed: the derived one is right; withdrawn: back to the derived one.
    action: Mapped[str] = mapped_column(String(16))
    #: The figure, the yes/no ("1"/"0") or the text; None when confirmed or withdrawn.
    value: Mapped[body | None]
    #: True for "160余".
    is_approximate: Mapped[bool] = mapped_column(default=False)
    #: Derived figure at that moment, so that a later change shows.
    derived: Mapped[body | None]
    reason: Mapped[line] = mapped_column(default="")
    #: Staff id and the name that was shown.
    staff_id: Mapped[int | None] = mapped_column(BigId)
    author: Mapped[str] = mapped_column(String(120))
    at: Mapped[moment]
    #: Whether this is the word that counts for the cell; False for history and for cells taken back.
    is_standing: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        CheckConstraint("action IN ('typed','confirmed','withdrawn')", name="action_known"),
        CheckConstraint("(action = 'typed') = (value IS NOT NULL)", name="typed_has_value"),
        CheckConstraint("NOT is_standing OR action <> 'withdrawn'", name="withdrawn_stands_no_more"),
        Index("ix_cell_input_cell", "campaign_id", "form_key", "period_key", "unit_id", "field_key", "id"),
        Index(
            "uq_cell_input_standing",
            "campaign_id",
            "form_key",
            "period_key",
            "field_key",
            "unit_id",
            unique=True,
            sqlite_where=text("is_standing = 1"),
            postgresql_where=text("is_standing"),
        ),
    )


class FormVersion(Base):
    """A published version of a form that an office keeps here. Append-only: what was filed on it stays readable."""

    __tablename__ = "form_version"

    id: Mapped[intpk]
    form_key: Mapped[short]
    #: 1, 2, 3 ...: the highest is in force.
    number: Mapped[int]
    #: The office that keeps it; campaigns of this unit and of units below it may use it.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: The form itself, as forms/README.md describes it.
    text: Mapped[body]
    #: SHA-256 of the text.
    content_hash: Mapped[str] = mapped_column(String(64))
    #: What is new in it, in the publisher's words.
    remark: Mapped[line] = mapped_column(default="")
    published_at: Mapped[moment]
    #: Name of the member of staff who published it, as it was then.
    published_by: Mapped[str] = mapped_column(String(120))

    __table_args__ = (
        UniqueConstraint("form_key", "number", name="uq_form_version_number"),
        CheckConstraint("number > 0", name="number_positive"),
        only_added(),
    )
