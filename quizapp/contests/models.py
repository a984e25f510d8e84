"""Tables of contests: rules, the frozen pool, attempts."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.contests.models_time import ContestAccommodation, MoveCode, QuestionShown
from quizapp.db import Base, BigId, Json, body, intpk, line, moment, short

__all__ = [
    "Attempt",
    "AttemptReopening",
    "AttemptRuling",
    "Contest",
    "ContestAccommodation",
    "ContestBank",
    "ContestQuestion",
    "MoveCode",
    "QuestionShown",
]


class Contest(Base):
    """A knowledge contest (知识竞赛): rules, window, and a pool of questions frozen when it is published."""

    __tablename__ = "contest"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    #: The unit that holds it; it is open to the campaign's whole tree.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: Short code in /q/<code> and on the poster.
    code: Mapped[short] = mapped_column(unique=True)
    title: Mapped[line]
    intro: Mapped[body] = mapped_column(default="")
    #: Ledger kind that a submitted paper counts as.
    kind: Mapped[short] = mapped_column(default="knowledge_contest")
    #: Window by the server's clock: open at ``opens_at``, no new start at or after ``closes_at``.
    opens_at: Mapped[moment]
    closes_at: Mapped[moment]
    #: Questions a paper has, drawn from the pool.
    question_count: Mapped[int]
    #: Minutes from start to deadline; None = until the contest closes.
    minutes_limit: Mapped[int | None]
    #: Seconds that each question may be looked at, one question a page; None = the whole paper at once.
    question_seconds: Mapped[int | None]
    #: Tries a person has in all and on one day; None = without limit.
    tries_total: Mapped[int | None]
    tries_per_day: Mapped[int | None]
    #: The plan of a paper (`blueprint.Blueprint`); None = drawn from the whole pool, all questions worth the same.
    blueprint: Mapped[dict[str, Any] | None] = mapped_column(Json)
    #: Points of a question, in hundredths.
    points_each: Mapped[int] = mapped_column(default=1000)
    #: Share of the full score needed to pass, in percent.
    pass_percent: Mapped[int] = mapped_column(default=60)
    #: Name of the scoring rule in `quizapp.questions`.
    preset: Mapped[short] = mapped_column(default="all_or_nothing")
    #: Which of a person's papers is the result: best | last | first | average
    counting: Mapped[short] = mapped_column(default="best")
    #: What is shown after submission: score | answers | explanations
    reveal: Mapped[short] = mapped_column(default="explanations")
    #: Whether a phone number is asked for before the first try.
    asks_phone: Mapped[bool] = mapped_column(default=False)
    #: Draws papers (hex text); made when published, secret until the contest has closed.
    seed: Mapped[str | None] = mapped_column(String(64))
    #: SHA-256 of the seed, published from the start.
    seed_commitment: Mapped[str | None] = mapped_column(String(64))
    #: SHA-256 of the frozen pool: with the seed it makes every paper recomputable.
    pool_hash: Mapped[str | None] = mapped_column(String(64))
    #: Questions in the frozen pool; 0 while a draft.
    pool_size: Mapped[int] = mapped_column(default=0)
    #: None while a draft; the pool is frozen from this moment on.
    published_at: Mapped[moment | None]
    #: Paused by hand: no new start until it goes on; who has started goes on answering.
    paused_at: Mapped[moment | None]
    #: Closed by hand before ``closes_at``.
    closed_at: Mapped[moment | None]
    created_at: Mapped[moment]
    created_by: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("question_count > 0", name="has_questions"),
        CheckConstraint("minutes_limit IS NULL OR minutes_limit > 0", name="minutes_positive"),
        CheckConstraint("question_seconds IS NULL OR question_seconds > 0", name="question_seconds_positive"),
        CheckConstraint("tries_total IS NULL OR tries_total > 0", name="tries_positive"),
        CheckConstraint("tries_per_day IS NULL OR tries_per_day > 0", name="day_tries_positive"),
        CheckConstraint("pass_percent BETWEEN 0 AND 100", name="pass_is_percent"),
        CheckConstraint("points_each > 0", name="points_positive"),
        CheckConstraint("counting IN ('best','last','first','average')", name="counting_known"),
        CheckConstraint("reveal IN ('score','answers','explanations')", name="reveal_known"),
        CheckConstraint(
            "published_at IS NULL OR (seed IS NOT NULL AND seed_commitment IS NOT NULL AND pool_hash IS NOT NULL)",
            name="published_is_committed",
        ),
        Index("ix_contest_campaign_window", "campaign_id", "opens_at"),
    )


class ContestBank(Base):
    """A bank that a draft contest draws from."""

    __tablename__ = "contest_bank"

    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_bank.id"), primary_key=True)


class ContestQuestion(Base):
    """A question of the frozen pool, copied whole: later edits of the bank do not reach it."""

    __tablename__ = "contest_question"

    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"), primary_key=True)
    #: 0-based place in the pool; papers name questions by it.
    place: Mapped[int] = mapped_column(primary_key=True)
    bank_question_id: Mapped[int | None] = mapped_column(BigId)
    bank_id: Mapped[int | None] = mapped_column(BigId)
    #: Stands on every paper.
    is_required: Mapped[bool] = mapped_column(default=False)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Its source as shown to people, such as 《中华人民共和国消防法》第44条; frozen with it.
    source: Mapped[line] = mapped_column(default="")


class Attempt(Base):
    """One try of one person (答卷). Created by starting, completed by submitting; never deleted."""

    __tablename__ = "attempt"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("contest.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: Random name in the phone's address: /q/<code>/a/<token>.
    token: Mapped[str] = mapped_column(String(32), unique=True)
    #: 1-based number of this person's try, in all and on this day: the limits are these constraints.
    attempt_no: Mapped[int]
    day: Mapped[date]
    day_no: Mapped[int]
    #: Questions issued, the order of their options, and their section if there are any: [[place, [option, ...], section], ...]
    issued: Mapped[list[Any]] = mapped_column(Json)
    started_at: Mapped[moment]
    #: Last moment for answers; a short grace is added for the network.
    deadline_at: Mapped[moment]
    #: Percent of the usual time that this person has (`accommodations`); None = without limit.
    time_percent: Mapped[int | None] = mapped_column(default=100)
    #: The phone's own name for its submission; a retry carries the same one. None when the deadline sent it in.
    submission_key: Mapped[str | None] = mapped_column(String(64))
    #: Answers as tapped so far, then as graded: {"0": [2], ...} by place on the paper, shown positions.
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: Grows with each save; an older save never overwrites a newer one.
    revision: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[moment | None]
    submitted_at: Mapped[moment | None]
    #: phone | autosubmit: who sent it in.
    submitted_by: Mapped[short] = mapped_column(default="")
    #: Whether it stands in the ledger as an attendance: a blank paper that only the deadline handed in does not.
    is_counted: Mapped[bool] = mapped_column(default=False)
    #: Hundredths of a point.
    score: Mapped[int | None]
    max_score: Mapped[int | None]
    correct_count: Mapped[int | None]
    passed: Mapped[bool | None]
    #: Share (0-1) per question of the paper, in order.
    shares: Mapped[list[Any] | None] = mapped_column(Json)
    #: Hash of the phone's device key.
    device_hash: Mapped[str | None] = mapped_column(String(64))
    #: When it went on on another phone: from then on it is answered on ``device_hash`` alone.
    moved_at: Mapped[moment | None]
    #: The `AttemptReopening` that opened it last (重开), and why, as its person is told; kept after it was handed in again.
    reopened_by_id: Mapped[int | None] = mapped_column(BigId)
    reopened_reason: Mapped[line] = mapped_column(default="")
    #: Set by a reviewer (作废): it counts nowhere any more, and the ledger holds the reversing entry.
    voided_at: Mapped[moment | None]
    #: Why, as its person is told; empty while it stands.
    voided_reason: Mapped[line] = mapped_column(default="")
    #: Whether voiding gave the try back; otherwise a voided paper is a used try.
    returns_try: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("contest_id", "person_id", "attempt_no", name="uq_attempt_number"),
        UniqueConstraint("contest_id", "person_id", "day", "day_no", name="uq_attempt_day_number"),
        CheckConstraint("attempt_no > 0 AND day_no > 0", name="numbers_positive"),
        CheckConstraint("time_percent IS NULL OR time_percent >= 100", name="time_not_less"),
        CheckConstraint("(reopened_by_id IS NULL) = (reopened_reason = '')", name="reopening_has_reason"),
        CheckConstraint("(submitted_at IS NULL) = (score IS NULL)", name="submitted_has_score"),
        CheckConstraint("score IS NULL OR (score >= 0 AND score <= max_score)", name="score_within_maximum"),
        CheckConstraint("(voided_at IS NULL) = (voided_reason = '')", name="void_has_reason"),
        CheckConstraint("voided_at IS NULL OR (submitted_at IS NOT NULL AND NOT is_counted)", name="void_counts_not"),
        CheckConstraint("NOT returns_try OR voided_at IS NOT NULL", name="only_a_void_returns_try"),
        Index("ix_attempt_device", "contest_id", "device_hash"),
        # At most one open paper a person, whatever starts and reopenings do at one instant.
        Index(
            "uq_attempt_one_open",
            "contest_id",
            "person_id",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
        # Only open attempts stand in it: the housekeeping that looks for overdue ones costs the same in every year.
        Index(
            "ix_attempt_open",
            "deadline_at",
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
    )


class AttemptRuling(Base):
    """A reviewer's decision about a paper that was handed in: void, restore, void again ... Never changed or deleted."""

    __tablename__ = "attempt_ruling"

    id: Mapped[intpk]
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempt.id"))
    #: 1-based number of the decision about this paper: two reviewers cannot both make the same one.
    round: Mapped[int]
    #: void | restore; a restored paper stands in the ledger again by an entry of this ruling.
    verdict: Mapped[short]
    reason: Mapped[line]
    decided_at: Mapped[moment]
    decided_by: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        UniqueConstraint("attempt_id", "round", name="uq_attempt_ruling_round"),
        CheckConstraint("verdict IN ('void','restore')", name="verdict_known"),
        CheckConstraint("reason <> ''", name="ruling_has_reason"),
        CheckConstraint("round > 0 AND (round % 2 = 1) = (verdict = 'void')", name="rulings_alternate"),
    )


class AttemptReopening(Base):
    """An organizer's decision to open a paper again (重开) that was handed in. Never changed or deleted."""

    __tablename__ = "attempt_reopening"

    id: Mapped[intpk]
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempt.id"))
    #: 1-based number of the decision about this paper: two organizers cannot both make the same one.
    round: Mapped[int]
    reason: Mapped[line]
    #: The new last moment for answers.
    deadline_at: Mapped[moment]
    #: What the paper was before: when it was handed in, by whom (phone | autosubmit), its score in hundredths.
    was_submitted_at: Mapped[moment]
    was_submitted_by: Mapped[short]
    was_score: Mapped[int]
    decided_at: Mapped[moment]
    decided_by: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        UniqueConstraint("attempt_id", "round", name="uq_attempt_reopening_round"),
        CheckConstraint("round > 0", name="round_counted"),
        CheckConstraint("reason <> ''", name="reopening_has_reason"),
        CheckConstraint("deadline_at > decided_at", name="opens_for_a_while"),
    )
