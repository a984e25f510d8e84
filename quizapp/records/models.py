"""Tables of records: things that count and have no door of their own."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, intpk, line, moment, short


class Record(Base):
    """One article, product, posting, base, tip ... (台账记录) of a unit. Changed by withdrawing and adding anew."""

    __tablename__ = "record"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: Key in records/kinds.toml; also the ledger kind.
    kind: Mapped[short]
    title: Mapped[line]
    happened_on: Mapped[date]
    #: How many: 1 for a single thing, the number of copies, pieces or people otherwise.
    quantity: Mapped[int] = mapped_column(default=1)
    is_approximate: Mapped[bool] = mapped_column(default=False)
    #: One of the kind's statuses; empty when it has none.
    status: Mapped[short] = mapped_column(default="")
    #: Further words that form fields ask for (``good_practice``, ``from_tip`` ...), separated by spaces.
    tags: Mapped[line] = mapped_column(default="")
    #: Where it can be seen: a web address, a place, a file number.
    evidence: Mapped[line] = mapped_column(default="")
    note: Mapped[line] = mapped_column(default="")
    #: For coded kinds: whom the code stands for. The code itself is not stored.
    coded_person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("coded_person.id"))
    #: The withdrawn record that this one puts right.
    replaces_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("record.id"))
    #: One name for one form sent: a double tap meets the first row.
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    payload_hash: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    withdrawn_at: Mapped[moment | None]
    withdrawn_by: Mapped[str] = mapped_column(String(60), default="")
    withdrawn_reason: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name="withdrawal_has_reason"),
        Index("ix_record_campaign_kind", "campaign_id", "kind", "happened_on"),
    )


class CodedPerson(Base):
    """Somebody known by a code alone, such as a rewarded tipster (受奖举报人): counted once, never named.

    On the ledger the person is ``-id``: distinct people are counted right and no name can be found.
    """

    __tablename__ = "coded_person"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    #: Keyed hash of the code; the code cannot be read back.
    code_index: Mapped[str] = mapped_column(String(40))
    added_at: Mapped[moment]

    __table_args__ = (UniqueConstraint("campaign_id", "code_index", name="uq_coded_person_code"),)
