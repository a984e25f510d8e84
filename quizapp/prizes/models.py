"""Tables of prize draws. The pool is not stored: it is a fold over the ledger at a fixed position."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, body, intpk, line, moment, short


class PrizeDraw(Base):
    """A draw among the people of one contest. What is published is never changed afterwards."""

    __tablename__ = "prize_draw"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"), index=True)
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"), index=True)
    #: The unit that holds it.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: Short code in /d/<code>.
    code: Mapped[short] = mapped_column(unique=True)
    title: Mapped[line]
    #: What people read: when it is drawn, where prizes are handed out.
    rules: Mapped[body] = mapped_column(default="")
    #: took_part | passed | full_marks
    eligibility: Mapped[short]
    #: Last day for claiming a prize.
    claim_until: Mapped[date]
    #: Whether winners (and nobody else) are asked for a phone number.
    asks_phone: Mapped[bool] = mapped_column(default=False)
    #: Where the public number will come from, such as 2026年6月30日双色球开奖号码; empty = none is used.
    public_source: Mapped[line] = mapped_column(default="")
    #: Secret until drawn, and its SHA-256, public from the beginning.
    seed: Mapped[str] = mapped_column(String(64))
    seed_commitment: Mapped[str] = mapped_column(String(64))
    #: Turns people into tickets; never published.
    ticket_key: Mapped[str] = mapped_column(String(64))
    #: SHA-256 of everything that was published at the start.
    rules_hash: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[moment | None]
    #: The pool: people who met the rule at this position of the ledger.
    pool_position: Mapped[int | None] = mapped_column(BigId)
    pool_size: Mapped[int | None]
    pool_hash: Mapped[str | None] = mapped_column(String(64))
    frozen_at: Mapped[moment | None]
    public_number: Mapped[line] = mapped_column(default="")
    drawn_at: Mapped[moment | None]
    created_at: Mapped[moment]
    created_by: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        CheckConstraint("eligibility IN ('took_part','passed','full_marks')", name="eligibility_known"),
        CheckConstraint("published_at IS NULL OR rules_hash IS NOT NULL", name="published_has_rules"),
        CheckConstraint("frozen_at IS NULL OR (published_at IS NOT NULL AND pool_hash IS NOT NULL)", name="frozen_has_pool"),
        CheckConstraint("drawn_at IS NULL OR frozen_at IS NOT NULL", name="drawn_was_frozen"),
    )  # fmt: skip


class Prize(Base):
    """A prize (奖品) of a draw, drawn in order of ``place``."""

    __tablename__ = "prize"

    id: Mapped[intpk]
    draw_id: Mapped[int] = mapped_column(BigId, ForeignKey("prize_draw.id"))
    place: Mapped[int]
    #: 一等奖
    rank: Mapped[line]
    #: 灭火器一具
    name: Mapped[line]
    count: Mapped[int]
    #: Worth of one, in hundredths of a yuan.
    value_cents: Mapped[int]

    __table_args__ = (
        UniqueConstraint("draw_id", "place", name="uq_prize_place"),
        CheckConstraint("count > 0", name="prize_count_positive"),
        CheckConstraint("value_cents >= 0 AND value_cents <= 5000000", name="prize_value_within_law"),
    )


class PrizeWin(Base):
    """A ticket that was drawn. A row is never deleted: a prize that is drawn again leaves both rows."""

    __tablename__ = "prize_win"

    id: Mapped[intpk]
    draw_id: Mapped[int] = mapped_column(BigId, ForeignKey("prize_draw.id"))
    prize_id: Mapped[int] = mapped_column(BigId, ForeignKey("prize.id"), index=True)
    #: 0-based place in the order of the draw: no place wins twice, none is skipped.
    place: Mapped[int]
    #: 1 for the first drawing of this prize, more for each time that it was drawn again.
    round_no: Mapped[int]
    #: Which of the prize's copies (1-based).
    copy_no: Mapped[int]
    ticket: Mapped[short]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: What the winner shows at the hand-out.
    claim_code: Mapped[short]
    #: Last day for claiming it; later for a prize that was drawn again.
    claim_until: Mapped[date]
    #: drawn | claimed | given | forfeited
    state: Mapped[short] = mapped_column(default="drawn")
    #: Why it was forfeited, as published.
    reason: Mapped[line] = mapped_column(default="")
    #: Sealed by the vault; gone 30 days after the hand-out.
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    drawn_at: Mapped[moment]
    claimed_at: Mapped[moment | None]
    given_at: Mapped[moment | None]
    forfeited_at: Mapped[moment | None]

    __table_args__ = (
        UniqueConstraint("draw_id", "place", name="uq_prize_win_place"),
        UniqueConstraint("draw_id", "person_id", name="uq_prize_win_person"),
        UniqueConstraint("prize_id", "copy_no", "round_no", name="uq_prize_win_round"),
        # One winner at a time for each copy of a prize, whoever presses the button twice.
        Index(
            "uq_prize_win_standing",
            "prize_id",
            "copy_no",
            unique=True,
            sqlite_where=text("state <> 'forfeited'"),
            postgresql_where=text("state <> 'forfeited'"),
        ),
        CheckConstraint("state IN ('drawn','claimed','given','forfeited')", name="win_state_known"),
        CheckConstraint("(state = 'forfeited') = (forfeited_at IS NOT NULL)", name="forfeited_has_time"),
    )
