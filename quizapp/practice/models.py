"""Tables of practice: what a campaign opens, and one row per learner and question, not one per tap."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, Json, intpk, line, moment, short


class PracticeSetting(Base):
    """What an organizer opened for a campaign. No row = nothing is open."""

    __tablename__ = "practice_setting"

    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    has_free: Mapped[bool] = mapped_column(default=True)
    has_mistakes: Mapped[bool] = mapped_column(default=True)
    has_daily: Mapped[bool] = mapped_column(default=True)
    has_challenge: Mapped[bool] = mapped_column(default=True)
    #: Whether the best-of board of the challenge may be seen.
    shows_board: Mapped[bool] = mapped_column(default=False)
    #: Draws the daily questions: secret while the campaign runs, its SHA-256 public from the beginning.
    seed: Mapped[str] = mapped_column(String(64))
    seed_commitment: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[moment]


class PracticeBank(Base):
    """A bank that a campaign practises from."""

    __tablename__ = "practice_bank"

    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("practice_setting.campaign_id"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_bank.id"), primary_key=True)


class PracticeLearner(Base):
    """Whose progress it is: a person who gave a name, or a phone that has none."""

    __tablename__ = "practice_learner"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    #: Hash of the phone's key; None once the progress belongs to a person.
    device_hash: Mapped[str | None] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))
    created_at: Mapped[moment]

    __table_args__ = (
        UniqueConstraint("campaign_id", "device_hash", name="uq_practice_learner_device"),
        UniqueConstraint("person_id", name="uq_practice_learner_person"),
        CheckConstraint("(device_hash IS NULL) <> (person_id IS NULL)", name="learner_is_one"),
    )


class PracticeAnswer(Base):
    """What a learner's answers to one question came to. Named by bank and key: a new version keeps the progress."""

    __tablename__ = "practice_answer"

    id: Mapped[intpk]
    learner_id: Mapped[int] = mapped_column(BigId, ForeignKey("practice_learner.id"))
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_bank.id"))
    key: Mapped[short]
    #: The version (``bank_question.id``) that was answered last.
    question_id: Mapped[int] = mapped_column(BigId)
    #: Times answered, and times right.
    asked: Mapped[int]
    right_count: Mapped[int]
    #: Whether it stands in the mistake book.
    is_mistake: Mapped[bool]
    #: Days in a row on which it was right since the mistake, and the last of them.
    right_days: Mapped[int] = mapped_column(default=0)
    right_on: Mapped[date | None]
    #: Name of the last showing that was counted: the same form sent again changes nothing.
    nonce: Mapped[str] = mapped_column(String(32))
    answered_at: Mapped[moment]

    __table_args__ = (
        UniqueConstraint("learner_id", "bank_id", "key", name="uq_practice_answer_question"),
        CheckConstraint("right_count >= 0 AND right_count <= asked", name="right_within_asked"),
    )


class DailyQuestion(Base):
    """The question of one day of a campaign, frozen when it is asked for first: the same for all, whatever is edited."""

    __tablename__ = "daily_question"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    #: A day of the campaign's time zone.
    day: Mapped[date]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_bank.id"))
    key: Mapped[short]
    question_id: Mapped[int] = mapped_column(BigId)
    #: The question as it stood, with its key, and its source as people read it.
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    source: Mapped[line] = mapped_column(default="")
    #: Original option index by shown position.
    option_order: Mapped[list[Any]] = mapped_column(Json)
    #: What it was drawn from: how many questions, their SHA-256, and the place that the seed chose.
    pool_size: Mapped[int]
    pool_hash: Mapped[str] = mapped_column(String(64))
    place: Mapped[int]

    __table_args__ = (UniqueConstraint("campaign_id", "day", name="uq_daily_question_day"),)


class DailyAnswer(Base):
    """A learner's answer to the question of a day; the first one stands."""

    __tablename__ = "daily_answer"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    learner_id: Mapped[int] = mapped_column(BigId, ForeignKey("practice_learner.id"))
    day: Mapped[date]
    is_right: Mapped[bool]
    #: Atoms as they came in.
    chosen: Mapped[list[Any]] = mapped_column(Json)
    #: Answered on a later day: not part of that day's share.
    is_late: Mapped[bool]
    answered_at: Mapped[moment]

    __table_args__ = (
        UniqueConstraint("learner_id", "day", name="uq_daily_answer_day"),
        Index("ix_daily_answer_share", "campaign_id", "day"),
    )


class ChallengeBest(Base):
    """A learner's run until the first mistake, and the best one so far."""

    __tablename__ = "challenge_best"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    learner_id: Mapped[int] = mapped_column(BigId, ForeignKey("practice_learner.id"), unique=True)
    #: Names the run and decides its order of questions.
    run: Mapped[str] = mapped_column(String(32))
    #: Right answers of this run so far.
    step: Mapped[int] = mapped_column(default=0)
    is_over: Mapped[bool] = mapped_column(default=False)
    best: Mapped[int] = mapped_column(default=0)
    best_at: Mapped[moment | None]

    __table_args__ = (
        Index("ix_challenge_best_board", "campaign_id", "best"),
        CheckConstraint("step >= 0 AND best >= 0", name="steps_not_negative"),
    )
