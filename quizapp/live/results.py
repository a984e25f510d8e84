"""A room looked back at: its people, its questions, its units and every answer, as rows for tables and files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.live.models import LiveEvent, LiveRoom
from quizapp.live.room import ANSWERS, PLAYERS, QUESTIONS, Frozen, RoomRow, to_frozen
from quizapp.live.rules import OPEN_PHASES
from quizapp.people import Person
from quizapp.units import Unit, within_any


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLine:
    """A room in the list."""

    id: int
    code: str
    title: str
    phase: str
    is_practice: bool
    unit_name: str
    question_count: int
    players: int
    opened_at: datetime | None


def list_rooms(session: Session, campaign_id: int, paths: Collection[str]) -> list[RoomLine]:
    """Rooms of these units, running ones first, then the newest. One statement."""
    players = select(func.count()).where(PLAYERS.c.room_id == LiveRoom.id).correlate(LiveRoom).scalar_subquery()
    rows = session.execute(
        select(LiveRoom, Unit.name, players)
        .join(Unit, Unit.id == LiveRoom.unit_id)
        .where(LiveRoom.campaign_id == campaign_id, within_any(paths))
        .order_by(LiveRoom.phase.not_in(OPEN_PHASES), LiveRoom.id.desc())
    )
    return [
        RoomLine(
            id=room.id, code=room.code, title=room.title, phase=room.phase, is_practice=room.is_practice, unit_name=name,
            question_count=room.question_count, players=count, opened_at=room.opened_at,
        )
        for room, name, count in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A player's result."""

    rank: int | None
    name: str
    unit: str
    score: int
    right: int
    answered: int
    time_ms: int
    out_at: int | None
    removed: bool


def list_results(session: Session, room_id: int) -> list[PersonLine]:
    """All players by place, removed ones last. One statement."""
    answered = select(func.count()).where(ANSWERS.c.player_id == PLAYERS.c.id).correlate(PLAYERS).scalar_subquery()
    rows = session.execute(
        select(PLAYERS, Person.name, Unit.name.label("unit_name"), answered.label("answered"))
        .join(Person, Person.id == PLAYERS.c.person_id)
        .join(Unit, Unit.id == PLAYERS.c.unit_id)
        .where(PLAYERS.c.room_id == room_id)
        .order_by(PLAYERS.c.rank.is_(None), PLAYERS.c.rank, PLAYERS.c.id)
    )
    return [
        PersonLine(
            rank=row.rank, name=row.name, unit=row.unit_name, score=row.score, right=row.right_count,
            answered=row.answered, time_ms=row.time_ms, out_at=row.out_at, removed=row.removed_at is not None,
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A question of a room, and how people answered it (None while it was not told)."""

    frozen: Frozen
    is_skipped: bool
    answered: int | None
    right: int | None
    counts: tuple[int, ...] | None

    @property
    def percent(self) -> int:
        """Right answers in a hundred."""
        return round(100 * (self.right or 0) / self.answered) if self.answered else 0


def list_questions(session: Session, room: RoomRow) -> list[QuestionLine]:
    """The questions in their order, with keys: for staff. One statement."""
    rows = session.execute(select(QUESTIONS).where(QUESTIONS.c.room_id == room.id).order_by(QUESTIONS.c.place))
    return [_question(row) for row in rows]


def _question(row: Any) -> QuestionLine:
    tally = row.tally or {}
    counts = tally.get("counts")
    return QuestionLine(
        frozen=to_frozen(row), is_skipped=row.skipped_at is not None, answered=tally.get("answered"),
        right=tally.get("right"), counts=None if counts is None else tuple(counts),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One stored answer."""

    place: int
    name: str
    unit: str
    answer: tuple[int | str, ...]
    is_right: bool
    points: int
    elapsed_ms: int
    received_at: datetime


def iterate_answers(session: Session, room_id: int) -> Iterator[AnswerLine]:
    """Every answer, by question and by when it was received; read as it is written out."""
    rows = session.execute(
        select(ANSWERS, Person.name, Unit.name.label("unit_name"))
        .join(PLAYERS, PLAYERS.c.id == ANSWERS.c.player_id)
        .join(Person, Person.id == PLAYERS.c.person_id)
        .join(Unit, Unit.id == PLAYERS.c.unit_id)
        .where(ANSWERS.c.room_id == room_id)
        .order_by(ANSWERS.c.place, ANSWERS.c.received_at, ANSWERS.c.player_id),
        execution_options={"yield_per": 500},
    )
    for row in rows:
        yield AnswerLine(
            place=row.place, name=row.name, unit=row.unit_name, answer=tuple(row.answer), is_right=row.is_right,
            points=row.points + row.bonus, elapsed_ms=row.elapsed_ms, received_at=row.received_at,
        )  # fmt: skip


def list_events(session: Session, room_id: int, *, limit: int = 200) -> list[LiveEvent]:
    """What hosts did, latest first. One statement."""
    query = select(LiveEvent).where(LiveEvent.room_id == room_id).order_by(LiveEvent.id.desc())
    return list(session.scalars(query.limit(limit)))
