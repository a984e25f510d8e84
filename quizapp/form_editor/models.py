"""Tables of the form editor: forms that are being written. What was published stands in `quizapp.statistics`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, body, intpk, line, moment, short


class FormDesign(Base):
    """A form that an office writes: its draft and who works on it."""

    __tablename__ = "form_design"

    id: Mapped[intpk]
    #: Key of the form for ever; made from its title, never typed.
    form_key: Mapped[short] = mapped_column(unique=True)
    #: The campaign office that keeps it.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: Title of the draft, for lists.
    title: Mapped[line]
    #: The draft as YAML, always a whole form; None = nothing was changed since the last version.
    draft: Mapped[body | None]
    #: Grows with each change: whoever saves names the one he saw.
    revision: Mapped[int] = mapped_column(default=1)
    #: Version in force; 0 = none yet.
    published: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[moment]
    changed_at: Mapped[datetime]
    #: Name of the member of staff who changed it last.
    changed_by: Mapped[str] = mapped_column(String(120))
