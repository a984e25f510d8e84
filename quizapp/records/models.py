"""Tables of records: things that count and have no door of their own."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
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
    #: For occasions (会议, 服务): how many people came in all; None when nobody counted.
    attendances: Mapped[int | None]
    #: Whether ``attendances`` is a floor; three meetings are three, however roughly the people were counted.
    heads_approximate: Mapped[bool] = mapped_column(default=False)
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
    #: The batch that it came with: an import, or several lines typed at once.
    batch_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("record_batch.id"), index=True)
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
        CheckConstraint("attendances IS NULL OR attendances > 0", name="attendances_positive"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name="withdrawal_has_reason"),
        Index("ix_record_campaign_kind", "campaign_id", "kind", "happened_on"),
    )


class RecordBatch(Base):
    """Lines that came in together, and can be taken back together."""

    __tablename__ = "record_batch"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"), index=True)
    #: The unit within which all its lines lie: who may edit records there may take the batch back.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: typed | pasted | file
    origin: Mapped[short]
    #: Name of the file; empty for what was typed or pasted.
    filename: Mapped[line] = mapped_column(default="")
    #: Lines that were added.
    lines: Mapped[int]
    #: One name for one form or upload sent.
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    added_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    undone_at: Mapped[moment | None]
    undone_by: Mapped[str] = mapped_column(String(60), default="")
    undone_reason: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint("origin IN ('typed','pasted','file')", name="origin_known"),
        CheckConstraint("undone_at IS NULL OR undone_reason <> ''", name="undoing_has_reason"),
    )


class RecordPhoto(Base):
    """A photo that shows what a record says; never asked for. Kept until withdrawn, and then its bytes go."""

    __tablename__ = "record_photo"

    id: Mapped[intpk]
    record_id: Mapped[int] = mapped_column(BigId, ForeignKey("record.id"))
    #: WebP without anything but pixels; empty once withdrawn.
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    #: SHA-256 of the file as it came: the same file again is the same photo.
    digest: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[moment]
    actor: Mapped[str] = mapped_column(String(60))
    withdrawn_at: Mapped[moment | None]

    __table_args__ = (UniqueConstraint("record_id", "digest", name="uq_record_photo_once"),)


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
