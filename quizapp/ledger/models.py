"""Tables of the ledger: entries that are never changed, totals that save time, seals that show tampering."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, intpk, line, moment, short
from quizapp.db.grants import only_added


class LedgerEntry(Base):
    """One thing that counts. Append-only: triggers refuse UPDATE and DELETE."""

    __tablename__ = "ledger_entry"

    #: Grows; a figure filed is a query at a position (``id <= N``).
    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    #: The unit credited: the host for ``session_held``, the person's own unit for ``attendance``.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    #: The unit that held the session or contest, if there was one.
    host_unit_id: Mapped[int | None] = mapped_column(BigId)
    #: Key of the kind: ``lecture``, ``comprehensive_drill``, ``knowledge_contest``, ``news`` ...
    kind: Mapped[short]
    #: session_held (场/次) | attendance (人次) | item (篇, 个, 部 ...) | quantity (份, 条 ...)
    measure: Mapped[str] = mapped_column(String(16))
    #: Signed: a correction reverses with the opposite sign.
    quantity: Mapped[int]
    #: True for "160余": the value is a floor.
    is_approximate: Mapped[bool] = mapped_column(default=False)
    activity_id: Mapped[int | None] = mapped_column(BigId)
    session_id: Mapped[int | None] = mapped_column(BigId)
    #: None for unnamed crowds and things.
    person_id: Mapped[int | None] = mapped_column(BigId)
    occurred_at: Mapped[moment]
    #: ``occurred_at``'s calendar day in the campaign's time zone.
    day: Mapped[date]
    recorded_at: Mapped[moment]
    #: attempt | scan | helper | kiosk | paper | headcount | import | manual
    source: Mapped[str] = mapped_column(String(16))
    #: The record behind it: table and id; with ``measure`` it makes the entry happen exactly once.
    source_table: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[int] = mapped_column(BigId)
    #: Sorted words such as ``delivery:online status:accepted``, framed by spaces; empty when there are none.
    tags: Mapped[str] = mapped_column(String(300), default="")
    #: Entry that this one takes back.
    reverses_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("ledger_entry.id"), unique=True)
    #: Who caused it: ``staff:3``, ``person:17``, ``system``.
    actor: Mapped[str] = mapped_column(String(60))
    #: Why, for corrections and things typed in; empty otherwise.
    reason: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("source_table", "source_id", "measure", name="uq_ledger_entry_source"),
        CheckConstraint("measure IN ('session_held','attendance','item','quantity')", name="measure_known"),
        CheckConstraint(
            "source IN ('attempt','scan','helper','kiosk','paper','headcount','import','manual')", name="source_known"
        ),
        CheckConstraint("quantity <> 0", name="quantity_not_zero"),
        CheckConstraint("reverses_id IS NULL OR reason <> ''", name="correction_has_reason"),
        CheckConstraint("tags = '' OR (tags LIKE ' %' AND tags LIKE '% ')", name="tags_framed"),
        Index("ix_ledger_entry_figure", "campaign_id", "kind", "measure", "unit_id", "day"),
        Index("ix_ledger_entry_unit", "campaign_id", "unit_id", "id"),
        Index("ix_ledger_entry_person", "person_id"),
        Index("ix_ledger_entry_session", "session_id"),
        only_added(),
    )


class LedgerTotal(Base):
    """Sum of the entries up to the roll-up position that share campaign, unit, kind, measure, tags and day."""

    __tablename__ = "ledger_total"

    campaign_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    tags: Mapped[str] = mapped_column(String(300), primary_key=True, default="")
    quantity: Mapped[int] = mapped_column(BigId)
    #: How many of the summed entries (signed) are approximate; above 0 the sum is a floor.
    approximate: Mapped[int] = mapped_column(default=0)

    __table_args__ = ({"sqlite_with_rowid": False},)


class LedgerSubtreeTotal(Base):
    """The same sums for a unit with everything below it, so that a province costs what a village costs."""

    __tablename__ = "ledger_subtree_total"

    campaign_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    #: The unit at the top of the subtree.
    unit_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    # the order of the key: what a form groups by lies together
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    tags: Mapped[str] = mapped_column(String(300), primary_key=True, default="")
    day: Mapped[date] = mapped_column(primary_key=True)
    quantity: Mapped[int] = mapped_column(BigId)
    approximate: Mapped[int] = mapped_column(default=0)

    __table_args__ = ({"sqlite_with_rowid": False},)


class LedgerPosition(Base):
    """How far a reader has come: the roll-up and the sealer each keep one row, and so do the subtree totals."""

    __tablename__ = "ledger_position"

    #: roll_up | seal | tree | integrity
    reader: Mapped[str] = mapped_column(String(16), primary_key=True)
    #: Highest entry covered; for ``tree`` how many moves of units the subtree totals know of.
    entry_id: Mapped[int] = mapped_column(BigId)


class LedgerSeal(Base):
    """A hash over a block of entries and the seal before it: changing an old entry breaks the chain."""

    __tablename__ = "ledger_seal"

    id: Mapped[intpk]
    first_id: Mapped[int] = mapped_column(BigId)
    last_id: Mapped[int] = mapped_column(BigId, unique=True)
    entries: Mapped[int]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[moment]

    __table_args__ = (only_added(),)
