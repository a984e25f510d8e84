"""Tables of the audit log. Rows are only ever added; triggers on both databases refuse the rest."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, body, moment, short
from quizapp.db.grants import ANY, only_added


class AuditEntry(Base):
    """Who did what to which thing, chained to the entry before it."""

    __tablename__ = "audit_entry"

    #: 1, 2, 3 ... without gaps: a missing number is a missing entry.
    position: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[moment] = mapped_column(index=True)
    #: Staff id; None for the command line and for people who are not signed in.
    actor_id: Mapped[int | None] = mapped_column(BigId)
    #: Name as it was then.
    actor_name: Mapped[str] = mapped_column(String(120))
    #: ``room.verb``, for instance ``contest.open``.
    action: Mapped[short]
    object_type: Mapped[short]
    #: Id or code of the thing; empty when there is none.
    object_id: Mapped[short]
    #: The unit it concerns; None = the whole installation.
    unit_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("unit.id"))
    #: Facts without personal data, canonical JSON. Never changed.
    detail: Mapped[body]
    #: Personal data that explains the entry, canonical JSON; emptied when a person is erased.
    personal: Mapped[body | None]
    #: Random salt of ``personal_digest``; emptied with ``personal``, so that nothing can be guessed from the digest.
    personal_salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Salted hash of ``personal``; stays, so that erasing does not break the chain. None = there never was any.
    personal_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Keyed hash of the entry's content.
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    #: Keyed hash over position, digest and the previous entry's ``mac``.
    mac: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        Index("ix_audit_entry_unit_id_position", "unit_id", "position"),
        CheckConstraint("position > 0", name="position_positive"),
        only_added("personal", "personal_salt"),
    )


class AuditHead(Base):
    """The end of the chain: one row, locked by every writer, signed itself so that a cut tail is noticed."""

    __tablename__ = "audit_head"

    #: Always 1.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: Number of entries.
    count: Mapped[int] = mapped_column(BigId)
    #: ``mac`` of the last entry; empty when there is none.
    last_mac: Mapped[bytes] = mapped_column(LargeBinary)
    #: Keyed hash over ``count`` and ``last_mac``; empty while there is no entry.
    mac: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (CheckConstraint("id = 1", name="only_one_row"), only_added(ANY))
