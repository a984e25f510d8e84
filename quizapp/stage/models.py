"""Tables of stage contests: who sits where, what is asked, and every word said while it runs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, Json, intpk, line, moment, short
from quizapp.db.grants import only_added


class StageContest(Base):
    """A team contest on a stage (现场团队赛). What happens in it are its events; the columns below ``phase`` are a copy
    of what they come to, so that a button pressed costs one row."""

    __tablename__ = "stage_contest"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"), index=True)
    #: The unit that holds it.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    title: Mapped[line]
    place: Mapped[line] = mapped_column(default="")
    #: Points every team begins with.
    start_score: Mapped[int] = mapped_column(default=100)
    #: Whoever has it sees the big screen.
    screen_token: Mapped[str] = mapped_column(String(32), unique=True)
    created_at: Mapped[moment]
    created_by: Mapped[str] = mapped_column(String(60))
    #: One name for one form sent.
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    #: Runs are told apart by number: a test run leaves the next one an empty board.
    run: Mapped[int] = mapped_column(default=1)
    #: ready | test | running | finished
    phase: Mapped[str] = mapped_column(String(8), default="ready")
    #: Grows with each event: screens notice. A deed of staff names the second one as they saw it.
    revision: Mapped[int] = mapped_column(default=0)
    host_revision: Mapped[int] = mapped_column(default=0)
    #: none | ready (shown, not open: a press is a false start) | open | taken
    gate: Mapped[str] = mapped_column(String(8), default="none")
    #: The event that opened the gate; who may not press now.
    opening_id: Mapped[int | None] = mapped_column(BigId)
    barred: Mapped[list[Any]] = mapped_column(Json, default=list)
    #: When the presses of this opening are compared; None before the first one and after.
    due_at: Mapped[moment | None]
    #: Written down by somebody at the end: people in the hall without the teams, and who judged and kept the record.
    audience: Mapped[int | None]
    audience_is_approximate: Mapped[bool] = mapped_column(default=False)
    referees: Mapped[line] = mapped_column(default="")
    recorder: Mapped[line] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint("phase IN ('ready','test','running','finished')", name="stage_phase_known"),
        CheckConstraint("gate IN ('none','ready','open','taken')", name="stage_gate_known"),
        CheckConstraint("audience IS NULL OR audience >= 0", name="stage_audience_not_negative"),
    )


class StageTeam(Base):
    """A team (代表队) on its seat, and the link of its buzzer."""

    __tablename__ = "stage_team"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_contest.id"))
    #: 1-based number of its table; teams answer in this order.
    seat: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    #: Credited with its members; None = counts for nobody.
    unit_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("unit.id"))
    #: Random part of the buzzer's address; another one each time the link is made anew.
    token: Mapped[str] = mapped_column(String(32), unique=True)
    #: When the buzzer was heard last, and its round trip as it measured it, in milliseconds.
    seen_at: Mapped[moment | None]
    rtt_ms: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("contest_id", "seat", name="uq_stage_team_seat"),
        UniqueConstraint("contest_id", "name", name="uq_stage_team_name"),
    )


class StageMember(Base):
    """Somebody who sits at a team's table."""

    __tablename__ = "stage_member"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_contest.id"), index=True)
    team_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_team.id"))
    seat: Mapped[int]
    #: Empty once erased.
    name: Mapped[str] = mapped_column(String(40))
    #: The participant that the ledger counts; None until the contest is finished, or where the team has no unit.
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"), index=True)

    __table_args__ = (UniqueConstraint("team_id", "seat", name="uq_stage_member_seat"),)


class StageRound(Base):
    """A round (环节) with its rules as data; see `rules.RoundRules`."""

    __tablename__ = "stage_round"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_contest.id"))
    #: 1-based place in the contest.
    number: Mapped[int]
    #: required | buzzer | risk | audience | tie
    kind: Mapped[short]
    title: Mapped[str] = mapped_column(String(40))
    rules: Mapped[dict[str, Any]] = mapped_column(Json)

    __table_args__ = (
        UniqueConstraint("contest_id", "number", name="uq_stage_round_number"),
        CheckConstraint("kind IN ('required','buzzer','risk','audience','tie')", name="stage_round_kind_known"),
    )


