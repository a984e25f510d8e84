"""Tables of the live quiz: a room, its frozen questions, its players, their answers, and all that hosts did.

The whole state of a game is in these rows: a process that starts again goes on where the last one was killed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Base, BigId, Json, intpk, line, moment, short
from quizapp.db.grants import only_added


class LiveRoom(Base):
    """A room (直播答题): rules frozen when its lobby opens, and where the game stands."""

    __tablename__ = "live_room"

    id: Mapped[intpk]
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"), index=True)
    #: Who holds it: organizers of this unit may edit and host.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    #: Six characters that people read off a screen: /l/<code>.
    code: Mapped[str] = mapped_column(String(12), unique=True)
    title: Mapped[line]
    #: right_first | speed_linear | speed_kahoot
    preset: Mapped[short] = mapped_column(default="right_first")
    #: Whether right answers in a row earn more; never with ``right_first``.
    has_streak: Mapped[bool] = mapped_column(default=False)
    #: standard | elimination (一站到底: a wrong answer, or none, and one looks on)
    mode: Mapped[short] = mapped_column(default="standard")
    #: Only people matched to a roster line may play.
    roster_only: Mapped[bool] = mapped_column(default=False)
    #: Whether units are compared by the mean of their players.
    has_teams: Mapped[bool] = mapped_column(default=False)
    #: Counts nowhere (彩排).
    is_practice: Mapped[bool] = mapped_column(default=False)
    #: Whether people sit in one hall (offline) or anywhere (online): a tag of the ledger entries.
    is_in_hall: Mapped[bool] = mapped_column(default=True)
    #: Names on the board.
    board_size: Mapped[int] = mapped_column(default=10)
    #: Whether everybody may go through the questions once more after the end; counts nowhere.
    allows_replay: Mapped[bool] = mapped_column(default=True)
    #: Most players the room takes: a flood of bots ends here.
    join_limit: Mapped[int] = mapped_column(default=3_000)
    #: Words that the host does not want to see in a name on the screen, besides those of the house.
    bad_words: Mapped[list[Any]] = mapped_column(Json, default=list)
    #: draft | lobby | asking | revealed | board | finished. What the clock does by itself is not stored.
    phase: Mapped[short] = mapped_column(default="draft")
    #: Question on stage, from 1; 0 before the first.
    place: Mapped[int] = mapped_column(default=0)
    question_count: Mapped[int] = mapped_column(default=0)
    #: When the question on stage may be seen, and until when it may be answered (with a grace for the net).
    opens_at: Mapped[moment | None]
    closes_at: Mapped[moment | None]
    #: Set while the clock stands; going on moves ``opens_at`` and ``closes_at`` by the length of the pause.
    paused_at: Mapped[moment | None]
    #: Set while nobody new may join.
    joins_locked_at: Mapped[moment | None]
    #: Grows with each act of a host: an act that saw another number is refused.
    revision: Mapped[int] = mapped_column(default=0)
    #: Random part of the big screen's address.
    screen_token: Mapped[str] = mapped_column(String(32), unique=True)
    created_at: Mapped[moment]
    created_by: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[moment | None]
    #: Last act of a host: a room that is left alone for a day is closed.
    touched_at: Mapped[moment]
    finished_at: Mapped[moment | None]

    __table_args__ = (
        CheckConstraint("phase IN ('draft','lobby','asking','revealed','board','finished')", name="phase_known"),
        CheckConstraint("preset IN ('right_first','speed_linear','speed_kahoot')", name="preset_known"),
        CheckConstraint("mode IN ('standard','elimination')", name="mode_known"),
        CheckConstraint("place >= 0 AND place <= question_count", name="place_exists"),
        CheckConstraint("phase <> 'asking' OR (opens_at IS NOT NULL AND closes_at IS NOT NULL)", name="asked_is_timed"),
    )


class LiveQuestion(Base):
    """A question of a room, frozen when it was picked: whatever is edited in its bank, the game stays."""

    __tablename__ = "live_question"

    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("live_room.id"), primary_key=True)
    #: From 1.
    place: Mapped[int] = mapped_column(primary_key=True)
    #: The question with its key, and its source as people read it.
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    source: Mapped[line] = mapped_column(default="")
    #: Original option index by shown position: the same on all phones and on the screen.
    option_order: Mapped[list[Any]] = mapped_column(Json)
    seconds: Mapped[int]
    points: Mapped[int]
    #: When it was first announced for, closed, told with its key, or left out.
    opened_at: Mapped[moment | None]
    closed_at: Mapped[moment | None]
    revealed_at: Mapped[moment | None]
    skipped_at: Mapped[moment | None]
    #: Kept at the reveal: {"answered", "right", "counts": picks by shown position, or null}.
    tally: Mapped[dict[str, Any] | None] = mapped_column(Json)

    __table_args__ = (
        CheckConstraint("seconds >= 5 AND seconds <= 600", name="seconds_in_reason"),
        CheckConstraint("points >= 1 AND points <= 10000", name="points_in_reason"),
        CheckConstraint("revealed_at IS NULL OR skipped_at IS NULL", name="revealed_or_skipped"),
    )


class LivePlayer(Base):
    """Somebody in a room. The score is a fold of the answers, kept at each reveal."""

    __tablename__ = "live_player"

    id: Mapped[intpk]
    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("live_room.id"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    #: The person's unit when he joined: he plays and counts for it.
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    #: Hash of the phone he plays on; None when another player took that phone.
    device_hash: Mapped[str | None] = mapped_column(String(64))
    #: Name on the screen; the person's own name stays with the person.
    shown_name: Mapped[str] = mapped_column(String(80))
    #: Hidden on the screen by a host or by the word list; he plays on.
    is_hidden: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[moment | None]
    joined_at: Mapped[moment]
    score: Mapped[int] = mapped_column(default=0)
    right_count: Mapped[int] = mapped_column(default=0)
    #: Time of right answers alone, for ties.
    time_ms: Mapped[int] = mapped_column(default=0)
    last_right_at: Mapped[moment | None]
    #: Right answers in a row up to the last question told.
    streak: Mapped[int] = mapped_column(default=0)
    #: Question at which he dropped out (一站到底).
    out_at: Mapped[int | None]
    #: Exact place among all who were not removed, from 1; None before the first reveal.
    rank: Mapped[int | None]
    #: When his attendance went into the ledger.
    credited_at: Mapped[moment | None]

    __table_args__ = (
        UniqueConstraint("room_id", "person_id", name="uq_live_player_person"),
        UniqueConstraint("room_id", "device_hash", name="uq_live_player_device"),
        Index("ix_live_player_rank", "room_id", "rank"),
    )


class LiveAnswer(Base):
    """The first answer of a player to a question; its primary key lets no second one in."""

    __tablename__ = "live_answer"

    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("live_room.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    player_id: Mapped[int] = mapped_column(BigId, ForeignKey("live_player.id"), primary_key=True)
    #: Atoms as they came in.
    answer: Mapped[list[Any]] = mapped_column(Json)
    #: Name of the sending: the same one again is a retry.
    nonce: Mapped[str] = mapped_column(String(64))
    #: When the request reached the server, by its clock; and since the question opened, without pauses.
    received_at: Mapped[moment]
    elapsed_ms: Mapped[int]
    #: Graded when it was stored and told to nobody before the reveal.
    is_right: Mapped[bool]
    share: Mapped[float] = mapped_column(Float)
    points: Mapped[int]
    #: For right answers in a row, added at the reveal.
    bonus: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_live_answer_player", "player_id"),)


class LiveMoveCode(Base):
    """A short code that moves a player to another phone: ten minutes, one use."""

    __tablename__ = "live_move_code"

    player_id: Mapped[int] = mapped_column(BigId, ForeignKey("live_player.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), index=True)
    made_at: Mapped[moment]
    expires_at: Mapped[moment]
    used_at: Mapped[moment | None]


class LiveRemote(Base):
    """A host's remote that was handed over by a link; a newer one, or a word, ends it."""

    __tablename__ = "live_remote"

    id: Mapped[intpk]
    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("live_room.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[moment]
    made_by: Mapped[str] = mapped_column(String(60))
    revoked_at: Mapped[moment | None]


class LiveEvent(Base):
    """What a host did, append-only: who, from which device, when, and what it changed."""

    __tablename__ = "live_event"

    id: Mapped[intpk]
    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("live_room.id"))
    at: Mapped[moment]
    #: staff:<id> | remote:<id> | system
    actor: Mapped[str] = mapped_column(String(60))
    action: Mapped[short]
    #: Question on stage when it was done.
    place: Mapped[int]
    player_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("live_player.id"))
    revision_before: Mapped[int]
    revision_after: Mapped[int]

    __table_args__ = (
        Index("ix_live_event_room", "room_id", "id"),
        Index("ix_live_event_player", "player_id"),
        only_added(),
    )
