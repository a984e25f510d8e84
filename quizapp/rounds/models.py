"""Tables of events of several rounds: rounds, lists as published, and every decision about them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, body, intpk, line, moment, short


class RoundEvent(Base):
    """An event (多轮赛事): rounds in order, each a contest. Everybody may see it once one of them is published."""

    __tablename__ = "round_event"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"), index=True)
    #: The unit that holds it.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: Short code in /e/<code>.
    code: Mapped[short] = mapped_column(unique=True)
    title: Mapped[line]
    intro: Mapped[body] = mapped_column(default="")
    #: Turns people into the numbers of public lists; never published.
    ticket_key: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[moment]
    created_by: Mapped[str] = mapped_column(String(60))


class EventRound(Base):
    """A round (轮次): its contest, who goes on from it, and since when the list of those is public."""

    __tablename__ = "event_round"

    id: Mapped[intpk]
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("round_event.id"))
    #: 1-based place in the event.
    number: Mapped[int]
    title: Mapped[line]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"), unique=True)
    #: top | top_per_unit | top_per_kind | above: who goes on to the next round (`rules.Kind`).
    kind: Mapped[short] = mapped_column(default="top")
    #: Persons in all, persons of each unit or kind of unit, or the mark in percent of the full score.
    amount: Mapped[int]
    #: Reserves (候补) behind them: in all, or of each unit or kind of unit.
    reserves: Mapped[int] = mapped_column(default=0)
    #: When the rule was set last; it stands still from the publication on.
    rule_set_at: Mapped[moment]
    #: Position of the ledger at which the list was made, SHA-256 of the list's file, and when it became public.
    position: Mapped[int | None] = mapped_column(BigId)
    list_hash: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[moment | None]

    __table_args__ = (
        UniqueConstraint("event_id", "number", name="uq_event_round_number"),
        CheckConstraint("number > 0", name="round_number_positive"),
        CheckConstraint("kind IN ('top','top_per_unit','top_per_kind','above')", name="rule_known"),
        CheckConstraint("amount > 0 AND reserves >= 0", name="rule_positive"),
        CheckConstraint("(published_at IS NULL) = (list_hash IS NULL)", name="published_has_hash"),
        CheckConstraint("(published_at IS NULL) = (position IS NULL)", name="published_has_position"),
    )


class RoundPlace(Base):
    """A person on a published list. What was published never changes; what became of the place stands beside it."""

    __tablename__ = "round_place"

    id: Mapped[intpk]
    round_id: Mapped[int] = mapped_column(BigId, ForeignKey("event_round.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: listed (入围) | reserve (候补)
    role: Mapped[short]
    #: 1-based order on the list; reserves follow those who are listed.
    order_no: Mapped[int]
    #: Unit or kind of unit whose reserves move up for this place; empty = one list for all.
    group_key: Mapped[short] = mapped_column(default="")
    #: Place in the round's ranking with its result; None for somebody without one whom the organizer added.
    rank: Mapped[int | None]
    score: Mapped[int | None]
    max_score: Mapped[int | None]
    seconds: Mapped[int | None]
    #: The unit as it was then.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    #: Added by the organizer, with the reason.
    is_by_hand: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[line] = mapped_column(default="")
    #: False for somebody who was added after the publication: not part of the file that was fingerprinted.
    is_frozen: Mapped[bool] = mapped_column(default=True)
    #: stands | declined | removed
    state: Mapped[short] = mapped_column(default="stands")
    state_reason: Mapped[line] = mapped_column(default="")
    #: When a reserve took the place of somebody who left.
    moved_up_at: Mapped[moment | None]

    __table_args__ = (
        UniqueConstraint("round_id", "person_id", name="uq_round_place_person"),
        CheckConstraint("role IN ('listed','reserve')", name="role_known"),
        CheckConstraint("state IN ('stands','declined','removed')", name="place_state_known"),
        CheckConstraint("moved_up_at IS NULL OR role = 'reserve'", name="only_reserves_move_up"),
        CheckConstraint("NOT is_by_hand OR reason <> ''", name="by_hand_has_reason"),
    )


class RoundDecision(Base):
    """What somebody decided about a person and a list. Never changed, never deleted; the latest one holds."""

    __tablename__ = "round_decision"

    id: Mapped[intpk]
    round_id: Mapped[int] = mapped_column(BigId, ForeignKey("event_round.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: add | remove | undo before and after publication; decline | move_up after it.
    verdict: Mapped[short]
    reason: Mapped[line] = mapped_column(default="")
    decided_at: Mapped[moment]
    #: staff:<id>, person:<id> or system.
    decided_by: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        CheckConstraint("verdict IN ('add','remove','undo','decline','move_up')", name="decision_known"),
        CheckConstraint("verdict NOT IN ('add','remove') OR reason <> ''", name="decision_has_reason"),
    )