class StageQuestion(Base):
    """A question, copied whole: later edits of the bank do not reach it."""

    __tablename__ = "stage_question"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_contest.id"), index=True)
    round_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_round.id"))
    #: 1-based place in the round.
    place: Mapped[int]
    #: What a risk question is worth; None elsewhere.
    value: Mapped[int | None]
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Hash of what is asked: the same question is not drawn twice.
    content_hash: Mapped[str] = mapped_column(String(64))
    source: Mapped[line] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("round_id", "place", name="uq_stage_question_place"),)


class StageEvent(Base):
    """One act: a question called, a judgement, points with a reason, something taken back. Only ever added."""

    __tablename__ = "stage_event"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_contest.id"))
    run: Mapped[int]
    #: The contest's revision once it stood.
    seq: Mapped[int]
    #: See `rules.Act`.
    kind: Mapped[short]
    round_id: Mapped[int | None] = mapped_column(BigId)
    question_id: Mapped[int | None] = mapped_column(BigId)
    team_id: Mapped[int | None] = mapped_column(BigId)
    points: Mapped[int] = mapped_column(default=0)
    #: Worth of a risk question, or seconds of a clock.
    value: Mapped[int | None]
    #: right | wrong | partial
    verdict: Mapped[short] = mapped_column(default="")
    #: Teams that take part, where not all do.
    teams: Mapped[list[Any]] = mapped_column(Json, default=list)
    undoes_id: Mapped[int | None] = mapped_column(BigId)
    reason: Mapped[line] = mapped_column(default="")
    at: Mapped[moment]
    #: ``staff:3``, ``team:7`` or ``system``.
    actor: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        UniqueConstraint("contest_id", "seq", name="uq_stage_event_seq"),
        UniqueConstraint("undoes_id", name="uq_stage_event_undoes"),
        only_added("reason"),
    )


class StagePresence(Base):
    """Somebody of a team who was there, as one ending wrote it down: what his attendance in the ledger stands on.

    A contest that is opened again and finished again has new rows, so that what was taken back can be written anew.
    """

    __tablename__ = "stage_presence"

    id: Mapped[intpk]
    #: The event that ended the contest.
    ending_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_event.id"))
    team_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_team.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)

    __table_args__ = (UniqueConstraint("ending_id", "person_id", name="uq_stage_presence_once"),)


class StagePress(Base):
    """A press of a buzzer, whatever came of it."""

    __tablename__ = "stage_press"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_contest.id"))
    team_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_team.id"))
    #: The event that opened the gate; None for a false start.
    opening_id: Mapped[int | None] = mapped_column(BigId, index=True)
    #: in (counts) | early | barred | taken (the gate was shut already)
    verdict: Mapped[short]
    #: By the server's clock, before anything waited for the database.
    received_at: Mapped[moment]
    #: Round trip of this device as it measured it, in milliseconds; None when it told none.
    rtt_ms: Mapped[int | None]
    nonce: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("team_id", "nonce", name="uq_stage_press_nonce"),
        CheckConstraint("verdict IN ('in','early','barred','taken')", name="stage_press_known"),
    )


class StageBuzz(Base):
    """Who was first at an opening. One row an opening: the index decides when many ask at one instant."""

    __tablename__ = "stage_buzz"

    id: Mapped[intpk]
    contest_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_contest.id"))
    opening_id: Mapped[int] = mapped_column(BigId)
    team_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_team.id"))
    press_id: Mapped[int] = mapped_column(BigId, ForeignKey("stage_press.id"))
    decided_at: Mapped[moment]

    __table_args__ = (Index("uq_stage_buzz_opening", "opening_id", unique=True),)
