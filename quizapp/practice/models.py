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
    has_race: Mapped[bool] = mapped_column(default=True)
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


class RaceRun(Base):
    """A run over a short paper (双人对战): what was right after how long. Once complete it is an opponent for others."""

    __tablename__ = "race_run"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    learner_id: Mapped[int] = mapped_column(BigId, ForeignKey("practice_learner.id"))
    #: Its name in the address.
    token: Mapped[str] = mapped_column(String(32), unique=True)
    #: Names the paper: every run over it has the same questions with their options in the same order.
    paper: Mapped[str] = mapped_column(String(32))
    #: Versions of the paper's questions (``bank_question.id``), in order.
    question_ids: Mapped[list[Any]] = mapped_column(Json)
    #: 1-based number of this learner's run over the paper: only the first one, without knowing it, is shown to others.
    try_no: Mapped[int]
    #: The run that is replayed beside it; None when it was run alone, or the other one was erased.
    opponent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("race_run.id"), index=True)
    #: Whether others may race against it, with the name masked.
    is_offered: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[moment]
    #: One entry an answer: [milliseconds since the start, 1 = right], and the atoms as they came in.
    marks: Mapped[list[Any]] = mapped_column(Json, default=list)
    answers: Mapped[list[Any]] = mapped_column(Json, default=list)
    #: Answers so far, and right ones among them.
    step: Mapped[int] = mapped_column(default=0)
    right_count: Mapped[int] = mapped_column(default=0)
    #: Both None until the last answer.
    used_ms: Mapped[int | None] = mapped_column(BigId)
    finished_at: Mapped[moment | None]

    __table_args__ = (
        UniqueConstraint("learner_id", "paper", "try_no", name="uq_race_run_try"),
        CheckConstraint("right_count >= 0 AND right_count <= step", name="race_right_within_step"),
        CheckConstraint("(finished_at IS NULL) = (used_ms IS NULL)", name="race_finished_has_time"),
        Index("ix_race_run_offered", "campaign_id", "is_offered", "finished_at"),
    )
